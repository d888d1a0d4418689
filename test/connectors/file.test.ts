import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import type { OpenFile } from '../../connectors/connector.ts';
import { file } from '../../connectors/file.ts';
import type { Item } from '../../connectors/item.ts';
import { importContext } from './support/import-context.ts';
import { batchesOf, errorOf, readAll, readInPages } from './support/read-all.ts';

const directory = mkdtempSync(join(tmpdir(), 'sallyport-file-'));
const context = importContext({ directory });
afterAll(() => rmSync(directory, { recursive: true }));

const person = { type: 'person', id: 'id', name: 'name', attributes: { email: 'email' } };

let files = 0;
/** Writes a file and gives the options that read it. */
const reading = (content: string | Uint8Array, extension: string, more: object = {}) => {
  const path = `./f${++files}.${extension}`;
  writeFileSync(join(directory, path), content);
  return { files: [{ path, entity: person, ...more }] };
};

const ada = {
  kind: 'entity',
  id: '1',
  name: 'Ada',
  type: 'person',
  attributes: { email: { type: 'string', value: 'a@acme.example' } },
};
const zoe = { kind: 'entity', id: '2', name: 'Zoë, "Z"\nÅ 🦊', type: 'person', attributes: {} };

const csv = 'id,name,email\n1,Ada,a@acme.example\n2,"Zoë, ""Z""\nÅ 🦊",\n';
const ndjson = '{"id":1,"name":"Ada","email":"a@acme.example"}\n{"id":"2","name":"Zoë, \\"Z\\"\\nÅ 🦊","email":null}\n';
const json = `[${ndjson.trim().replace('}\n{', '},\n{')}]`;
const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le');

describe('the same people', () => {
  test.each<[string, string | Uint8Array, string, object?]>([
    ['CSV', csv, 'csv'],
    ['CSV as Windows writes it', `\uFEFF${csv.replaceAll(/\n(?!Å)/g, '\r\n')}`, 'csv'],
    ['CSV with semicolons', csv.replaceAll(/,(?! )/g, ';'), 'csv', { csv: { delimiter: ';' } }],
    [
      'CSV with tabs and other quotes',
      '1\tAda\ta@acme.example\n2\t\'Zoë, "Z"\nÅ 🦊\'\t\n',
      'tsv',
      { format: 'csv', csv: { delimiter: '\t', quote: "'", columns: ['id', 'name', 'email'] } },
    ],
    ['CSV with empty lines', csv.replace('\n1', '\n\n1'), 'csv'],
    ['CSV without names', csv.slice(csv.indexOf('\n') + 1), 'csv', { csv: { columns: ['id', 'name', 'email'] } }],
    ['CSV in UTF-16', utf16(`\uFEFF${csv}`), 'csv'],
    ['CSV in UTF-16 without a mark', utf16(csv), 'csv', { encoding: 'utf-16' }],
    ['CSV in big-endian UTF-16', utf16(`\uFEFF${csv}`).swap16(), 'csv'],
    ['CSV zipped', gzipSync(csv), 'csv.gz'],
    ['NDJSON', ndjson, 'ndjson'],
    ['NDJSON as Windows writes it, with empty lines', ndjson.replaceAll('\n', '\r\n\r\n'), 'jsonl'],
    ['NDJSON without a last line feed, zipped', gzipSync(ndjson.trim()), 'ndjson.gz'],
    ['JSON', json, 'json'],
    ['JSON over many lines', JSON.stringify(JSON.parse(json), undefined, 2), 'json'],
    ['JSON with a mark', `\uFEFF${json}`, 'json'],
    ['JSON of another name', json, 'export', { format: 'json' }],
  ])('are in %s', async (_, content, extension, more) => {
    expect(await readAll(file, reading(content, extension, more), context)).toEqual([ada, zoe]);
  });

  test('are in old encodings', async () => {
    const latin = Buffer.concat([
      Buffer.from('id,name,email\n3,'),
      Buffer.from([0xc9, 0x6d, 0x69, 0x6c, 0x65, 0x20, 0x80]),
      Buffer.from(',\n'),
    ]);
    const items = await readAll(file, reading(latin, 'csv', { encoding: 'latin1' }), context);
    expect(items).toMatchObject([{ id: '3', name: 'Émile €' }]);
  });
});

