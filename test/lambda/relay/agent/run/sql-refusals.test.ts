import { describe, expect, it } from 'vitest';
import type { RelayedImport } from '../../../../../lambda/relay/relayed-request.ts';
import { tryRequest } from './refusals.ts';

const rules = `
allow:
  - sql:
      postgres: { host: 127.0.0.1, port: 1, database: hr }
      queries:
        - select id, name from people where city = 'New  York'
        - select id from teams
  - sql:
      mysql: { host: 127.0.0.1, port: 1, database: hr, tls: disable }
      queries: [select id from people]
  - sql:
      sqlserver: { host: db.acme.internal, instance: HR, database: hr, tls: trust, certificateName: listener.acme.internal }
      queries: [select id from people]
`;

const people = "select id, name from people where city = 'New  York'";
const mapping = { entity: { type: 'person', id: 'id', name: 'id', attributes: {} } };
const postgres = {
  host: '127.0.0.1',
  port: 1,
  database: 'hr',
  tls: 'verify-full',
  credentials: 'secret',
  timeout: 300,
};

const query = (text: string): object => ({ query: text, ...mapping });

const importOf = (database: object, ...queries: readonly string[]): RelayedImport => ({
  kind: 'import',
  source: 'people',
  connector: 'sql',
  options: { database, queries: queries.map(query), onInvalidRow: 'skip' },
  fields: {},
  secret: { user: 'reader', password: 'x' },
});

const onPostgres = (changed: object, ...queries: readonly string[]) =>
  importOf({ postgres: { ...postgres, ...changed } }, ...(queries.length > 0 ? queries : [people]));

/** Nothing listens at the port: whoever is let through says so. */
const through = { code: expect.stringMatching(/^the database: /), log: [] };
const refused = { code: 'agent-refused', sent: false, log: [{ event: 'agent.refused', kind: 'import' }] };

describe('a rule about databases allows', () => {
  it.each([
    ['its query', onPostgres({})],
    [
      'other white space outside of quotes',
      onPostgres({}, "\n select id,\tname\r\n from people  where city = 'New  York' "),
    ],
    ['some of its queries, in any order', onPostgres({}, 'select id from teams', people)],
    ['a host in other case, which is the same', onPostgres({ host: '127.0.0.1' })],
    [
      'MySQL without TLS, where it says so',
      importOf({ mysql: { ...postgres, tls: 'disable' } }, 'select id from people'),
    ],
    [
      'MySQL with more than it asks for',
      importOf({ mysql: { ...postgres, tls: 'verify-ca' } }, 'select id from people'),
    ],
  ])('%s', async (_, request) => {
    expect(await tryRequest(rules, request)).toMatchObject(through);
  });
});

