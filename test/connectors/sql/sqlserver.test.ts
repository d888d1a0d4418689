import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import type { ImportContext } from '../../../connectors/connector.ts';
import { cursorsOf } from '../../../connectors/cursor.ts';
import type { Item } from '../../../connectors/item.ts';
import { sql } from '../../../connectors/sql.ts';
import { keptGuid } from '../../standins/sqlserver/convert.ts';
import { type RunningSqlserver, startSqlserver } from '../../standins/sqlserver/start-sqlserver.ts';
import { Tsql } from '../../standins/sqlserver/tsql.ts';
import { importContext } from '../support/import-context.ts';
import { batchesOf, errorOf, optionsOf, readAll, readInPages } from '../support/read-all.ts';

const certificates = join(import.meta.dirname, '..', '..', 'standins', 'certificates');
const authority = readFileSync(join(certificates, 'authority.pem'), 'utf8');
const directory = mkdtempSync(join(tmpdir(), 'sallyport-sqlserver-'));
writeFileSync(join(directory, 'ca.pem'), authority);

const reader = { user: 'reader', password: 'correct horse battery staple 🦊' };
const context: ImportContext = importContext({ directory, secret: async () => reader });
const tsql = new Tsql(['forbidden']);
const identity = {
  key: readFileSync(join(certificates, 'server-key.pem'), 'utf8'),
  cert: readFileSync(join(certificates, 'server.pem'), 'utf8'),
};
const users = { [reader.user]: reader.password };
const databases = { hr: { snapshots: true }, old: { snapshots: false } };
let server: RunningSqlserver;

const entity = { type: 'row', id: 'id' };
const reading = (query: string, more: object = {}, where: object = {}) => ({
  database: { sqlserver: { host: 'localhost', port: server.port, database: 'hr', ca: './ca.pem', ...where } },
  queries: [{ query, entity, ...more }],
});

beforeAll(async () => {
  tsql.fill(`
    create table snapshot_states (yes tinyint, no tinyint); insert into snapshot_states values (1, 0);
    create table people (id int, name nvarchar(50) collate nocase, hired date, seen datetime2(7), old datetime, shift time(0), zoned datetimeoffset(3),
      fte decimal(20, 4), pay money, active bit, tag uniqueidentifier, raw varbinary(10), big bigint, exact float, small tinyint, "odd]name" varchar(9));
    insert into people values
      (1, 'Ada 🦊', '1969-12-31', '1969-12-31 23:59:59.2500001', '2024-02-29 12:00:00.003', '08:30:00', '2024-02-29 12:00:00.000 +02:00',
       1234567890.125, 12.5, 1, '${keptGuid('00112233-4455-6677-8899-aabbccddeeff')}', x'00ff', 9223372036854775807, 0.1 + 0.2, 255, 'é'),
      (2, '', null, null, null, null, null, null, null, 0, null, null, null, null, null, null);
    create table numbers (id int, value nvarchar(300));
    with recursive n (i) as (select 1 union all select i + 1 from n where i < 20000) insert into numbers select i, printf('%.250c', 'v') from n;
    create table forbidden (id int); create table endless (id int);
  `);
  server = await startSqlserver({ tsql, ...identity, users, databases });
});

afterAll(async () => {
  await server.close();
  rmSync(directory, { recursive: true });
});

const untilNoConnection = async (): Promise<void> => {
  for (let attempt = 0; server.open > 0; attempt++) {
    if (attempt > 100) throw new Error(`after 2 s there are still ${server.open} connections`);
    await setTimeout(20);
  }
};

