import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Item } from '../../connectors/item.ts';
import { sql } from '../../connectors/sql.ts';
import { importContext } from './support/import-context.ts';
import { batchesOf, errorOf, readAll, readInPages } from './support/read-all.ts';

const directory = mkdtempSync(join(tmpdir(), 'sallyport-sql-'));
const context = importContext({ directory });
const database = { sqlite: './test.sqlite' };

const person = { type: 'person', id: 'id', name: 'name' };
const reading = (query: string, entity: object = person, more: object = {}) => ({
  database,
  queries: [{ query, entity }],
  ...more,
});

const write = (statements: string): void => {
  using writer = new DatabaseSync(join(directory, 'test.sqlite'));
  writer.exec(statements);
};

beforeAll(() =>
  write(`
    create table people (id integer primary key, name text, hired text, fte real, active integer, boss integer);
    insert into people values
      (1, 'Ada', '1969-12-31', 0.5, 1, null), (2, '', null, null, 0, 1), (9007199254740993, 'Zoë 🦊', '2024-02-29', -1e300, 1, 1);
    create table numbers (id integer primary key, value text);
    with recursive n (i) as (select 1 union all select i + 1 from n where i < 9500) insert into numbers select i, 'v' || i from n;
  `),
);

afterAll(() => rmSync(directory, { recursive: true }));

describe('what a row becomes', () => {
  test('entities, with every type of value and none for what is null or empty', async () => {
    const attributes = {
      hired: { column: 'hired', type: 'date' },
      fte: { column: 'fte', type: 'number' },
      active: { column: 'active', type: 'boolean' },
      boss: 'boss',
    };
    expect(await readAll(sql, reading('select * from people', { ...person, attributes }), context)).toEqual([
      {
        kind: 'entity',
        id: '1',
        name: 'Ada',
        type: 'person',
        attributes: {
          hired: { type: 'date', value: new Date('1969-12-31') },
          fte: { type: 'number', value: 0.5 },
          active: { type: 'boolean', value: true },
        },
      },
      {
        kind: 'entity',
        id: '2',
        name: '2',
        type: 'person',
        attributes: { active: { type: 'boolean', value: false }, boss: { type: 'string', value: '1' } },
      },
      {
        kind: 'entity',
        id: '9007199254740993',
        name: 'Zoë 🦊',
        type: 'person',
        attributes: {
          hired: { type: 'date', value: new Date('2024-02-29') },
          fte: { type: 'number', value: -1e300 },
          active: { type: 'boolean', value: true },
          boss: { type: 'string', value: '1' },
        },
      },
    ]);
  });

  test('relationships, and a type that is in a column', async () => {
    const options = {
      database,
      queries: [
        {
          query: "select id, 'a' || id as kind from people where id < 3",
          entity: { type: { column: 'kind' }, id: 'id' },
        },
        {
          query: 'select id, boss, hired from people',
          relationship: {
            from: { type: 'person', id: 'id' },
            to: { type: 'person', id: 'boss' },
            attributes: { since: { column: 'hired', type: 'date' } },
            optional: true,
          },
        },
      ],
    };
    expect(await readAll(sql, options, context)).toEqual([
      { kind: 'entity', id: '1', name: '1', type: 'a1', attributes: {} },
      { kind: 'entity', id: '2', name: '2', type: 'a2', attributes: {} },
      { kind: 'relationship', fromId: '2', fromType: 'person', toId: '1', toType: 'person', attributes: {} },
      {
        kind: 'relationship',
        fromId: '9007199254740993',
        fromType: 'person',
        toId: '1',
        toType: 'person',
        attributes: { since: { type: 'date', value: new Date('2024-02-29') } },
      },
    ]);
  });

  test('a query may end in a comment and use quoted names', async () => {
    const items = await readAll(
      sql,
      reading('select id as "the ""id""" from people -- all of them', { type: 'p', id: 'the "id"' }),
      context,
    );
    expect(items).toHaveLength(3);
  });
});

