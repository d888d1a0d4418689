import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { ImportContext } from '../../../connectors/connector.ts';
import type { Item } from '../../../connectors/item.ts';
import { sql } from '../../../connectors/sql.ts';
import { importContext } from '../../connectors/support/import-context.ts';
import { batchesOf, errorOf, readAll, readInPages } from '../../connectors/support/read-all.ts';

const cluster = inject('cluster');
const directory = mkdtempSync(join(tmpdir(), 'sallyport-postgres-test-'));
writeFileSync(join(directory, 'ca.pem'), cluster.ca);

const reader = { user: 'reader', password: 'correct horse battery staple' };
const context: ImportContext = importContext({ directory, secret: async () => reader });
const postgres = { host: 'localhost', port: cluster.port, database: 'postgres', ca: './ca.pem' };
const entity = { type: 'row', id: 'id' };
const reading = (query: string, more: object = {}, server: object = {}) => ({
  database: { postgres: { ...postgres, ...server } },
  queries: [{ query, entity, ...more }],
});

const admin = new pg.Client({ ...cluster, host: 'localhost', database: 'postgres', ssl: { ca: cluster.ca } });
const sessions = async (): Promise<readonly { state: string; query: string }[]> =>
  (await admin.query("select state, query from pg_stat_activity where application_name = 'sallyport'")).rows;

/** Milliseconds. A server that is told to stop needs a third of a second, and more on a busy machine; these queries run for minutes. */
const ends = 5_000;

const untilNoSession = async (milliseconds: number): Promise<void> => {
  const end = performance.now() + milliseconds;
  while ((await sessions()).length > 0) {
    if (performance.now() > end)
      throw new Error(`after ${milliseconds} ms there is still ${JSON.stringify(await sessions())}`);
    await setTimeout(20);
  }
};

beforeAll(async () => {
  await admin.connect();
  await admin.query(`
    create role reader login password '${reader.password}';
    create role limited login password '${reader.password}' connection limit 0;
    create table people (id int primary key, name text, hired date, seen timestamptz, at timetz, fte numeric, active boolean, tag uuid, raw bytea, big int8, exact float8);
    insert into people values
      (1, 'Ada', '1969-12-31', '1969-12-31 23:59:59.25+00', '08:30+02', 'NaN', true, '00000000-0000-4000-8000-000000000001', '\\x00ff', 9223372036854775807, 0.1::float8 + 0.2),
      (2, '', null, '2024-02-29 12:00+02', null, 0.10, false, null, null, null, null);
    create table million as select i as id, 'name ' || i as name, md5(i::text) as mark, repeat('x', 200) as wide, now() as at from generate_series(1, 1000000) i;
    create table forbidden (id int);
    create sequence numbers;
    grant select on people, million to reader;
    grant usage on sequence numbers to reader;
    create collation anycase (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
    analyze million;
  `);
});

afterAll(async () => {
  await admin.end();
  rmSync(directory, { recursive: true });
});

describe('what a row becomes', () => {
  test('every type of value, read as the server writes it, whatever its settings', async () => {
    await admin.query(
      "alter role reader set datestyle = 'German'; alter role reader set timezone = 'Asia/Kathmandu'; alter role reader set bytea_output = 'escape'; alter role reader set extra_float_digits = 0",
    );
    const attributes = {
      hired: { column: 'hired', type: 'date' },
      seen: { column: 'seen', type: 'dateTime' },
      at: { column: 'at', type: 'time' },
      fte: { column: 'fte', type: 'number' },
      active: { column: 'active', type: 'boolean' },
      tag: 'tag',
      raw: 'raw',
      big: 'big',
      exact: { column: 'exact', type: 'number' },
    };
    expect(
      await readAll(sql, reading('select * from people', { entity: { ...entity, name: 'name', attributes } }), context),
    ).toEqual([
      {
        kind: 'entity',
        id: '1',
        name: 'Ada',
        type: 'row',
        attributes: {
          hired: { type: 'date', value: new Date('1969-12-31') },
          seen: { type: 'dateTime', value: new Date('1969-12-31T23:59:59.250Z') },
          at: { type: 'time', value: new Date('0001-01-01T06:30:00Z') },
          fte: { type: 'number', value: Number.NaN },
          active: { type: 'boolean', value: true },
          tag: { type: 'string', value: '00000000-0000-4000-8000-000000000001' },
          raw: { type: 'string', value: '\\x00ff' },
          big: { type: 'string', value: '9223372036854775807' },
          exact: { type: 'number', value: 0.1 + 0.2 },
        },
      },
      {
        kind: 'entity',
        id: '2',
        name: '2',
        type: 'row',
        attributes: {
          seen: { type: 'dateTime', value: new Date('2024-02-29T10:00:00Z') },
          fte: { type: 'number', value: 0.1 },
          active: { type: 'boolean', value: false },
        },
      },
    ]);
  });

  test('with the credentials of the request, if the configuration says so', async () => {
    const raw = reading('select id from people', {}, { credentials: 'fields' });
    const fromFields = importContext({ directory, fields: reader });
    expect(await readAll(sql, raw, fromFields)).toHaveLength(2);
    expect(await errorOf(sql, raw, { ...context, fields: {} })).toMatchObject({ code: 'credentials-missing' });
  });
});

