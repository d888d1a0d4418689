import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { catalogNames } from '../../connectors/catalog.ts';
import type { Connector } from '../../connectors/connector.ts';
import { file } from '../../connectors/file.ts';
import { connectorNamed, connectors } from '../../connectors/index.ts';
import { scim } from '../../connectors/scim.ts';
import { sql } from '../../connectors/sql.ts';
import { optionsOf, problemsOf } from './support/read-all.ts';

const entity = { type: 'person', id: 'id' };
const relationship = { from: { type: 'person', id: 'a' }, to: { type: 'team', id: 'b' } };
const query = { query: 'select id from t', entity };
const sqlite = { database: { sqlite: './a.sqlite' } };
const postgres = { host: 'db.example.com', database: 'hr' };
const mysql = (more: object) => ({ database: { mysql: { ...postgres, ...more } }, queries: [query] });
const sqlserver = (more: object) => ({ database: { sqlserver: { ...postgres, ...more } }, queries: [query] });

const requirements = (connector: Connector, raw: unknown) => connector.requires(optionsOf(connector, raw));

test('every connector is found by its name, and only by that', () => {
  for (const connector of connectors) expect(connectorNamed(connector.name)).toBe(connector);
  expect(connectors.map(({ name }) => name)).toEqual([
    ...catalogNames,
    'custom',
    'file',
    'ldap',
    'openapi',
    'scim',
    'sql',
  ]);
  expect(connectorNamed('SQL')).toBeUndefined();
  expect(connectorNamed('constructor')).toBeUndefined();
});

test('every option can be told to an editor, with a description', () => {
  for (const { options } of connectors) {
    const schema = z.toJSONSchema(options, { io: 'input' });
    for (const [name, property] of Object.entries(schema.properties ?? {})) {
      expect(property, name).toHaveProperty('description');
    }
  }
});