describe('what a row becomes', () => {
  test('every type of value: the server writes what the driver would round', async () => {
    const attributes = {
      ...{ hired: { column: 'hired', type: 'date' }, seen: { column: 'seen', type: 'dateTime' } },
      ...{ old: { column: 'old', type: 'dateTime' }, shift: { column: 'shift', type: 'time' } },
      ...{ zoned: { column: 'zoned', type: 'dateTime' }, fte: 'fte', pay: 'pay', tag: 'tag', raw: 'raw', big: 'big' },
      ...{ active: { column: 'active', type: 'boolean' }, exact: { column: 'exact', type: 'number' } },
      ...{ small: { column: 'small', type: 'number' }, odd: 'odd]name' },
    };
    const raw = reading('select * from people', { entity: { ...entity, name: 'name', attributes } });
    expect(await readAll(sql, raw, context)).toEqual([
      {
        kind: 'entity',
        id: '1',
        name: 'Ada 🦊',
        type: 'row',
        attributes: {
          hired: { type: 'date', value: new Date('1969-12-31') },
          seen: { type: 'dateTime', value: new Date('1969-12-31T23:59:59.250Z') },
          old: { type: 'dateTime', value: new Date('2024-02-29T12:00:00.003Z') },
          shift: { type: 'time', value: new Date('0001-01-01T08:30:00Z') },
          zoned: { type: 'dateTime', value: new Date('2024-02-29T10:00:00Z') },
          fte: { type: 'string', value: '1234567890.1250' },
          pay: { type: 'string', value: '12.5000' },
          active: { type: 'boolean', value: true },
          tag: { type: 'string', value: '00112233-4455-6677-8899-AABBCCDDEEFF' },
          raw: { type: 'string', value: '0x00FF' },
          big: { type: 'string', value: '9223372036854775807' },
          exact: { type: 'number', value: 0.1 + 0.2 },
          small: { type: 'number', value: 255 },
          odd: { type: 'string', value: 'é' },
        },
      },
      {
        kind: 'entity',
        id: '2',
        name: '2',
        type: 'row',
        attributes: { active: { type: 'boolean', value: false } },
      },
    ]);
    await untilNoConnection();
  });

  test('WITH goes before the statement', async () => {
    const query = "with [a b] (id) as (select id from people where name <> ')') select id from [a b] -- all of them";
    const { items } = await readInPages(sql, reading(query), context, () => true);
    expect(items).toHaveLength(2);
  });
});

describe('one state of the data', () => {
  test('is asked for, in a transaction that is never committed', async () => {
    const before = server.statements.length;
    expect(await readAll(sql, reading('select id from people'), context)).toHaveLength(2);
    const said = server.statements.slice(before).join('\n').toLowerCase();
    expect(said).toMatch(/isolation level snapshot[\s\S]*begin transaction/);
    expect(said).not.toMatch(/\bcommit\b/);
  });

  test('and where the database allows none, that is told once', async () => {
    const raw = reading('select id from numbers', {}, { database: 'old' });
    const { items, pages } = await readInPages(sql, raw, context, (batch) => batch % 3 === 0);
    expect(pages).toBeGreaterThan(1);
    expect(items.filter(({ kind }) => kind === 'log')).toEqual([
      { kind: 'log', level: 'alert', message: expect.stringContaining('set allow_snapshot_isolation on') },
    ]);
    expect(items).toHaveLength(20_001);
  });
});