describe('one state of the data', () => {
  test('is what all queries of a page see', async () => {
    await admin.query(
      'create table if not exists moving as select generate_series(1, 6000) as id; grant select on moving to reader',
    );
    const query = { query: 'select id from moving', entity };
    const batches = batchesOf(sql, { ...reading(''), queries: [query, query] }, context);
    let items = (await batches.next()).value?.items.length ?? 0;
    await admin.query('insert into moving select generate_series(6001, 7000); delete from moving where id < 6000');
    for await (const batch of batches) items += batch.items.length;
    expect(items).toBe(12_000);
  });

  test('can not be changed', async () => {
    for (const query of [
      "select nextval('numbers') as id",
      "select set_config('transaction_read_only', 'off', false) as id",
    ]) {
      const error = await errorOf(sql, reading(query), context);
      expect(error).toMatchObject({ code: 'source-failed', detail: { sqlstate: expect.stringMatching(/^25/) } });
    }
    const insert = 'with added as (insert into moving values (1) returning id) select * from added';
    expect(await errorOf(sql, reading(insert), context)).toMatchObject({
      code: 'configuration-invalid',
      detail: { sqlstate: '0A000' },
    });
  });
});

describe('a million rows', () => {
  test('are never held, only the few of one batch', async () => {
    const attributes = { name: 'name', mark: 'mark', wide: 'wide', at: { column: 'at', type: 'dateTime' } };
    const raw = reading('select * from million', { entity: { ...entity, attributes } });
    let rows = 0;
    const held: number[] = [];
    for await (const batch of batchesOf(sql, raw, context)) {
      rows += batch.items.length;
      if (Math.floor(rows / 100_000) > held.length) held.push(memoryInUse());
    }
    expect(rows).toBe(1_000_000);
    expect(held.length).toBeGreaterThan(8);
    // The rows together would be some 500 MiB.
    expect(Math.max(...held) - Math.min(...held)).toBeLessThan(16 * 2 ** 20);
    await untilNoSession(ends);
  });

  /** Bytes that are left when all garbage is collected. */
  const memoryInUse = (): number => {
    if (!globalThis.gc) throw new Error('this test needs node --expose-gc');
    globalThis.gc();
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
});

describe('pages', () => {
  const bounds = (bits: bigint) => ({ min: -(2n ** (bits - 1n)), max: 2n ** (bits - 1n) - 1n });
  const texts = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom('a', 'A', 'b') },
    fc.constantFrom('', 'a', 'A', 'ä', 'é', 'É', 'z', '10', '9', "o'b", '🦊'),
    fc.string({ unit: 'binary', maxLength: 3 }).filter((text) => text.isWellFormed() && !text.includes('\0')),
  );
  const days = fc
    .date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T00:00:00Z'), noInvalidDate: true })
    .map((date) => date.toISOString());

  test.each<[string, fc.Arbitrary<unknown>]>([
    ['int2', fc.bigInt(bounds(16n))],
    ['int8', fc.bigInt(bounds(64n))],
    ['numeric', fc.constantFrom('1', '1.0', '1.00', '-5', '0.1', 'NaN', '10', '9')],
    ['float8', fc.oneof(fc.double(), fc.constantFrom('-0', '0', 'NaN', 'Infinity'))],
    ['text', texts],
    ['text collate anycase', texts],
    ['text collate "und-x-icu"', texts],
    ['char(3)', fc.constantFrom('a', 'a  ', 'a\u0001', 'A', 'ab')],
    [
      'date',
      fc.oneof(
        days.map((day) => day.slice(0, 10)),
        fc.constantFrom('infinity', '0044-03-15 BC'),
      ),
    ],
    [
      'timestamptz',
      fc.oneof(days, fc.constantFrom('2024-01-01 00:00:00.000001', '2024-01-01 00:00:00.000002', '-infinity')),
    ],
    ['uuid', fc.uuid()],
    ['boolean', fc.boolean()],
    ['interval', fc.constantFrom('1 day', '24 hours', '1 month', '30 days')],
  ])('by keys of %s are the same as one whole read, wherever they end', async (type, values) => {
    const value = fc.oneof({ weight: 9, arbitrary: values }, { weight: 1, arbitrary: fc.constant(null) });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(value, value), { minLength: 5, maxLength: 30 }),
        fc.constantFrom(['a'], ['a', 'b']),
        fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }),
        async (rows, key, stops) => {
          await admin.query(
            `drop table if exists t; create table t (a ${type}, b ${type}, n serial); grant select on t to reader`,
          );
          const cells = rows.map(([a, b]) => [a, b].map((cell) => (cell === null ? null : String(cell))));
          await admin.query(
            `insert into t (a, b) select a::${type}, b::${type} from jsonb_to_recordset($1) as x (a text, b text), generate_series(1, 337)`,
            [JSON.stringify(cells.map(([a, b]) => ({ a, b })))],
          );
          const raw = reading('select * from t', { key, entity: { type: 't', id: 'n' } });
          const { items } = await readInPages(sql, raw, context, (batch) => stops[batch % 8]!);
          expect(sorted(items)).toEqual(sorted(await readAll(sql, raw, context)));
          expect(new Set(sorted(items)).size).toBe(rows.length * 337);
        },
      ),
      { numRuns: 8 },
    );
  });

  const sorted = (items: readonly Item[]): readonly string[] =>
    items.map((item) => (item.kind === 'entity' ? item.id : '')).sort();

  test('refuse a key that is none of its type', async () => {
    const raw = reading('select id from million');
    const batches = batchesOf(sql, raw, context);
    const good = (await batches.next()).value?.resume as { position: { after: string[] } };
    await batches.return();
    for (const key of ['x', "1'; drop table million; --", '99999999999', '', '1\0']) {
      const cursor = { ...good, position: { ...good.position, after: [key] } } as never;
      expect(await errorOf(sql, raw, { ...context, cursor }), key).toMatchObject({ code: 'cursor-invalid' });
    }
  });
});