test.each<[Connector, unknown, string]>([
  [sql, { ...sqlite, queries: [] }, 'queries: '],
  [sql, { database: {}, queries: [query] }, 'database: write one of sqlite:, postgres:, mysql: and sqlserver:'],
  [sql, { database: { sqlite: './a', postgres }, queries: [query] }, 'database: write one of'],
  [sql, { database: { sqlite: '/etc/passwd' }, queries: [query] }, 'database.sqlite: write a path below'],
  [sql, { database: { sqlite: '../a.sqlite' }, queries: [query] }, 'database.sqlite: write a path below'],
  [sql, { database: { sqlite: './a/../../b' }, queries: [query] }, 'database.sqlite: write a path below'],
  [sql, { database: { sqlite: 'file:/etc/passwd' }, queries: [query] }, 'database.sqlite: write a path below'],
  [sql, { ...sqlite, queries: [{ query: 'select 1' }] }, 'queries.0: write either entity: or relationship:'],
  [sql, { ...sqlite, queries: [{ query: 'select 1', entity, relationship }] }, 'queries.0: write either'],
  [
    sql,
    { ...sqlite, queries: [query, { ...query, query: 'drop table t' }] },
    'queries.1.query: must begin with SELECT',
  ],
  [sql, { ...sqlite, queries: [{ ...query, key: [] }] }, 'queries.0.key: '],
  [
    sql,
    { ...sqlite, queries: [{ ...query, entity: { ...entity, attributes: { a: { column: 'a', type: 'money' } } } }] },
    'queries.0.entity',
  ],
  [sql, { ...sqlite, queries: [query], password: 'x' }, ': Unrecognized'],
  [
    sql,
    { database: { postgres: { ...postgres, host: 'https://db' } }, queries: [query] },
    'database.postgres.host: write a host name',
  ],
  [
    sql,
    { database: { postgres: { ...postgres, host: 'db:5432' } }, queries: [query] },
    'database.postgres.host: write a host name',
  ],
  [
    sql,
    { database: { postgres: { ...postgres, host: '/tmp' } }, queries: [query] },
    'database.postgres.host: write a host name',
  ],
  [sql, { database: { postgres: { ...postgres, tls: 'require' } }, queries: [query] }, 'database.postgres.tls: '],
  [
    sql,
    { database: { postgres: { ...postgres, tls: 'disable', ca: './ca' } }, queries: [query] },
    'database.postgres.ca: without TLS',
  ],
  [sql, mysql({ tls: 'disable', ca: './ca' }), 'database.mysql.ca: without TLS'],
  [sql, mysql({ host: '10.0.0.5' }), 'database.mysql.host: is an IP address'],
  [sql, mysql({ tls: 'skip-verify' }), 'database.mysql.tls: '],
  [sql, mysql({ port: 0 }), 'database.mysql.port: '],
  [sql, mysql({ timeout: 0 }), 'database.mysql.timeout: '],
  [sql, sqlserver({ port: 1433, instance: 'HR' }), 'database.sqlserver.instance: has a port of its own'],
  [sql, sqlserver({ instance: 'HR\\..' }), 'database.sqlserver.instance: write the name of the instance alone'],
  [sql, sqlserver({ tls: 'trust', ca: './ca' }), 'database.sqlserver.tls: trust checks no certificate'],
  [sql, sqlserver({ tls: 'disable' }), 'database.sqlserver.tls: '],
  [
    sql,
    { ...sqlserver({}), queries: [{ ...query, query: 'with a as (select 1 as id) delete from a select 1' }] },
    'queries.0.query: must be WITH <name> AS',
  ],
  [file, { files: [] }, 'files: '],
  [file, { files: [{ path: './a.csv' }] }, 'files.0: write either'],
  [file, { files: [{ path: './a.txt', entity }] }, 'files.0.path: has a name that does not tell the format'],
  [file, { files: [{ path: 's3://b/a.csv', entity }] }, 'files.0.path: write a path'],
  [file, { files: [{ path: 'https://h/a.csv', entity }] }, 'files.0.path: write a path'],
  [file, { files: [{ path: 'gs://bucket', entity }] }, 'files.0.path: write a path'],
  [file, { files: [{ path: 'gs://Bucket/a.csv', entity }] }, 'files.0.path: write a path'],
  [file, { files: [{ path: 'https://exports1.blob.core.windows.net/a.csv', entity }] }, 'files.0.path: write a path'],
  [
    file,
    { files: [{ path: 'https://exports1.blob.core.windows.net/daily/a.csv?sig=x', entity }] },
    'files.0.path: write a path',
  ],
  [
    file,
    { files: [{ path: './a.csv', entity, csv: { delimiter: ',,' } }] },
    'files.0.csv.delimiter: write one character',
  ],
  [
    file,
    { files: [{ path: './a.csv', entity, csv: { delimiter: "'", quote: "'" } }] },
    'files.0.csv.quote: must differ',
  ],
  [file, { files: [{ path: './a.csv', entity, encoding: 'ebcdic' }] }, 'files.0.encoding: '],
  [scim, { baseUrl: 'http://id.example.com/scim' }, 'baseUrl: write an https address'],
  [scim, { baseUrl: 'https://user:pw@id.example.com/scim' }, 'baseUrl: write an https address'],
  [scim, { baseUrl: 'https://id.example.com/scim?a=b' }, 'baseUrl: write an https address'],
  [scim, { baseUrl: 'http://127.0.0.1.evil.example/scim' }, 'baseUrl: write an https address'],
  [scim, { baseUrl: 'id.example.com' }, 'baseUrl: write an https address'],
  [scim, { baseUrl: 'https://h', read: [] }, 'read: '],
  ...[{ header: 'x-key' }, 'none', { all: ['bearer', { certificate: {} }] }].map(
    (authentication): [Connector, unknown, string] => [
      scim,
      { baseUrl: 'https://h', authentication, credentials: 'fields' },
      'credentials: can be fields only with authentication: bearer or basic',
    ],
  ),
  [scim, { baseUrl: 'https://h', users: { name: 'a b' } }, 'users.name: write an attribute path'],
  [scim, { baseUrl: 'https://h', users: { attributes: { a: 'emails[type eq work].value' } } }, 'users.attributes.a'],
])('%# %s refuses what can not work', (connector, raw, problem) => {
  expect(problemsOf(connector, raw).join('\n')).toContain(problem);
});

test('an attribute can not take the place of an object’s prototype', () => {
  const raw = JSON.parse(
    '{"files":[{"path":"./a.csv","entity":{"type":"a","id":"id","attributes":{"__proto__":"b"}}}]}',
  );
  const parsed = file.options.safeParse(raw);
  const attributes = parsed.success ? optionsOf(file, raw).files[0]?.entity?.attributes : {};
  expect(Object.getPrototypeOf(attributes)).toBe(Object.prototype);
  expect(Object.keys(attributes ?? {})).toEqual([]);
});

