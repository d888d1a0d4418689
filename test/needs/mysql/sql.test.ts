import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import fc from 'fast-check';
import mysql from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import * as z from 'zod/mini';
import type { ImportContext } from '../../../connectors/connector.ts';
import { cursorsOf } from '../../../connectors/cursor.ts';
import type { Item } from '../../../connectors/item.ts';
import { sql } from '../../../connectors/sql.ts';
import { importContext } from '../../connectors/support/import-context.ts';
import { batchesOf, errorOf, optionsOf, readAll, readInPages } from '../../connectors/support/read-all.ts';
import { adminOf } from './server.ts';

const server = inject('mysql');
const directory = mkdtempSync(join(tmpdir(), 'sallyport-mysql-test-'));
writeFileSync(join(directory, 'ca.pem'), server.ca);

const reader = { user: 'reader', password: 'correct horse battery staple' };
const context: ImportContext = importContext({ directory, secret: async () => reader });
const at = { host: 'localhost', port: server.port, database: 'hr', ca: './ca.pem' };
const entity = { type: 'row', id: 'id' };
const reading = (query: string, more: object = {}, where: object = {}) => ({
  database: { mysql: { ...at, ...where } },
  queries: [{ query, entity, ...more }],
});

const admin = await mysql.createConnection(adminOf(server));
const run = async (text: string): Promise<readonly Record<string, unknown>[]> =>
  (await admin.query(text))[0] as unknown as Record<string, unknown>[];

/** What the server does for the connector, and for whoever else logs in as its user. */
const sessions = (): Promise<readonly Record<string, unknown>[]> =>
  run("select id, state, info from information_schema.processlist where user in ('reader', 'limited')");

/** Milliseconds; these queries run for minutes. */
const ends = 5_000;

const untilNoSession = async (milliseconds: number): Promise<void> => {
  const end = performance.now() + milliseconds;
  for (;;) {
    const left = await sessions();
    if (left.length === 0) return;
    if (performance.now() > end) throw new Error(`after ${milliseconds} ms there is still ${JSON.stringify(left)}`);
    await setTimeout(20);
  }
};

beforeAll(async () => {
  await run(`
    create database hr character set utf8mb4;
    create database elsewhere;
    create user reader@'%' identified by '${reader.password}';
    create user limited@'%' identified by '${reader.password}';
    create user locked@'%' identified by '${reader.password}' account lock;
    use hr;
    set sql_mode = '';
    create table people (id int unsigned zerofill primary key, name text, hired date, seen timestamp(6) null, at datetime(3), shift time,
      fte decimal(20, 10), active tinyint(1), flags bit(9), tag binary(16), raw blob, big bigint unsigned, exact double, team enum('x', 'y'),
      born year, doc json, latin varchar(20) character set latin1);
    set time_zone = '+02:00';
    insert into people values
      (1, 'Ada 🦊', '1969-12-31', '1970-01-02 01:59:59.25', '2024-02-29 12:00:00.125', '08:30', 1234567890.0123456789, 1, b'101000001',
       x'00000000000040008000000000000001', x'00ff', 18446744073709551615, 0.1e0 + 0.2e0, 'y', 2024, '{"a":1}', 'Zoë'),
      (2, '', '0000-00-00', null, '0000-00-00', null, null, 0, 0, null, null, null, null, null, null, null, null);
    create table million (id int primary key, name varchar(20), mark char(64), wide varchar(200), at datetime);
    create table forbidden (id int);
    create table secrets (id int, salary int);
    create table counters (n int); insert into counters values (0);
    create function counted() returns int modifies sql data begin update counters set n = n + 1; return 1; end;
    grant select on hr.people to reader@'%'; grant select on hr.million to reader@'%'; grant select (id) on hr.secrets to reader@'%';
    grant execute on function hr.counted to reader@'%'; grant select on hr.counters to reader@'%';
    grant select on hr.people to limited@'%';
    alter user limited@'%' with max_user_connections 1;
  `);
  await run(
    Array.from({ length: 20 }, (_, part) => {
      const numbers = `select (a.n * 10000 + b.n * 1000 + c.n * 100 + d.n * 10 + e.n) as i from ${[
        'a',
        'b',
        'c',
        'd',
        'e',
      ]
        .map(
          (name) =>
            `(${Array.from({ length: name === 'a' ? 5 : 10 }, (_, n) => `select ${n} as n`).join(' union all ')}) as ${name}`,
        )
        .join(', ')}`;
      const id = `i + ${part * 50_000 + 1}`;
      return `insert into million select ${id}, concat('name ', ${id}), sha2(${id}, 256), repeat('x', 200), now() from (${numbers}) as n`;
    }).join(';'),
  );
}, 120_000);