describe('an import that nobody waits for any more', () => {
  const slow = [
    ['sleeps', 'select 1 as id from (select pg_sleep(60)) as s'],
    ['sorts', 'select md5(i::text) as id from generate_series(1, 100000000) i'],
    [
      'joins',
      'select * from million where id = (select a.id from million a cross join million b limit 1 offset 900000000000)',
    ],
  ] as const;

  test.each(slow)('is cancelled in the server while it %s, by the signal', async (_, query) => {
    const aborter = new AbortController();
    const importing = readAll(sql, reading(query), { ...context, signal: aborter.signal });
    importing.catch(() => {});
    await untilRunning();
    const begun = performance.now();
    aborter.abort(new Error('gone'));
    await expect(importing).rejects.toThrow('gone');
    expect(performance.now() - begun).toBeLessThan(1_000);
    await untilNoSession(ends);
  });

  test.each(slow)('is cancelled in the server while it %s, by return', async (_, query) => {
    const batches = batchesOf(sql, reading(query), context);
    const next = batches.next();
    await untilRunning();
    const begun = performance.now();
    await batches.return();
    expect(await next).toEqual({ done: true, value: undefined });
    expect(performance.now() - begun).toBeLessThan(1_000);
    await untilNoSession(ends);
  });

  test('is ended between two batches', async () => {
    const batches = batchesOf(sql, reading('select id from million'), context);
    await batches.next();
    expect(await sessions()).toHaveLength(1);
    await batches.return();
    await untilNoSession(ends);
  });

  const untilRunning = async (): Promise<void> => {
    while (!(await sessions()).some(({ state, query }) => state === 'active' && query.startsWith('fetch')))
      await setTimeout(20);
  };
});

