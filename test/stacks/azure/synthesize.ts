import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Config } from '../../../config/config.ts';
import { azureStack } from '../../../stacks/azure/app.ts';
import { startCommand } from '../../../stacks/server/start-script.ts';
import { cdktf } from '../../../stacks/terraform/cdktf.ts';
import { testConnector } from '../aws/configurations.ts';

// biome-ignore lint/suspicious/noExplicitAny: a resource is whatever its provider says it is
export type Resource = Record<string, any>;

/** What Terraform reads. */
export interface TerraformDocument {
  readonly resource: Readonly<Record<string, Readonly<Record<string, Resource>>>>;
  readonly output: Readonly<Record<string, { readonly value: string; readonly description: string }>>;
  readonly provider: Readonly<Record<string, readonly Resource[]>>;
}

/** A synthesized gateway: the folder that Terraform runs in, and what it reads there. */
export interface Synthesized {
  readonly folder: string;
  readonly text: string;
  readonly document: TerraformDocument;
}

/** Synthesizes a gateway as `bin/terraform.ts` does, but with a handler that needs no bundling. */
export const synthesize = (config: Config, directory: string = fixtures): Synthesized => {
  const outdir = mkdtempSync(join(tmpdir(), 'sallyport-azure-'));
  const app = new cdktf.App({ outdir });
  azureStack(app, {
    config,
    directory,
    handler: [{ path: 'gateway.mjs', contents: readFileSync(join(fixtures, 'handler', 'gateway.mjs')) }],
    connectors: [testConnector],
  });
  app.synth();
  const folder = join(outdir, 'stacks', `${config.gateway}-azure`);
  const text = readFileSync(join(folder, 'cdk.tf.json'), 'utf8');
  return { folder, text, document: JSON.parse(text, withoutNotes) };
};

export const fixtures = join(import.meta.dirname, '..', 'aws', 'fixtures');

/** What cdktf writes for itself. */
const withoutNotes = (name: string, value: unknown): unknown => (name === '//' ? undefined : value);

/** All resources of a type. */
export const resources = ({ document }: Synthesized, type: string): Resource[] =>
  Object.values(document.resource[type] ?? {});

/** How many resources of each type a stack has. */
export const counts = ({ document }: Synthesized): Record<string, number> =>
  Object.fromEntries(Object.entries(document.resource).map(([type, all]) => [type, Object.keys(all).length]));

/** The environment of a source's handler. */
export const environmentOf = (gateway: Synthesized, app: string): Record<string, string> => {
  const found = resources(gateway, 'azurerm_container_app').find(({ name }) => name === app);
  const env: { name: string; value: string }[] = found?.template.container[0].env;
  return Object.fromEntries(env.map(({ name, value }) => [name, value]));
};

const [start = ''] = startCommand('azure').slice(-1);

/** The document as people read it: digests change with every edit of the handler, and the script is read elsewhere. */
export const readable = ({ document }: Synthesized): TerraformDocument =>
  JSON.parse(
    JSON.stringify(document)
      .replaceAll(JSON.stringify(start), '"<start script>"')
      .replaceAll(/\b[0-9a-f]{64}\b/g, '<sha256>')
      .replaceAll(/"[0-9a-f]{32}"/g, '"<md5>"'),
  );