describe('invalid rows', () => {
  const ids =
    "select 'a' as id, '2024-01-01' as hired union all select 'b', 'secret value' union all select 'c', '2024-01-03'";
  const entity = { type: 'p', id: 'id', attributes: { hired: { column: 'hired', type: 'date' } } };

  test('end the import, by row and column and without the value', async () => {
    const error = await errorOf(sql, reading(ids, entity), context);
    expect(error).toMatchObject({ code: 'data-invalid', detail: { place: 'query 1', row: 2, column: 'hired' } });
    expect(String(error)).toContain('query 1: row 2: column "hired" is not a date such as 2024-02-29');
    expect(JSON.stringify(error) + String(error)).not.toContain('secret value');
  });

  test('without an id end the import too', async () => {
    const error = await errorOf(
      sql,
      reading("select null as id union all select 'x'", { type: 'p', id: 'id' }),
      context,
    );
    expect(error).toMatchObject({ code: 'data-invalid', detail: { row: 1, column: 'id' } });
  });

  test('are left out and counted, if the configuration says so', async () => {
    const items = await readAll(sql, reading(ids, entity, { onInvalidRow: 'skip' }), context);
    expect(items.map((item) => (item.kind === 'entity' ? item.id : item))).toEqual([
      'a',
      'c',
      { kind: 'log', level: 'alert', message: expect.stringContaining('query 1: 1 row was left out') },
    ]);
  });

  test('are counted over all pages', async () => {
    const query = "select id, case when id % 1000 = 0 then 'no date' else '2024-01-01' end as hired from numbers";
    const { items, pages } = await readInPages(
      sql,
      reading(query, entity, { onInvalidRow: 'skip' }),
      context,
      () => true,
    );
    expect(pages).toBeGreaterThan(3);
    expect(items.filter(({ kind }) => kind === 'log')).toEqual([
      expect.objectContaining({ message: expect.stringContaining('query 1: 9 rows were left out') }),
    ]);
  });
});

describe('pages', () => {
  // Each key stands in many rows, so that keys run over the ends of batches, and some fill whole ones.
  const copies = 337;
  const keys = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom('a', 'A', 'b') },
    fc.integer({ min: -3, max: 3 }),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    fc.double({ noNaN: true }),
    fc.constantFrom('', 'a', 'A', 'ä', 'é', 'z', '10', '9', "o'b"),
    fc.string({ unit: 'binary', maxLength: 3 }).filter((text) => text.isWellFormed() && !text.includes('\0')),
    fc.constant(null),
  );

  test.each([
    ['no declared type', ''],
    ['text without case', 'text collate nocase'],
    ['integers', 'integer'],
    ['real numbers', 'real'],
  ])('by keys of %s are the same as one whole read, wherever they end', async (_, type) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(keys, keys), { minLength: 5, maxLength: 30 }),
        fc.constantFrom(['a'], ['a', 'b']),
        fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }),
        async (rows, key, stops) => {
          write(`drop table if exists t; create table t (a ${type}, b ${type}, n integer)`);
          using writer = new DatabaseSync(join(directory, 'test.sqlite'));
          const insert = writer.prepare('insert into t values (?, ?, ?)');
          writer.exec('begin');

          for (let copy = 0; copy < copies; copy++)
            rows.forEach(([a, b], index) => void insert.run(a, b, copy * rows.length + index));
          writer.exec('commit');
          const raw = {
            database,
            queries: [{ query: 'select * from t', key, entity: { type: 't', id: 'n' } }],
          };
          const whole = await readAll(sql, raw, context);
          const { items } = await readInPages(sql, raw, context, (batch) => stops[batch % 8]!);
          expect(sorted(items)).toEqual(sorted(whole));
          expect(new Set(items.map((item) => item.kind === 'entity' && item.id)).size).toBe(rows.length * copies);
        },
      ),
      { numRuns: 20 },
    );
  });

  const sorted = (items: readonly Item[]): readonly string[] =>
    items.map((item) => (item.kind === 'entity' ? item.id : '')).sort();

  test('go through several queries in their order', async () => {
    const raw = {
      database,
      queries: [
        { query: 'select id from numbers where id <= 5000', entity: { type: 'n', id: 'id' } },
        { query: 'select id from numbers where id < 0', entity: { type: 'none', id: 'id' } },
        {
          query: 'select id, id as twin from numbers',
          relationship: { from: { type: 'n', id: 'id' }, to: { type: 'n', id: 'twin' } },
        },
      ],
    };
    const { items, pages } = await readInPages(sql, raw, context, () => true);
    expect(items).toEqual(await readAll(sql, raw, context));
    expect(items).toHaveLength(14_500);
    expect(pages).toBeGreaterThan(6);
  });

  const resumeOf = async (raw: object): Promise<unknown> => {
    for await (const { resume } of batchesOf(sql, raw, context)) return resume;
  };

  test('end with a cursor that other options refuse', async () => {
    const cursor = (await resumeOf(reading('select id, value as name from numbers'))) as never;
    const changed = reading('select id, value as name from numbers where id > 0');
    expect(await errorOf(sql, changed, { ...context, cursor })).toMatchObject({
      code: 'cursor-invalid',
      message: expect.stringContaining('configuration of this source has changed'),
    });
  });

  test('refuse any cursor that they did not give', async () => {
    const raw = reading('select id, value as name from numbers');
    const good = (await resumeOf(raw)) as { options: string; position: object };
    const positions = [
      { ...good.position, query: 1 },
      { ...good.position, query: -1 },
      { ...good.position, query: 0.5 },
      { ...good.position, after: [] },
      { ...good.position, after: [1, 2] },
      { ...good.position, after: [null] },
      { ...good.position, after: [{ integer: '1; drop table people' }] },
      { ...good.position, row: '1' },
      { ...good.position, sql: 'select 1' },
    ];
    const cursors = [
      null,
      '',
      0,
      [],
      {},
      { options: good.options },
      ...positions.map((position) => ({ ...good, position })),
    ];
    for (const cursor of cursors) {
      expect(await errorOf(sql, raw, { ...context, cursor: cursor as never }), JSON.stringify(cursor)).toMatchObject({
        code: 'cursor-invalid',
      });
    }
  });

  test('take a key for a value and never for SQL', async () => {
    const raw = reading('select id, value as name from numbers', { type: 'n', id: 'id' });
    const good = (await resumeOf(raw)) as { options: string; position: object };
    for (const key of [
      "'; drop table numbers; --",
      1e308,
      { integer: '-99999999999999999999' },
      { integer: '9'.repeat(300) },
    ]) {
      const cursor = { ...good, position: { ...good.position, after: [key] } } as never;
      const items = await readAll(sql, raw, { ...context, cursor });
      expect([0, 9500]).toContain(items.length);
    }
    expect(await readAll(sql, raw, context)).toHaveLength(9500);
  });
});