describe('what is wrong is told', () => {
  const wrong = (more: object) => ({ ...context, secret: async () => ({ ...reader, ...more }) });

  test.each<[string, object, Partial<ImportContext>, string, object]>([
    [
      'a wrong password',
      reading('select 1 as id'),
      wrong({ password: 'wrong horse' }),
      'credentials-refused',
      { sqlstate: '28P01' },
    ],
    [
      'an unknown role',
      reading('select 1 as id'),
      wrong({ user: 'nobody' }),
      'credentials-refused',
      { sqlstate: '28P01' },
    ],
    ['no password', reading('select 1 as id'), wrong({ password: '' }), 'credentials-missing', { field: 'password' }],
    [
      'no connection left',
      reading('select 1 as id'),
      wrong({ user: 'limited' }),
      'source-throttled',
      { sqlstate: '53300' },
    ],
    [
      'an unknown database',
      reading('select 1 as id', {}, { database: 'nowhere' }),
      {},
      'configuration-invalid',
      { sqlstate: '3D000' },
    ],
    ['no right to read', reading('select id from forbidden'), {}, 'access-denied', { sqlstate: '42501' }],
    ['an unknown table', reading('select id from nowhere'), {}, 'configuration-invalid', { sqlstate: '42P01' }],
    ['a syntax error', reading('select from where'), {}, 'configuration-invalid', { sqlstate: '42601' }],
    ['an unknown column', reading('select id as other from people'), {}, 'configuration-invalid', { column: 'id' }],
    ['a column twice', reading('select id, id from people'), {}, 'configuration-invalid', { column: 'id' }],
    [
      'a division by zero',
      reading('select 1 / (id - 1) as id from people'),
      {},
      'source-failed',
      { sqlstate: '22012' },
    ],
    [
      'a query that takes too long',
      reading('select 1 as id from (select pg_sleep(5)) as s', {}, { timeout: 1 }),
      {},
      'source-timeout',
      { sqlstate: '57014' },
    ],
    [
      'a host that does not exist',
      reading('select 1 as id', {}, { host: 'nowhere.invalid' }),
      {},
      'source-unreachable',
      {},
    ],
    [
      'a certificate of an unknown authority',
      reading('select 1 as id', {}, { ca: undefined }),
      {},
      'source-unreachable',
      {},
    ],
    [
      'a certificate of another host',
      reading('select 1 as id', {}, { host: '127.0.0.1' }),
      {},
      'source-unreachable',
      { code: 'ERR_TLS_CERT_ALTNAME_INVALID' },
    ],
    [
      'authorities that are not there',
      reading('select 1 as id', {}, { ca: './none.pem' }),
      {},
      'configuration-invalid',
      {},
    ],
  ])('%s', async (_, raw, more, code, detail) => {
    const error = await errorOf(sql, raw, { ...context, ...more });
    expect(error).toMatchObject({ name: 'SourceError', code, detail });
    const told = `${error} ${JSON.stringify((error as { detail: unknown }).detail)}`;
    for (const secret of [reader.password, 'wrong horse']) expect(told).not.toContain(secret);
    await untilNoSession(ends);
  });

  test('a port where nobody listens, or nobody speaks', async () => {
    expect(await errorOf(sql, reading('select 1 as id', {}, { port: 1 }), context)).toMatchObject({
      code: 'source-unreachable',
      detail: { code: 'ECONNREFUSED' },
    });
    const other = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')).listen(0);
    const port = (other.address() as { port: number }).port;
    expect(await errorOf(sql, reading('select 1 as id', {}, { port }), context)).toMatchObject({
      code: 'source-unreachable',
    });
    other.close();
  });

  test('a server that goes away between two batches', async () => {
    const batches = batchesOf(sql, reading('select id from million'), context);
    await batches.next();
    await admin.query("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'sallyport'");
    const rest = async (): Promise<void> => {
      for await (const _ of batches);
    };
    await expect(rest()).rejects.toMatchObject({ code: 'source-unreachable' });
  });

  test('but not a certificate of another host, where only its authority is asked for', async () => {
    expect(
      await readAll(sql, reading('select id from people', {}, { host: '127.0.0.1', tls: 'verify-ca' }), context),
    ).toHaveLength(2);
    expect(
      await readAll(sql, reading('select id from people', {}, { tls: 'disable', ca: undefined }), context),
    ).toHaveLength(2);
  });
});
