import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDashboard } from '../../../examples/dashboard/server.ts';
import type { Users } from '../../../examples/dashboard/users.ts';

/** A folder whose configuration has a sync from a file to the example's dashboard, which runs. */
export interface SyncWorkspace {
  readonly directory: string;
  readonly config: string;
  readonly dashboard: { readonly url: string; readonly users: Users; stop(): Promise<void> };
  /** Writes who is at the source: an id each, and its attributes. */
  people(rows: Readonly<Record<string, Partial<Person>>>): void;
  /** The log of this machine. */
  log(): string;
  [Symbol.asyncDispose](): Promise<void>;
}

interface Person {
  readonly mail: string;
  readonly role: string;
  readonly active: boolean;
}

export const password = 'CANARY-password';

/** What is added to the configuration. */
export interface SyncWorkspaceOptions {
  /** Lines of the sync. */
  readonly sync?: readonly string[];
  /** Lines at the end. */
  readonly rest?: readonly string[];
}

const configuration = (url: string, { sync = [], rest = [] }: SyncWorkspaceOptions): string => `
gateway: acme
vendor:
  name: elimity
  identity: { jwt: { issuer: https://issuer.example/, audience: gateway } }
sources:
  people:
    connector: file
    files:
      - path: ./people.csv
        entity:
          type: person
          id: id
          name: id
          attributes: { mail: mail, role: role, active: { column: active, type: boolean } }
sync:
  bi-users:
    from: people
    users: { type: person, key: user.id, when: user.active }
    to: { destination: panintelligence, baseUrl: https://bi.acme.example/pi/api/v2, localServer: "${url}" }
    map:
      user: { surname: "\${user.name}", email: "\${user.mail}" }
      userRoles: [{ name: "\${user.role}" }]
    guard: { few: 2 }
    quarantine: { few: 2 }
${sync.map((line) => `    ${line}\n`).join('')}${rest.map((line) => `${line}\n`).join('')}`;

export const syncWorkspace = async (options: SyncWorkspaceOptions = {}): Promise<SyncWorkspace> => {
  const dashboard = await startDashboard({ port: 0, login: { user: 'gate', password } });
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'sallyport-sync-')));
  const config = join(directory, 'sallyport.yaml');
  writeFileSync(config, configuration(dashboard.url, options));
  mkdirSync(join(directory, '.sallyport/secrets'), { recursive: true, mode: 0o700 });
  const secret = { username: 'gate', password };
  writeFileSync(join(directory, '.sallyport/secrets/bi-users.json'), JSON.stringify(secret), { mode: 0o600 });
  const people: SyncWorkspace['people'] = (rows) => {
    const lines = Object.entries(rows).map(([id, person]) => {
      const { mail = `${id}@acme.example`, role = 'Viewers', active = true } = person;
      return `${id},${mail},${role},${active}\n`;
    });
    writeFileSync(join(directory, 'people.csv'), `id,mail,role,active\n${lines.join('')}`);
  };
  people({ ada: {}, bela: {}, chloe: {}, dilek: {} });
  return {
    directory,
    config,
    dashboard,
    people,
    log: () => readFileSync(join(directory, '.sallyport/gateway.log'), 'utf8'),
    async [Symbol.asyncDispose]() {
      await dashboard.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
};