afterAll(async () => {
  await admin.end();
  rmSync(directory, { recursive: true });
});

describe('what a row becomes', () => {
  const attributes = {
    ...{ hired: { column: 'hired', type: 'date' }, seen: { column: 'seen', type: 'dateTime' } },
    ...{ at: { column: 'at', type: 'dateTime' }, shift: { column: 'shift', type: 'time' }, fte: 'fte' },
    ...{ active: { column: 'active', type: 'boolean' }, flags: { column: 'flags', type: 'number' } },
    ...{ tag: 'tag', raw: 'raw', big: 'big', exact: { column: 'exact', type: 'number' }, team: 'team' },
    ...{ born: { column: 'born', type: 'number' }, doc: 'doc', latin: 'latin' },
  };
  const people = reading('select * from people', { entity: { ...entity, name: 'name', attributes } });

  test('every type of value, read as the server writes it; dates of zeros are none', async () => {
    const items = await readAll(sql, people, context);
    expect(items[0]).toEqual({
      kind: 'entity',
      id: '0000000001',
      name: 'Ada 🦊',
      type: 'row',
      attributes: {
        hired: { type: 'date', value: new Date('1969-12-31') },
        seen: { type: 'dateTime', value: new Date('1970-01-01T23:59:59.250Z') },
        at: { type: 'dateTime', value: new Date('2024-02-29T12:00:00.125Z') },
        shift: { type: 'time', value: new Date('0001-01-01T08:30:00Z') },
        fte: { type: 'string', value: '1234567890.0123456789' },
        active: { type: 'boolean', value: true },
        flags: { type: 'number', value: 321 },
        tag: { type: 'string', value: '0x00000000000040008000000000000001' },
        raw: { type: 'string', value: '0x00FF' },
        big: { type: 'string', value: '18446744073709551615' },
        exact: { type: 'number', value: 0.1 + 0.2 },
        team: { type: 'string', value: 'y' },
        born: { type: 'number', value: 2024 },
        doc: { type: 'string', value: expect.stringMatching(/^\{"a": ?1\}$/) },
        latin: { type: 'string', value: 'Zoë' },
      },
    });
    expect(items[1]).toEqual({
      kind: 'entity',
      id: '0000000002',
      name: '0000000002',
      type: 'row',
      attributes: { active: { type: 'boolean', value: false }, flags: { type: 'number', value: 0 } },
    });
  });

  test('the same whatever the settings of the server are', async () => {
    const before = await readAll(sql, people, context);
    const settings = {
      time_zone: "'+05:45'",
      sql_mode: "'ANSI_QUOTES,NO_BACKSLASH_ESCAPES,PAD_CHAR_TO_FULL_LENGTH,STRICT_ALL_TABLES,NO_ZERO_DATE'",
      character_set_server: 'latin1',
      max_sort_length: '64',
      sql_auto_is_null: '1',
    };
    const names = Object.keys(settings);
    const [old] = await run(`select ${names.map((name) => `@@global.${name} as ${name}`).join(', ')}`);
    await run(
      Object.entries(settings)
        .map(([name, value]) => `set global ${name} = ${value}`)
        .join(';'),
    );
    try {
      expect(await readAll(sql, people, context)).toEqual(before);
      const quoted = reading(`select "it's \\"one\\"" as id`);
      expect(await readAll(sql, quoted, context)).toMatchObject([{ id: `it's "one"` }]);
    } finally {
      await run(names.map((name) => `set global ${name} = ${admin.escape(old![name])}`).join(';'));
    }
  });

  test('with the credentials of the request, if the configuration says so', async () => {
    const raw = reading('select id from people', {}, { credentials: 'fields' });
    expect(await readAll(sql, raw, importContext({ directory, fields: reader }))).toHaveLength(2);
    expect(await errorOf(sql, raw, { ...context, fields: {} })).toMatchObject({ code: 'credentials-missing' });
  });
});