test('nobody is in an empty file', async () => {
  expect(await readAll(file, reading('id,name,email\n', 'csv'), context)).toEqual([]);
  expect(await readAll(file, reading('', 'csv', { csv: { columns: ['id', 'name', 'email'] } }), context)).toEqual([]);
  expect(await readAll(file, reading('', 'ndjson'), context)).toEqual([]);
  expect(await readAll(file, reading(' [ ] ', 'json'), context)).toEqual([]);
});

test('fields inside fields are reached by a JSON Pointer, and nothing but fields is', async () => {
  const record = { 'a/b': { 'c~d': [{ e: 'deep' }] }, '/x': 'odd', id: 1, list: ['x'] };
  const attributes = {
    deep: '/a~1b/c~0d/0/e',
    none: '/id/length',
    length: '/list/length',
    proto: '__proto__',
    up: '/constructor/name',
  };
  const raw = reading(JSON.stringify(record), 'ndjson', { entity: { type: 'r', id: 'id', attributes } });
  expect(await readAll(file, raw, context)).toEqual([
    { kind: 'entity', id: '1', name: '1', type: 'r', attributes: { deep: { type: 'string', value: 'deep' } } },
  ]);
});

describe('what is wrong is told by its place, and without its value', () => {
  const secret = 'hunter2';

  test.each<[string, string | Uint8Array, string, object, string, string]>([
    [
      'a line with too few columns',
      `id,name,email\n1,A,a\n${secret},B\n`,
      'csv',
      {},
      'data-invalid',
      'line 3 has more or fewer columns',
    ],
    [
      'a line with too many columns',
      `id,name,email\n1,A,a\n${secret},B,b,c\n`,
      'csv',
      {},
      'data-invalid',
      'line 3 has more or fewer columns',
    ],
    [
      'a quote that is not closed',
      `id,name,email\n1,"A,a\n${secret},B,b\n`,
      'csv',
      {},
      'data-invalid',
      'quote that is not closed',
    ],
    [
      'a quote in the middle',
      `id,name,email\n1,A "${secret}" B,a\n`,
      'csv',
      {},
      'data-invalid',
      'line 2 has a quote in the middle',
    ],
    [
      'something after a quote',
      `id,name,email\n1,"A"${secret},a\n`,
      'csv',
      {},
      'data-invalid',
      'line 2 has a quote that is followed',
    ],
    [
      'a very long record',
      `id,name,email\n1,"${secret.repeat(200_000)}",a\n`,
      'csv',
      {},
      'data-invalid',
      'more than 1048576 characters',
    ],
    ['no line of names', '', 'csv', {}, 'data-invalid', 'is empty'],
    [
      'names that are not there',
      `${secret},name\n1,A\n`,
      'csv',
      {},
      'configuration-invalid',
      'a column "id" is needed, which its first line names not at all',
    ],
    ['a name that is there twice', 'id,id,name,email\n', 'csv', {}, 'configuration-invalid', 'names twice'],
    [
      'other names than columns',
      `1,${secret}\n`,
      'csv',
      { csv: { columns: ['id', 'name', 'email'] } },
      'data-invalid',
      'lines have 2 columns, but csv: columns: names 3',
    ],
    [
      'bytes that are no UTF-8',
      Buffer.from(`id,name,email\n1,${secret}\xff,a\n`, 'latin1'),
      'csv',
      {},
      'data-invalid',
      'is not utf-8',
    ],
    [
      'UTF-8 that is cut off',
      Buffer.from(`id,name,email\n1,${secret},é`).subarray(0, -1),
      'csv',
      {},
      'data-invalid',
      'is not utf-8',
    ],
    ['a gzip file that is none', `id,${secret}`, 'csv.gz', {}, 'data-invalid', 'gzip file is damaged'],
    [
      'a gzip file that is cut off',
      gzipSync(csv).subarray(0, -9),
      'csv.gz',
      {},
      'data-invalid',
      'gzip file is damaged',
    ],
    [
      'a line that is no JSON',
      `{"id":1}\n{"id":${secret}}\n`,
      'ndjson',
      {},
      'data-invalid',
      'record 2 is no JSON object',
    ],
    ['a line that is no object', `{"id":1}\n"${secret}"\n`, 'ndjson', {}, 'data-invalid', 'record 2 is no JSON object'],
    ['a line that is a list', `["${secret}"]\n`, 'ndjson', {}, 'data-invalid', 'record 1 is no JSON object'],
    [
      'a very long line',
      `{"id":"${secret.repeat(200_000)}"}`,
      'ndjson',
      {},
      'data-invalid',
      'line 1 has more than 1048576',
    ],
    [
      'an array that is not closed',
      `[{"id":"${secret}"}`,
      'json',
      {},
      'data-invalid',
      'record 1 is not followed by , or ]',
    ],
    [
      'an object that is not closed',
      `[{"id":"${secret}"`,
      'json',
      {},
      'data-invalid',
      'record 1 is not followed by its }',
    ],
    [
      'a string that is not closed',
      `[{"id":"${secret}}]`,
      'json',
      {},
      'data-invalid',
      'record 1 is not followed by its }',
    ],
    ['no comma', `[{"id":1}{"id":"${secret}"}]`, 'json', {}, 'data-invalid', 'record 1 is not followed by , or ]'],
    ['a comma too many', `[{"id":"${secret}"},]`, 'json', {}, 'data-invalid', 'record 1 is not followed by {'],
    [
      'a comma at the beginning',
      `[,{"id":"${secret}"}]`,
      'json',
      {},
      'data-invalid',
      'record 0 is not followed by { or ]',
    ],
    [
      'something after the array',
      `[{"id":1}] "${secret}"`,
      'json',
      {},
      'data-invalid',
      'record 1 is not followed by nothing more',
    ],
    [
      'an object that is no array',
      `{"id":"${secret}"}`,
      'json',
      {},
      'data-invalid',
      'record 0 is not followed by [: the file must be one array',
    ],
    ['an array of strings', `["${secret}"]`, 'json', {}, 'data-invalid', 'record 0 is not followed by { or ]'],
    ['JSON that is empty', '', 'json', {}, 'data-invalid', 'record 0 is not followed by ['],
    [
      'an object with a mistake inside',
      `[{"id":1},{"id":${secret}}]`,
      'json',
      {},
      'data-invalid',
      'record 2 is no JSON object',
    ],
    [
      'a very long object',
      `[{"id":"${secret.repeat(200_000)}"}]`,
      'json',
      {},
      'data-invalid',
      'record 1 has more than 1048576',
    ],
    [
      'a row without an id',
      `{"id":"","name":"${secret}"}`,
      'ndjson',
      {},
      'data-invalid',
      'row 1: column "id" is empty',
    ],
    [
      'a list where a value should be',
      `{"id":1,"name":["${secret}"]}`,
      'ndjson',
      {},
      'data-invalid',
      'row 1: column "name" is not text',
    ],
  ])('%s', async (_, content, extension, more, code, message) => {
    const raw = reading(content, extension, more);
    const error = await errorOf(file, raw, context);
    expect(error).toMatchObject({ name: 'SourceError', code });
    expect(String(error)).toContain(raw.files[0]!.path);
    expect(String(error)).toContain(message);
    expect(`${error} ${JSON.stringify((error as { detail: unknown }).detail)}`).not.toContain(secret);
  });

  test.each([
    [Object.assign(new Error('x'), { name: 'NoSuchKey' }), 'source-unreachable', 's3://bucket/a.csv is not there'],
    [Object.assign(new Error('x'), { name: 'AccessDenied' }), 'access-denied', 'may not be read'],
    [Object.assign(new Error('x'), { code: 'EISDIR' }), 'configuration-invalid', 'is a folder'],
    [new Error('x'), 'source-unreachable', 'can not be read'],
  ])('a store that answers %s', async (cause, code, message) => {
    const raw = { files: [{ path: 's3://bucket/a.csv', entity: person }] };
    const open = () => Promise.reject(cause);
    const error = await errorOf(file, raw, { ...context, open });
    expect(error).toMatchObject({ code, message: expect.stringContaining(message), cause });
  });

  test('a file that is not there', async () => {
    const raw = { files: [{ path: './none.csv', entity: person }] };
    expect(await errorOf(file, raw, context)).toMatchObject({ code: 'source-unreachable', detail: { code: 'ENOENT' } });
  });
});