describe('what is wrong is told', () => {
  test.each([
    [
      'a column that is not there',
      reading('select id from people'),
      'configuration-invalid',
      'query 1: a column "name" is needed, which the query gives not at all. It gives: id',
    ],
    [
      'a key that is not there',
      { database, queries: [{ query: 'select id from people', key: ['nope'], entity: { type: 'p', id: 'id' } }] },
      'configuration-invalid',
      'a column "nope"',
    ],
    [
      'a table that is not there',
      reading('select * from nowhere'),
      'configuration-invalid',
      'query 1: SQLite does not accept it',
    ],
    ['a syntax error', reading('select from where'), 'configuration-invalid', 'query 1: SQLite does not accept it'],
    [
      'writing',
      reading("select * from people where id = (select writefile('x', 'y'))"),
      'configuration-invalid',
      'query 1',
    ],
    [
      'a binary id',
      { database, queries: [{ query: "select x'00ff' as id, 1 as k", key: ['k'], entity: { type: 'p', id: 'id' } }] },
      'data-invalid',
      'column "id" is not text',
    ],
    [
      'a binary key',
      { database, queries: [{ query: "select 1 as id, x'00' as k", key: ['k'], entity: { type: 'p', id: 'id' } }] },
      'configuration-invalid',
      'holds bytes',
    ],
    [
      'a file that is not there',
      { ...reading('select 1'), database: { sqlite: './none.sqlite' } },
      'source-unreachable',
      'can not be opened',
    ],
    [
      'a file that is no database',
      { ...reading('select 1'), database: { sqlite: './text.sqlite' } },
      'data-invalid',
      'no SQLite database',
    ],
  ])('%s', async (_, raw, code, message) => {
    writeFileSync(
      join(directory, 'text.sqlite'),
      'this is not a database, but long enough to be taken for one'.repeat(20),
    );
    const error = await errorOf(sql, raw, context);
    expect(error).toMatchObject({ code });
    expect(String(error)).toContain(message);
  });
});

describe('an import that nobody waits for any more', () => {
  const numbers = reading('select id, value as name from numbers');

  test('lets the event loop run, and ends when it is aborted', async () => {
    const aborter = new AbortController();
    let turns = 0;
    const turn = (): void => void (++turns === 2 ? aborter.abort(new Error('gone')) : setImmediate(turn));
    setImmediate(turn);
    let items = 0;
    const reading = async (): Promise<void> => {
      for await (const batch of batchesOf(sql, numbers, { ...context, signal: aborter.signal }))
        items += batch.items.length;
    };
    await expect(reading()).rejects.toThrow('gone');
    expect(items).toBeGreaterThan(0);
    expect(items).toBeLessThan(9_500);
  });

  test('lets go of the file', async () => {
    const batches = batchesOf(sql, numbers, context);
    await batches.next();
    expect(() => write('create table locked (id)')).toThrow('locked');
    await batches.return();
    expect(await batches.next()).toEqual({ done: true, value: undefined });
    write('create table locked (id)');
  });

  test('does not begin when it was aborted before', async () => {
    await expect(readAll(sql, numbers, { ...context, signal: AbortSignal.abort(new Error('gone')) })).rejects.toThrow(
      'gone',
    );
  });
});