describe('one state of the data', () => {
  test('is what all queries of a page see', async () => {
    await run(`create table moving (id int primary key); grant select on moving to reader@'%';
      insert into moving select id from million where id <= 6000`);
    const query = { query: 'select id from moving', entity };
    const batches = batchesOf(sql, { ...reading(''), queries: [query, query] }, context);
    let items = (await batches.next()).value?.items.length ?? 0;
    await run(
      'insert into moving select id from million where id between 6001 and 7000; delete from moving where id < 6000',
    );
    for await (const batch of batches) items += batch.items.length;
    expect(items).toBe(12_000);
  });

  test('can not be changed', async () => {
    const raw = reading('select counted() as id');
    expect(await errorOf(sql, raw, context)).toMatchObject({ code: 'configuration-invalid', detail: { errno: 1792 } });
    expect(await run('select n from counters')).toEqual([{ n: 0 }]);
  });
});

describe('a million rows', () => {
  test('are never held, only the few of one batch', async () => {
    const attributes = { name: 'name', mark: 'mark', wide: 'wide', at: { column: 'at', type: 'dateTime' } };
    const raw = reading('select * from million', { entity: { ...entity, attributes } });
    let rows = 0;
    const held: number[] = [];
    const begun = performance.now();
    for await (const batch of batchesOf(sql, raw, context)) {
      rows += batch.items.length;
      if (Math.floor(rows / 100_000) > held.length) held.push(memoryInUse());
    }
    const seconds = (performance.now() - begun) / 1000;
    expect(rows).toBe(1_000_000);
    expect(held.length).toBeGreaterThan(8);
    const spread = Math.max(...held) - Math.min(...held);
    console.log(`1,000,000 rows in ${seconds.toFixed(1)} s, memory within ${(spread / 2 ** 20).toFixed(1)} MiB`);
    // The rows together would be some 500 MiB.
    expect(spread).toBeLessThan(16 * 2 ** 20);
    await untilNoSession(ends);
  });

  test('wait in the server for a caller that is slow', async () => {
    const batches = batchesOf(sql, reading('select id, wide from million'), context);
    await batches.next();
    await setTimeout(500);
    const before = memoryInUse();
    await setTimeout(500);
    expect(memoryInUse() - before).toBeLessThan(2 ** 20);
    expect((await sessions()).map(({ info }) => String(info))).toEqual([expect.stringContaining('million')]);
    await batches.return();
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
  const texts = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom('a', 'A', 'b', 'a ', 'á') },
    fc.constantFrom('', ' ', 'a\t', 'ä', 'é', 'e\u0301', 'É', 'ß', 'ss', 'z', '10', '9', "o'b", 'o\\b', '🦊', '🦁'),
    fc.string({ unit: 'binary', maxLength: 3 }).filter((text) => text.isWellFormed()),
    fc.constantFrom(`${'x'.repeat(300)}1`, `${'x'.repeat(300)}2`, `${'🦊'.repeat(250)}a`, '🦊'.repeat(250)),
  );
  const days = fc
    .date({ min: new Date('1970-01-02T00:00:00Z'), max: new Date('2037-12-31T00:00:00Z'), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 23).replace('T', ' '));
  const bytes = fc.oneof(fc.constantFrom('', '\0', '\0\0', 'a', 'a '), fc.string({ maxLength: 3 })).map(Buffer.from);

  test.each<[string, fc.Arbitrary<unknown>]>([
    ['smallint', fc.bigInt({ min: -(2n ** 15n), max: 2n ** 15n - 1n })],
    ['bigint', fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })],
    ['bigint unsigned', fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })],
    ['int(5) zerofill', fc.integer({ min: 0, max: 999_999 })],
    ['tinyint(1)', fc.integer({ min: -3, max: 3 })],
    ['bit(12)', fc.integer({ min: 0, max: 4095 })],
    ['decimal(20, 5)', fc.constantFrom('1', '1.00001', '-5', '0.1', '-0.00000', '10', '9', '99999999999999.99999')],
    ['double', fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constantFrom('-0.0', '0.0', '1e300'))],
    ['float', fc.constantFrom('16777216', '16777217', '0.1', '1e-20', '-0.0', '0')],
    ['varchar(400) collate utf8mb4_bin', texts],
    ['varchar(400) collate utf8mb4_general_ci', texts],
    ['varchar(400) collate utf8mb4_unicode_520_ci', texts],
    ['text collate utf8mb4_unicode_ci', texts],
    ['char(3) collate utf8mb4_general_ci', fc.constantFrom('a', 'a  ', 'a\u0001', 'A', 'ab')],
    ['varchar(20) character set latin1', fc.constantFrom('a', 'A', 'ä', 'Ä', 'a ', '')],
    ["enum('b', 'a', '')", fc.constantFrom('a', 'b', '')],
    ["set('b', 'a')", fc.constantFrom('a', 'b', 'b,a', '')],
    ['binary(3)', bytes],
    ['varbinary(8)', bytes],
    ['blob', bytes],
    [
      'date',
      fc.oneof(
        days.map((day) => day.slice(0, 10)),
        fc.constantFrom('0000-00-00', '2024-00-00', '2024-02-31', '9999-12-31'),
      ),
    ],
    [
      'datetime(6)',
      fc.oneof(days, fc.constantFrom('2024-01-01 00:00:00.000001', '2024-01-01 00:00:00.000002', '0000-00-00')),
    ],
    ['datetime', days],
    ['timestamp(3) null', fc.oneof(days, fc.constantFrom('0000-00-00'))],
    ['time(2)', fc.constantFrom('-838:59:59', '00:00:00', '10:00:00', '9:00:00', '100:00:00', '00:00:00.01')],
    ['year', fc.constantFrom('0000', '1901', '2155', '2024')],
    ['json', fc.constantFrom('1', '"a"', '{"a": 1}', '[1, 2]', '"A"')],
    ...(server.isMariadb
      ? [
          ['uuid', fc.uuid()] as [string, fc.Arbitrary<unknown>],
          ['inet6', fc.constantFrom('::1', '::2', '2001:db8::1', '::ffff:10.0.0.1')] as [string, fc.Arbitrary<unknown>],
          ['varchar(400) collate uca1400_nopad_ai_ci', texts] as [string, fc.Arbitrary<unknown>],
        ]
      : [['varchar(400) collate utf8mb4_0900_ai_ci', texts] as [string, fc.Arbitrary<unknown>]]),
  ])('by keys of %s are the same as one whole read, wherever they end', async (type, values) => {
    const value = fc.oneof({ weight: 9, arbitrary: values }, { weight: 1, arbitrary: fc.constant(null) });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(value, value), { minLength: 5, maxLength: 30 }),
        fc.constantFrom(['a'], ['a', 'b']),
        fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }),
        async (rows, key, stops) => {
          await run(`set sql_mode = 'ALLOW_INVALID_DATES', time_zone = '+00:00'; drop table if exists t, few;
            create table few (a ${type}, b ${type});
            create table t (a ${type}, b ${type}, n int auto_increment primary key); grant select on t to reader@'%'`);
          const cells = rows.map((row) => row.map((cell) => (typeof cell === 'bigint' ? String(cell) : cell)));
          await admin.query('insert into few values ?', [cells]);
          await run(`insert into t (a, b) select few.a, few.b from few, million where million.id <= 337`);
          const raw = reading('select * from t', { key, entity: { type: 't', id: 'n' } });
          const { items } = await readInPages(sql, raw, context, (batch) => stops[batch % 8]!);
          expect(sorted(items)).toEqual(sorted(await readAll(sql, raw, context)));
          expect(new Set(sorted(items)).size).toBe(rows.length * 337);
        },
      ),
      { numRuns: 5 },
    );
  });

  const sorted = (items: readonly Item[]): readonly string[] =>
    items.map((item) => (item.kind === 'entity' ? item.id : '')).sort();

  test('are cut, and go on from an index where the key has one', async () => {
    const raw = reading('select id from million where id <= 10000');
    const { items, pages } = await readInPages(sql, raw, context, () => true);
    expect(items).toHaveLength(10_000);
    expect(pages).toBeGreaterThan(4);
    const [plan] = await run(
      "explain select page.*, page.`id` from (\nselect id from million\n) as page where page.`id` > cast(convert(x'393930303030' using utf8mb4) as signed) order by page.`id`",
    );
    // MariaDB answers with columns, MySQL with a text.
    const told = JSON.stringify(plan);
    expect(told).toMatch(/"range".*"PRIMARY"|range scan on million using PRIMARY/);
    expect(told.toLowerCase()).not.toContain('sort');
  });

  test.each([
    ['a number', 'id', ['x', "1'; drop table million; --", '99999999999999999999', '', '1 or so', '01', '1\0']],
    ['a day', 'at', ['x', '2024-02-32', '2024-01-01T00:00:00', '2024-01-01 00:00:00.5', '']],
  ])('refuse a key that is none of its type: %s', async (_, key, values) => {
    const raw = reading('select id, at from million', { key: [key] });
    const { write } = cursorsOf(optionsOf(sql, raw), z.any());
    for (const value of values) {
      const cursor = write({ query: 0, row: 0, skipped: 0, after: [value] });
      expect(await errorOf(sql, raw, { ...context, cursor }), value).toMatchObject({
        code: 'cursor-invalid',
        message: expect.stringContaining('does not fit the key'),
      });
    }
    await untilNoSession(ends);
  });
});

