import { copyFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startHelpdesk } from '../../examples/helpdesk/server.ts';
import { root } from './sallyport.ts';

/** A folder whose configuration has the help desk as a source, and the help desk itself. */
export interface HelpdeskWorkspace {
  readonly directory: string;
  readonly config: string;
  /** Where the help desk is reached. */
  readonly url: string;
  readonly token: string;
  /** Writes a file into the folder; gives its path. */
  file(name: string, content: string | Uint8Array): string;
  [Symbol.asyncDispose](): Promise<void>;
}

const token = 'canary-token';

const configFor = (url: string) => `
gateway: acme
vendor:
  name: elimity
  identity: { jwt: { issuer: https://issuer.example/, audience: gateway, claims: { base_url: https://acme.example } } }
sources:
  helpdesk:
    connector: openapi
    claims: { source_id: "1" }
    document: ./helpdesk.openapi.yaml
    shapes: ./helpdesk.shapes.yaml
    localServer: ${url}
    limits: { attempts: 1 }
  desks:
    connector: file
    claims: { source_id: "2" }
    files: [{ path: ./desks.csv, entity: { type: desk, id: desk, name: desk } }]
`;

/** Starts a help desk, and makes a folder that knows it. */
export const helpdeskWorkspace = async (): Promise<HelpdeskWorkspace> => {
  const helpdesk = await startHelpdesk({ port: 0, token });
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'sallyport-helpdesk-')));
  const file = (name: string, content: string | Uint8Array): string => {
    const path = join(directory, name);
    writeFileSync(path, content, { mode: 0o600 });
    return path;
  };
  for (const name of ['helpdesk.openapi.yaml', 'helpdesk.shapes.yaml']) {
    copyFileSync(join(root, 'examples/helpdesk', name), join(directory, name));
  }
  mkdirSync(join(directory, '.sallyport/secrets'), { recursive: true, mode: 0o700 });
  file('.sallyport/secrets/helpdesk.json', JSON.stringify({ token }));
  return {
    directory,
    config: file('sallyport.yaml', configFor(helpdesk.url)),
    url: helpdesk.url,
    token,
    file,
    async [Symbol.asyncDispose]() {
      await helpdesk.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
};