describe('pages', () => {
  const texts = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom('a', 'A', 'b', 'a ', 'a  ') },
    fc.constantFrom(
      '',
      ' ',
      'a\t',
      'ä',
      'é',
      'É',
      'z',
      '10',
      '9',
      "o'b",
      'o]b',
      '🦊',
      `${'x'.repeat(500)}1`,
      `${'x'.repeat(500)}2`,
    ),
    fc.string({ unit: 'binary', maxLength: 3 }).filter((text) => text.isWellFormed() && !text.includes('\0')),
  );
  const bytes = fc
    .oneof(fc.constantFrom('', '\0', '\0\0', 'a', 'a '), fc.string({ maxLength: 3 }))
    .map((text) => Buffer.from(text));

  test.each<[string, fc.Arbitrary<string | number | bigint | Uint8Array>]>([
    ['tinyint', fc.integer({ min: 0, max: 255 })],
    ['int', fc.integer()],
    ['bigint', fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })],
    ['bit', fc.constantFrom(0, 1)],
    ['decimal(9, 2)', fc.constantFrom(1, 1.5, -5, 0.01, 0, 10, 9)],
    ['money', fc.constantFrom(1, 1.5, -5, 0.0001, 0)],
    ['float', fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constantFrom(-0, 0))],
    ['nvarchar(600) collate nocase', texts],
    ['varchar(600) collate nocase', texts],
    ['varbinary(8)', bytes],
    ['uniqueidentifier', fc.uuid().map(keptGuid)],
    ['date', fc.constantFrom('0001-01-01', '1969-12-31', '2024-02-29', '9999-12-31')],
    ['datetime', fc.constantFrom('1753-01-01 00:00:00.000', '2024-01-01 00:00:00.003', '2024-01-01 00:00:00.007')],
    [
      'datetime2(7)',
      fc.constantFrom('2024-01-01 00:00:00.0000001', '2024-01-01 00:00:00.0000002', '0001-01-01 00:00:00.0000000'),
    ],
    [
      'datetimeoffset(0)',
      fc.constantFrom('2024-01-01 10:00:00 +00:00', '2024-01-01 11:00:00 +01:00', '2024-01-01 10:00:00 -01:00'),
    ],
  ])('by keys of %s are the same as one whole read, wherever they end', async (type, values) => {
    const value = fc.oneof({ weight: 9, arbitrary: values }, { weight: 1, arbitrary: fc.constant(null) });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(value, value), { minLength: 6, maxLength: 8 }),
        fc.constantFrom(['a'], ['a', 'b']),
        fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }),
        async (rows, key, stops) => {
          tsql.fill(`drop table if exists few; create table few (a ${type}, b ${type});
            drop table if exists t; create table t (a ${type}, b ${type}, n int)`);
          for (const row of rows) tsql.insert('few', row);
          tsql.fill('insert into t select a, b, row_number() over () from few, numbers where id <= 337');
          const raw = reading('select * from t', { key, entity: { type: 't', id: 'n' } });
          const { items } = await readInPages(sql, raw, context, (batch) => stops[batch % 8]!);
          expect(sorted(items)).toEqual(sorted(await readAll(sql, raw, context)));
          expect(new Set(sorted(items)).size).toBe(rows.length * 337);
        },
      ),
      { numRuns: 2 },
    );
  });

  const sorted = (items: readonly Item[]): readonly string[] =>
    items.map((item) => (item.kind === 'entity' ? item.id : '')).sort();

  test('refuse a key that is none of its type', async () => {
    const raw = reading('select id from numbers');
    const { write } = cursorsOf(optionsOf(sql, raw), z.any());
    for (const value of ['x', "1'; drop table numbers; --", '99999999999', '', ' 1', '01', '1.0']) {
      const cursor = write({ query: 0, row: 0, skipped: 0, after: [value] });
      expect(await errorOf(sql, raw, { ...context, cursor }), value).toMatchObject({ code: 'cursor-invalid' });
    }
  });
});

describe('many rows', () => {
  test('wait in the server for a caller that is slow', async () => {
    const before = server.rows;
    const batches = batchesOf(
      sql,
      reading('select id, value from numbers', { entity: { ...entity, name: 'value' } }),
      context,
    );
    await batches.next();
    await setTimeout(300);
    // The buffers of both ends of a socket hold some; all of them would be 20,000 rows of 500 bytes.
    expect(server.rows - before).toBeLessThan(15_000);
    await batches.return();
    await untilNoConnection();
  });
});

describe('an import that nobody waits for any more', () => {
  test.each([
    ['before the first row', 'select id from endless'],
    ['between two batches', 'select id from numbers'],
  ])('is cancelled in the server %s, by the signal', async (_, query) => {
    const before = server.cancelled;
    const aborter = new AbortController();
    const batches = batchesOf(sql, reading(query), { ...context, signal: aborter.signal });
    if (query.includes('numbers')) await batches.next();
    const next = (async () => {
      for await (const _ of batches) await setTimeout(20);
    })();
    next.catch(() => {});
    await setTimeout(150);
    aborter.abort(new Error('gone'));
    await expect(next).rejects.toThrow('gone');
    await untilNoConnection();
    expect(server.cancelled).toBe(before + 1);
  });

  test('is cancelled in the server by return', async () => {
    const before = server.cancelled;
    const batches = batchesOf(sql, reading('select id from endless'), context);
    const next = batches.next();
    await setTimeout(150);
    await batches.return();
    expect(await next).toEqual({ done: true, value: undefined });
    await untilNoConnection();
    expect(server.cancelled).toBe(before + 1);
  });

  test('is cancelled in the server when its time is over', async () => {
    const before = server.cancelled;
    expect(await errorOf(sql, reading('select id from endless', {}, { timeout: 1 }), context)).toMatchObject({
      code: 'source-timeout',
    });
    await untilNoConnection();
    expect(server.cancelled).toBe(before + 1);
  });
});