describe('invalid rows', () => {
  test('are left out and counted, if the configuration says so, each file by itself', async () => {
    const entity = { type: 'p', id: 'id', attributes: { age: { column: 'age', type: 'number' } } };
    const one = reading('id,age\n1,2\n,3\n4,old\n', 'csv', { entity });
    const two = reading('{"id":5,"age":6}\n{"age":7}\n', 'ndjson', { entity });
    const items = await readAll(file, { files: [...one.files, ...two.files], onInvalidRow: 'skip' }, context);
    expect(items.map((item) => (item.kind === 'log' ? item.message : item.kind === 'entity' && item.id))).toEqual([
      '1',
      expect.stringContaining(`${one.files[0]!.path}: 2 rows were left out`),
      '5',
      expect.stringContaining(`${two.files[0]!.path}: 1 row was left out`),
    ]);
  });
});

describe('whatever a program writes is read back', () => {
  const cell = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 12 }),
    fc.constantFrom('"', '""', '\n', '\r\n', ',', ' ', 'é🦊'),
  );
  const rows = fc.array(fc.record({ id: cell.filter((text) => text !== ''), name: cell, email: cell }), {
    maxLength: 30,
  });
  const pieces = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 12 });

  /** Bytes in pieces of the given lengths, over and over: a piece may end within a character. */
  const inPieces = (bytes: Uint8Array, lengths: readonly number[]): OpenFile['bytes'] =>
    (async function* () {
      for (let [start, piece] = [0, 0]; start < bytes.length; piece++) {
        const length = lengths[piece % lengths.length]!;
        yield bytes.subarray(start, start + length);
        start += length;
      }
    })();

  test('from UTF-16, whose mark comes in pieces too', async () => {
    for (const bytes of [utf16(`\uFEFF${csv}`), utf16(`\uFEFF${csv}`).swap16()]) {
      const open = async (): Promise<OpenFile> => ({ bytes: inPieces(bytes, [1]), version: '1' });
      const raw = { files: [{ path: './a.csv', entity: person }] };
      expect(await readAll(file, raw, { ...context, open })).toEqual([ada, zoe]);
    }
  });

  const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  type People = readonly { readonly id: string; readonly name: string; readonly email: string }[];

  test.each<[string, string, (people: People) => string]>([
    [
      'CSV',
      './a.csv',
      (people) =>
        ['id,name,email', ...people.map(({ id, name, email }) => [id, name, email].map(quoted).join(','))].join('\n'),
    ],
    ['NDJSON', './a.ndjson', (people) => people.map((one) => JSON.stringify(one)).join('\n')],
    ['JSON', './a.json', (people) => JSON.stringify(people, undefined, 1)],
  ])('from %s', async (_, path, write) => {
    await fc.assert(
      fc.asyncProperty(rows, pieces, fc.boolean(), fc.boolean(), async (people, lengths, marked, zipped) => {
        const text = Buffer.from((marked ? '\uFEFF' : '') + write(people));
        const bytes = zipped ? gzipSync(text) : text;
        const open = async (): Promise<OpenFile> => ({ bytes: inPieces(bytes, lengths), version: '1' });
        const raw = { files: [{ path: zipped ? `${path}.gz` : path, entity: person }] };
        const items = await readAll(file, raw, { ...context, open });
        expect(items).toEqual(
          people.map(({ id, name, email }) => ({
            kind: 'entity',
            id,
            name: name || id,
            type: 'person',
            attributes: email === '' ? {} : { email: { type: 'string', value: email } },
          })),
        );
      }),
    );
  });
});

