import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A folder with a configuration of sources that need secrets. */
export interface SecretsWorkspace {
  readonly directory: string;
  readonly config: string;
  /** What is stored of a source, `undefined` if nothing is. */
  stored(source: string): Readonly<Record<string, string>> | undefined;
  store(source: string, fields: Readonly<Record<string, string>>): void;
  [Symbol.dispose](): void;
}

const shapes = `
server: https://tickets.example.com
endpoints:
  GET /tickets:
    answer: { type: object, properties: { id: { type: string } } }
`;

const head = `
gateway: acme
vendor:
  name: elimity
  identity: { jwt: { issuer: https://issuer.example/, audience: gateway } }
`;

/** A database: fields user and password. */
export const database = `
  hr:
    connector: sql
    database: { postgres: { host: hr.example.com, database: hr } }
    queries: [{ query: 'select id, name from people', entity: { type: person, id: id, name: name } }]`;

/** Files need no secret. */
export const files = `
  desks:
    connector: file
    files: [{ path: ./desks.csv, entity: { type: desk, id: desk, name: desk } }]`;

/** An API by proxy, proved to as the text says. */
export const api = (name: string, authentication: string, rest = ''): string => `
  ${name}:
    connector: openapi
    shapes: ./tickets.shapes.yaml
    authentication: ${authentication}${rest}`;

export const secretsWorkspace = (sources: readonly string[], deploy = ''): SecretsWorkspace => {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'sallyport-secrets-')));
  const config = join(directory, 'sallyport.yaml');
  writeFileSync(config, `${head}sources:${sources.join('')}\n${deploy}`);
  writeFileSync(join(directory, 'tickets.shapes.yaml'), shapes);
  const fileOf = (source: string): string => join(directory, '.sallyport', 'secrets', `${source}.json`);
  return {
    directory,
    config,
    stored: (source) => (existsSync(fileOf(source)) ? JSON.parse(readFileSync(fileOf(source), 'utf8')) : undefined),
    store: (source, fields) => {
      mkdirSync(dirname(fileOf(source)), { recursive: true, mode: 0o700 });
      writeFileSync(fileOf(source), JSON.stringify(fields), { mode: 0o600 });
    },
    [Symbol.dispose]: () => rmSync(directory, { recursive: true, force: true }),
  };
};