describe('TLS', () => {
  test.each([
    ['within the protocol', {}],
    ['around it (TDS 8.0)', { tls: 'strict' }],
    ['with a certificate of any name and authority', { tls: 'trust', ca: undefined, host: '127.0.0.1' }],
    ['with a certificate of the name that is told', { certificateName: 'localhost', host: '127.0.0.1' }],
  ])('%s', async (_, where) => {
    expect(await readAll(sql, reading('select id from people', {}, where), context)).toHaveLength(2);
  });

  test.each([
    ['an unknown authority', { ca: undefined }],
    ['an unknown authority, strictly', { ca: undefined, tls: 'strict' }],
    ['another name', { certificateName: 'other.example' }],
    ['another name, strictly', { certificateName: 'other.example', tls: 'strict' }],
  ])('not with a certificate of %s', async (_, where) => {
    const error = await errorOf(sql, reading('select id from people', {}, where), context);
    expect(error).toMatchObject({ code: 'source-unreachable', message: expect.stringContaining('no trusted TLS') });
    await untilNoConnection();
  });
});

describe('what is wrong is told', () => {
  const wrong = (more: object) => ({ ...context, secret: async () => ({ ...reader, ...more }) });
  const one = 'select id from people';

  test.each<[string, () => object, Partial<ImportContext>, string, object]>([
    [
      'a wrong password',
      () => reading(one),
      wrong({ password: 'wrong horse' }),
      'credentials-refused',
      { number: 18456 },
    ],
    ['no password', () => reading(one), wrong({ password: '' }), 'credentials-missing', { field: 'password' }],
    ['an unknown database', () => reading(one, {}, { database: 'nowhere' }), {}, 'access-denied', { number: 4060 }],
    ['no right to read', () => reading('select id from forbidden'), {}, 'access-denied', { number: 229 }],
    ['an unknown table', () => reading('select id from nowhere'), {}, 'configuration-invalid', { number: 208 }],
    [
      'an unknown column of a table',
      () => reading('select nope as id from people'),
      {},
      'configuration-invalid',
      { number: 207 },
    ],
    ['a syntax error', () => reading('select from where'), {}, 'configuration-invalid', { number: 102 }],
    [
      'an unknown column',
      () => reading('select id as other from people'),
      {},
      'configuration-invalid',
      { column: 'id' },
    ],
    ['a column twice', () => reading('select id, id from people'), {}, 'configuration-invalid', { number: 8156 }],
    [
      'a column without a name',
      () => reading('select id, max(small) from people group by id'),
      {},
      'configuration-invalid',
      { number: 8155 },
    ],
    [
      'an order of its own',
      () => reading('select id from people order by id'),
      {},
      'configuration-invalid',
      { number: 1033 },
    ],
    ['authorities that are not there', () => reading(one, {}, { ca: './none.pem' }), {}, 'configuration-invalid', {}],
    ['a host that does not exist', () => reading(one, {}, { host: 'nowhere.invalid' }), {}, 'source-unreachable', {}],
    [
      'a port where nobody listens',
      () => reading(one, {}, { port: 1 }),
      {},
      'source-unreachable',
      { code: 'ECONNREFUSED' },
    ],
  ])('%s', async (_, raw, more, code, detail) => {
    const error = await errorOf(sql, raw(), { ...context, ...more });
    expect(error).toMatchObject({ name: 'SourceError', code, detail });
    const told = `${error} ${JSON.stringify((error as { detail: unknown }).detail)}`;
    for (const secret of [reader.password, 'wrong horse']) expect(told).not.toContain(secret);
    await untilNoConnection();
  });

  test.each([
    [18487, 'credentials-refused'],
    [40615, 'access-denied'],
    [10928, 'source-throttled'],
    [17142, 'source-unreachable'],
    [50000, 'source-failed'],
  ])('a log-in that is refused with %i: %s', async (number, code) => {
    const other = await startSqlserver({ tsql, ...identity, users, databases, refuses: { number, severity: 14 } });
    const error = await errorOf(sql, reading(one, {}, { port: other.port }), context);
    expect(error).toMatchObject({ code, detail: { number } });
    await other.close();
  });

  test('a port where nobody speaks as it should', async () => {
    const other = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')).listen(0);
    const port = (other.address() as { port: number }).port;
    expect(await errorOf(sql, reading(one, {}, { port }), context)).toMatchObject({ code: 'source-unreachable' });
    other.close();
  });

  test('a server that goes away between two batches', async () => {
    const batches = batchesOf(sql, reading('select id, value from numbers'), context);
    await batches.next();
    server.breakOff();
    const rest = async (): Promise<void> => {
      for await (const _ of batches);
    };
    await expect(rest()).rejects.toMatchObject({ code: 'source-unreachable' });
  });
});