describe('pages', () => {
  const many = (count: number, extension: string): string => {
    const ids = Array.from({ length: count }, (_, index) => index + 1);
    if (extension === 'csv') return `id\n${ids.map((id) => `${id}\n`).join('')}`;
    const records = ids.map((id) => JSON.stringify({ id }));
    return extension === 'json' ? `[${records.join(',')}]` : records.join('\n');
  };
  const entity = { type: 'n', id: 'id' };
  const ids = (items: readonly Item[]): readonly string[] =>
    items.map((item) => (item.kind === 'entity' ? item.id : ''));

  test('are the same as one whole read, wherever they end', async () => {
    const raw = {
      files: ['csv', 'ndjson', 'json'].flatMap(
        (extension) => reading(many(9_001, extension), extension, { entity }).files,
      ),
    };
    const whole = await readAll(file, raw, context);
    expect(whole).toHaveLength(27_003);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { minLength: 17, maxLength: 17 }), async (stops) => {
        const { items } = await readInPages(file, raw, context, (batch) => stops[batch % 17]!);
        expect(ids(items)).toEqual(ids(whole));
      }),
      { numRuns: 15 },
    );
  });

  const resumeOf = async (raw: object) => {
    for await (const { resume } of batchesOf(file, raw, context)) return resume;
  };

  test('end when the file has changed', async () => {
    const raw = reading(many(5_000, 'csv'), 'csv', { entity });
    const cursor = await resumeOf(raw);
    writeFileSync(join(directory, raw.files[0]!.path), many(6_000, 'csv'));
    expect(await errorOf(file, raw, { ...context, cursor })).toMatchObject({ code: 'data-changed' });
  });

  test('refuse any cursor that they did not give', async () => {
    const raw = reading(many(5_000, 'csv'), 'csv', { entity });
    const good = (await resumeOf(raw)) as { options: string; position: object };
    const cursors = [
      null,
      'x',
      {},
      { ...good, position: { ...good.position, file: 1 } },
      { ...good, position: { ...good.position, file: -1 } },
      { ...good, position: { ...good.position, row: 1.5 } },
      { ...good, position: { ...good.position, version: 7 } },
      { ...good, position: { ...good.position, path: '/etc/passwd' } },
      { ...good, options: `${good.options}x` },
    ];
    for (const cursor of cursors) {
      expect(await errorOf(file, raw, { ...context, cursor: cursor as never }), JSON.stringify(cursor)).toMatchObject({
        code: 'cursor-invalid',
      });
    }
  });
});