describe('before anything is connected, an agent refuses', () => {
  it.each<readonly [string, RelayedImport]>([
    ['another database on the server', onPostgres({ database: 'payroll' })],
    ['the database in other case', onPostgres({ database: 'HR' })],
    ['another host', onPostgres({ host: '127.0.0.2' })],
    ['another form of the host', onPostgres({ host: '127.1' })],
    ['the host as IPv6', onPostgres({ host: '::ffff:127.0.0.1' })],
    ['another port', onPostgres({ port: 2 })],
    ['another kind of database there', importOf({ mysql: { ...postgres, database: 'hr' } }, people)],
    ['no TLS', onPostgres({ tls: 'disable' })],
    ['TLS for any name', onPostgres({ tls: 'verify-ca' })],
    ['an authority of the gate', onPostgres({ ca: './evil.pem' })],
    ['an option that is none', onPostgres({ ssl: false })],
    ['an option of the driver', onPostgres({ options: '-c search_path=evil' })],
    ['a socket', onPostgres({ host: '/var/run/postgresql' })],
    ['a list of hosts', onPostgres({ host: ['127.0.0.1', 'evil.example'] })],
    ['another query', onPostgres({}, 'select id, salary from people')],
    ['a comment behind a query', onPostgres({}, `${people} -- x`)],
    ['a comment within a query', onPostgres({}, people.replace('from', '/* x */ from'))],
    ['a comment in place of a blank', onPostgres({}, people.replace('select id', 'select/**/id'))],
    ['a second statement', onPostgres({}, `${people}; drop table people`)],
    ['a semicolon', onPostgres({}, `${people};`)],
    ['a union', onPostgres({}, `${people} union select secret, 1 from vault`)],
    ['a condition', onPostgres({}, `${people} or true`)],
    ['other case', onPostgres({}, people.replace('people', 'PEOPLE'))],
    ['fewer blanks inside of quotes', onPostgres({}, people.replace('New  York', 'New York'))],
    ['a tab inside of quotes', onPostgres({}, people.replace('New  York', 'New \tYork'))],
    ['a blank where there was none', onPostgres({}, people.replace('people where', 'pe ople where'))],
    ['no blank where there was one', onPostgres({}, people.replace('select id', 'selectid'))],
    ['a blank of no width', onPostgres({}, people.replace('select ', 'select​ '))],
    ['a query that ends early', onPostgres({}, 'select id, name from people')],
    ['one allowed query and another', onPostgres({}, people, 'select 1 as id')],
    ['a query of the rule of another database', onPostgres({}, 'select id from people')],
    ['no query', importOf({ postgres })],
    ['two databases at once', importOf({ postgres, sqlite: './hr.db' }, people)],
    ['a file of SQLite', importOf({ sqlite: './hr.db' }, people)],
    [
      'another instance',
      importOf({ sqlserver: { host: 'db.acme.internal', instance: 'PAY', database: 'hr' } }, 'select id from people'),
    ],
    [
      'a port for an instance',
      importOf({ sqlserver: { host: 'db.acme.internal', port: 1433, database: 'hr' } }, 'select id from people'),
    ],
    [
      'another name in the certificate',
      importOf(
        { sqlserver: { host: 'db.acme.internal', instance: 'HR', database: 'hr', certificateName: 'evil.example' } },
        'select id from people',
      ),
    ],
    ['a database of the prototype', importOf(JSON.parse('{"__proto__":{"postgres":{}}}'), people)],
    ['options of the prototype', { ...onPostgres({}), options: JSON.parse('{"__proto__":{"database":{}}}') }],
    ['no options', { ...onPostgres({}), options: {} }],
    ['a connector that runs in the gate', { ...onPostgres({}), connector: 'scim' }],
    ['a connector of the prototype', { ...onPostgres({}), connector: 'constructor' }],
    ['a connector by its path', { ...onPostgres({}), connector: '../sql' }],
  ])('%s', async (_, request) => {
    expect(await tryRequest(rules, request)).toMatchObject(refused);
  });

  it('what needs two rules', async () => {
    const two = `
allow:
  - sql: { postgres: { host: 127.0.0.1, port: 1, database: hr }, queries: [select 1 as id] }
  - sql: { postgres: { host: 127.0.0.1, port: 1, database: hr }, queries: [select 2 as id] }
`;
    expect(await tryRequest(two, onPostgres({}, 'select 1 as id'))).toMatchObject(through);
    expect(await tryRequest(two, onPostgres({}, 'select 1 as id', 'select 2 as id'))).toMatchObject(refused);
  });
});

it('of a refusal the gate is told nothing of the network, and the log no query', async () => {
  const { message, log } = await tryRequest(rules, onPostgres({}, "select id from people where name = 'Ada'"));
  expect(message).not.toMatch(/127|hr\b|select|Ada/);
  expect(log[0]).toMatchObject({
    reason: 'query 1 of the source is none of the sql rule of postgres 127.0.0.1:1, database hr',
  });
  expect(JSON.stringify(log)).not.toContain('Ada');
});