describe('requires', () => {
  test.each<[string, Connector, unknown, Partial<ReturnType<Connector['requires']>>]>([
    ['sqlite', sql, { ...sqlite, queries: [query] }, { hosts: [], files: ['./a.sqlite'], objects: [], secret: [] }],
    [
      'postgres',
      sql,
      { database: { postgres: { ...postgres, ca: './ca.pem' } }, queries: [query] },
      {
        hosts: ['db.example.com:5432'],
        files: ['./ca.pem'],
        objects: [],
        secret: [
          expect.objectContaining({ name: 'user', required: true }),
          expect.objectContaining({ name: 'password', required: true }),
        ],
        fields: [],
      },
    ],
    [
      'mysql',
      sql,
      mysql({ ca: './ca.pem' }),
      {
        hosts: ['db.example.com:3306'],
        files: ['./ca.pem'],
        objects: [],
        secret: [
          expect.objectContaining({ name: 'user', required: true }),
          expect.objectContaining({ name: 'password', required: true }),
        ],
        fields: [],
      },
    ],
    [
      'sqlserver',
      sql,
      sqlserver({}),
      {
        hosts: ['db.example.com:1433'],
        files: [],
        objects: [],
        secret: [
          expect.objectContaining({ name: 'user', required: true }),
          expect.objectContaining({ name: 'password', required: true }),
        ],
        fields: [],
      },
    ],
    [
      'an instance of sqlserver',
      sql,
      sqlserver({ instance: 'HR' }),
      {
        hosts: ['db.example.com:1434'],
        files: [],
        objects: [],
        secret: [
          expect.objectContaining({ name: 'user', required: true }),
          expect.objectContaining({ name: 'password', required: true }),
        ],
        fields: [],
      },
    ],
    [
      'postgres with the vendor’s credentials',
      sql,
      { database: { postgres: { ...postgres, host: 'fd00::1', port: 6000, credentials: 'fields' } }, queries: [query] },
      {
        hosts: ['[fd00::1]:6000'],
        files: [],
        secret: [],
        fields: [
          expect.objectContaining({ name: 'user', required: true }),
          expect.objectContaining({ name: 'password', required: true }),
        ],
      },
    ],
    [
      'files',
      file,
      {
        files: [
          { path: './a.csv', entity },
          { path: './a.csv', relationship },
          { path: 's3://bucket/dir/b.ndjson.gz', entity },
          { path: 'gs://bucket_1/dir/b.csv', entity },
          { path: 'https://exports1.blob.core.windows.net/daily/dir/b.json', entity },
          { path: './c.dat', format: 'json', entity },
        ],
      },
      {
        hosts: [],
        files: ['./a.csv', './c.dat'],
        objects: [
          's3://bucket/dir/b.ndjson.gz',
          'gs://bucket_1/dir/b.csv',
          'https://exports1.blob.core.windows.net/daily/dir/b.json',
        ],
        secret: [],
      },
    ],
    [
      'scim with a token',
      scim,
      { baseUrl: 'https://id.example.com/scim/v2/' },
      { hosts: ['id.example.com'], files: [], objects: [], secret: [expect.objectContaining({ name: 'token' })] },
    ],
    [
      'scim on this machine',
      scim,
      { baseUrl: 'http://localhost/scim', credentials: 'fields' },
      { hosts: ['localhost:80'], secret: [], fields: [expect.objectContaining({ name: 'token' })] },
    ],
    [
      'scim with a password',
      scim,
      { baseUrl: 'https://id.example.com:8443/scim', authentication: 'basic' },
      {
        hosts: ['id.example.com:8443'],
        secret: [expect.objectContaining({ name: 'user' }), expect.objectContaining({ name: 'password' })],
      },
    ],
    [
      'scim with a token that is obtained',
      scim,
      {
        baseUrl: 'https://id.example.com/scim',
        authentication: { clientCredentials: { tokenUrl: 'https://login.example.com/token' } },
      },
      {
        hosts: ['id.example.com', 'login.example.com'],
        secret: expect.arrayContaining([expect.objectContaining({ name: 'client_secret', required: true })]),
        fields: [],
        state: true,
      },
    ],
  ])('%s', (_, connector, raw, expected) => expect(requirements(connector, raw)).toMatchObject(expected));
});