describe('an import that nobody waits for any more', () => {
  /** A download that never goes on, and knows when it is let go. */
  const stalled = () => {
    const state = { isClosed: false };
    const bytes: AsyncIterable<Uint8Array> = {
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise(() => {}),
        return: async () => {
          state.isClosed = true;
          return { done: true, value: undefined };
        },
      }),
    };
    return { state, open: async (): Promise<OpenFile> => ({ bytes, version: '1' }) };
  };

  test.each(['./a.csv', './a.csv.gz', './a.ndjson', './a.json'])('lets go of %s, which has stalled', async (path) => {
    const raw = { files: [{ path, entity: person }] };
    const byReturn = stalled();
    const batches = batchesOf(file, raw, { ...context, open: byReturn.open });
    const next = batches.next();
    await new Promise(setImmediate);
    await batches.return();
    expect(await next).toEqual({ done: true, value: undefined });
    expect(byReturn.state.isClosed).toBe(true);

    const bySignal = stalled();
    const aborter = new AbortController();
    const reading = readAll(file, raw, { ...context, open: bySignal.open, signal: aborter.signal });
    setImmediate(() => aborter.abort(new Error('gone')));
    await expect(reading).rejects.toThrow('gone');
    expect(bySignal.state.isClosed).toBe(true);
  });
});