describe('an import that nobody waits for any more', () => {
  const slow = [
    ['sleeps', 'select sleep(60) as id'],
    ['sorts', 'select sha2(a.id + b.id, 256) as id from million a cross join million b'],
    ['joins', 'select count(*) as id from million a cross join million b where a.wide <> b.wide'],
  ] as const;

  test.each(slow)('is ended in the server while it %s, by the signal', async (_, query) => {
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

  test.each(slow)('is ended in the server while it %s, by return', async (_, query) => {
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

  test('does not begin when it was aborted before', async () => {
    const signal = AbortSignal.abort(new Error('gone'));
    await expect(readAll(sql, reading('select id from people'), { ...context, signal })).rejects.toThrow('gone');
    await untilNoSession(ends);
  });

  const untilRunning = async (): Promise<void> => {
    while (!(await sessions()).some(({ info }) => /^select .* from \(/s.test(String(info)))) await setTimeout(20);
  };
});

describe('what is wrong is told', () => {
  const wrong = (more: object) => ({ ...context, secret: async () => ({ ...reader, ...more }) });
  const one = 'select 1 as id';

  test.each<[string, object, Partial<ImportContext>, string, object]>([
    ['a wrong password', reading(one), wrong({ password: 'wrong horse' }), 'credentials-refused', { errno: 1045 }],
    ['an unknown user', reading(one), wrong({ user: 'nobody' }), 'credentials-refused', { errno: 1045 }],
    [
      'an account that is locked',
      reading(one),
      wrong({ user: 'locked' }),
      'credentials-refused',
      { errno: server.isMariadb ? 4151 : 3118 },
    ],
    ['no password', reading(one), wrong({ password: '' }), 'credentials-missing', { field: 'password' }],
    ['a database that is not there', reading(one, {}, { database: 'nowhere' }), {}, 'access-denied', { errno: 1044 }],
    ['a database without a grant', reading(one, {}, { database: 'elsewhere' }), {}, 'access-denied', { errno: 1044 }],
    ['no right to read', reading('select id from forbidden'), {}, 'access-denied', { errno: 1142 }],
    ['no right to a column', reading('select salary as id from secrets'), {}, 'access-denied', { errno: 1143 }],
    ['another database', reading('select id from elsewhere.t'), {}, 'access-denied', { errno: 1142 }],
    ['a syntax error', reading('select from where'), {}, 'configuration-invalid', { errno: 1064 }],
    [
      'an unknown column of a table',
      reading('select nope as id from people'),
      {},
      'configuration-invalid',
      { errno: 1054 },
    ],
    ['an unknown column', reading('select id as other from people'), {}, 'configuration-invalid', { column: 'id' }],
    ['a column twice', reading('select id, id from people'), {}, 'configuration-invalid', { errno: 1060 }],
    ['a file to write', reading("select 1 as id into outfile '/tmp/x'"), {}, 'configuration-invalid', {}],
    [
      'a query that takes too long',
      reading('select sleep(5) as id', {}, { timeout: 1 }),
      {},
      'source-timeout',
      { seconds: 1 },
    ],
    ['a host that does not exist', reading(one, {}, { host: 'nowhere.invalid' }), {}, 'source-unreachable', {}],
    [
      'a certificate of an unknown authority',
      reading(one, {}, { ca: undefined }),
      {},
      'source-unreachable',
      { code: 'HANDSHAKE_SSL_ERROR' },
    ],
    ['authorities that are not there', reading(one, {}, { ca: './none.pem' }), {}, 'configuration-invalid', {}],
  ])('%s', async (_, raw, more, code, detail) => {
    const error = await errorOf(sql, raw, { ...context, ...more });
    expect(error).toMatchObject({ name: 'SourceError', code, detail });
    const told = `${error} ${JSON.stringify((error as { detail: unknown }).detail)}`;
    for (const secret of [reader.password, 'wrong horse']) expect(told).not.toContain(secret);
    await untilNoSession(ends);
  });

  test('no connection left for the user', async () => {
    const secret = async () => ({ ...reader, user: 'limited' });
    const held = await mysql.createConnection({ ...adminOf(server), ...(await secret()) });
    const error = await errorOf(sql, reading('select id from people'), { ...context, secret });
    expect(error).toMatchObject({ code: 'source-throttled', detail: { errno: expect.any(Number) } });
    await held.end();
  });

  test('a certificate of another host, unless only its authority is asked for', async () => {
    const use = async (name: string): Promise<void> => {
      for (const end of ['pem', 'key'])
        copyFileSync(join(server.folder, `${name}.${end}`), join(server.folder, `server.${end}`));
      await run(server.isMariadb ? 'flush ssl' : 'alter instance reload tls');
    };
    const own = ['pem', 'key'].map((end) => [end, readFileSync(join(server.folder, `server.${end}`))] as const);
    await use('other');
    try {
      const raw = reading('select id from people');
      expect(await errorOf(sql, raw, context)).toMatchObject({
        code: 'source-unreachable',
        detail: { code: 'HANDSHAKE_SSL_ERROR' },
      });
      expect(await readAll(sql, reading('select id from people', {}, { tls: 'verify-ca' }), context)).toHaveLength(2);
    } finally {
      for (const [end, bytes] of own) writeFileSync(join(server.folder, `server.${end}`), bytes);
      await run(server.isMariadb ? 'flush ssl' : 'alter instance reload tls');
    }
    const plain = reading('select id from people', {}, { tls: 'disable', ca: undefined, host: '127.0.0.1' });
    expect(await readAll(sql, plain, context)).toHaveLength(2);
  });

  test('a server that demands TLS of a configuration without', async () => {
    await run("alter user reader@'%' require ssl");
    try {
      const raw = reading('select id from people', {}, { tls: 'disable', ca: undefined });
      expect(await errorOf(sql, raw, context)).toMatchObject({ code: 'credentials-refused', detail: { errno: 1045 } });
    } finally {
      await run("alter user reader@'%' require none");
    }
  });

  test('a port where nobody listens, or nobody speaks, or nobody has TLS', async () => {
    expect(await errorOf(sql, reading(one, {}, { port: 1 }), context)).toMatchObject({
      code: 'source-unreachable',
      detail: { code: 'ECONNREFUSED' },
    });
    const other = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')).listen(0);
    const port = (other.address() as { port: number }).port;
    expect(await errorOf(sql, reading(one, {}, { port }), context)).toMatchObject({ code: 'source-unreachable' });
    other.close();
  });

  test('a server that goes away between two batches', async () => {
    const batches = batchesOf(sql, reading('select id, wide from million'), context);
    await batches.next();
    const [session] = await sessions();
    await run(`kill ${session!['id']}`);
    const rest = async (): Promise<void> => {
      for await (const _ of batches);
    };
    await expect(rest()).rejects.toMatchObject({ code: 'source-unreachable' });
    await untilNoSession(ends);
  });
});
