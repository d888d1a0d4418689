import { deepStrictEqual } from 'node:assert';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Batch, Item, Value } from '../../../connectors/item.ts';
import { readBatches, writeBatch } from '../../../lambda/relay/written-batch.ts';

const plain = { noNullPrototype: true } as const;
const text = fc.string({ unit: 'binary', maxLength: 30 });
const date = fc.date({ noInvalidDate: false });
const value: fc.Arbitrary<Value> = fc.oneof(
  fc.record({ type: fc.constant('boolean' as const), value: fc.boolean() }, plain),
  fc.record({ type: fc.constantFrom('date' as const, 'dateTime' as const, 'time' as const), value: date }, plain),
  fc.record({ type: fc.constant('number' as const), value: fc.double() }, plain),
  fc.record({ type: fc.constant('string' as const), value: text }, plain),
);
/** Names as they come, those of the prototype among them. */
const attributes = fc
  .array(fc.tuple(fc.oneof(text, fc.constantFrom('__proto__', 'toJSON', 'constructor')), value), { maxLength: 5 })
  .map((entries): Record<string, Value> => Object.fromEntries(entries));
const item: fc.Arbitrary<Item> = fc.oneof(
  fc.record(
    { kind: fc.constant('entity' as const), id: text, name: text, type: text, attributes },
    { requiredKeys: ['kind', 'id', 'name', 'type'], noNullPrototype: true },
  ),
  fc.record(
    {
      kind: fc.constant('relationship' as const),
      fromId: text,
      fromType: text,
      toId: text,
      toType: text,
      attributes,
    },
    { requiredKeys: ['kind', 'fromId', 'fromType', 'toId', 'toType'], noNullPrototype: true },
  ),
  fc.record(
    {
      kind: fc.constant('log' as const),
      level: fc.constantFrom('alert' as const, 'info' as const),
      message: text,
    },
    plain,
  ),
);
const json = fc.jsonValue({ noUnicodeString: false }).map((found) => JSON.parse(JSON.stringify(found)));
const batch: fc.Arbitrary<Batch> = fc.record(
  { items: fc.array(item, { maxLength: 8 }), resume: json, mark: json },
  { requiredKeys: ['items'], noNullPrototype: true },
);

/** The bytes in pieces of so many. */
async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}

const gathered = async (bytes: AsyncIterable<Uint8Array>): Promise<readonly Batch[]> => {
  const batches: Batch[] = [];
  for await (const read of readBatches(bytes)) batches.push(read);
  return batches;
};

const readAll = (bytes: Uint8Array, size = 65_536): Promise<readonly Batch[]> => gathered(inPieces(bytes, size));

const bytesOf = (written: string): Uint8Array => new TextEncoder().encode(written);

describe('written batches', () => {
  it('are read as they were written, however they are cut', async () => {
    const property = fc.asyncProperty(
      fc.array(batch, { maxLength: 5 }),
      fc.integer({ min: 1, max: 200 }),
      async (batches, size) => {
        const written = batches.map(writeBatch);
        for (const line of written) expect(line.indexOf(0x0a)).toBe(line.length - 1);
        // Node's own: Vitest's looks at attributes that are called `constructor`.
        deepStrictEqual(await readAll(Buffer.concat(written), size), batches);
      },
    );
    await fc.assert(property, { numRuns: 300 });
  });

  it('keep what JSON has no word for', async () => {
    const numbers = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 0, 1e308, 5e-324, 2 ** 53 + 2];
    const items = numbers.map(
      (number): Item => ({
        kind: 'entity',
        id: '1',
        name: '1',
        type: 't',
        attributes: { n: { type: 'number', value: number } },
      }),
    );
    const [read] = await readAll(writeBatch({ items }));
    const back = read?.items.map((found) => (found.kind === 'entity' ? found.attributes?.['n']?.value : undefined));
    expect(back?.every((found, index) => Object.is(found, numbers[index]))).toBe(true);
  });

  it('are several lines where one would be too long, and only the last leads on', async () => {
    const name = 'x'.repeat(100_000);
    const items = Array.from({ length: 200 }, (_, id): Item => ({ kind: 'entity', id: `${id}`, name, type: 't' }));
    const read = await readAll(writeBatch({ items, resume: { after: 200 } }));
    expect(read.length).toBeGreaterThan(2);
    expect(read.flatMap((found) => found.items)).toStrictEqual(items);
    expect(read.map(({ resume }) => resume)).toStrictEqual([...read.slice(1).map(() => undefined), { after: 200 }]);
  });

  it.each([
    ['an end in a line', '{"items":[]}'],
    ['a second line cut off', '{"items":[]}\n{"ite'],
    ['no JSON', '{"items":[}\n'],
    ['an empty line', '\n'],
    ['no object', '7\n'],
    ['null', 'null\n'],
    ['no items', '{"item":[]}\n'],
    ['an item of no kind', '{"items":[{"id":"1"}]}\n'],
    ['an item that is null', '{"items":[null]}\n'],
    ['an entity without an id', '{"items":[{"kind":"entity","name":"1","type":"t"}]}\n'],
    ['a log line without a level', '{"items":[{"kind":"log","message":"m"}]}\n'],
    ['attributes that are a list', '{"items":[{"kind":"entity","id":"1","name":"1","type":"t","attributes":[1]}]}\n'],
    ['a value that is null', '{"items":[{"kind":"entity","id":"1","name":"1","type":"t","attributes":{"a":null}}]}\n'],
    ['a number that is none', valued('{"type":"number","value":"7"}')],
    ['a text that is none', valued('{"type":"string","value":7}')],
    ['a day that is none', valued('{"type":"date","value":"yesterday"}')],
    ['a truth that is none', valued('{"type":"boolean","value":1}')],
    ['a value of no type', valued('{"type":"bytes","value":"x"}')],
  ])('are refused if they are not what was written: %s', async (_, written) => {
    await expect(readAll(bytesOf(written))).rejects.toMatchObject({
      name: 'RelayFailure',
      code: 'relay-broken',
      sent: true,
    });
  });

  it('are refused if they are no UTF-8, or a line never ends', async () => {
    await expect(readAll(Uint8Array.of(0x22, 0xff, 0x22, 0x0a))).rejects.toMatchObject({ code: 'relay-broken' });
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (;;) yield new Uint8Array(1024 * 1024);
    }
    await expect(gathered(endless())).rejects.toMatchObject({ code: 'relay-broken' });
  });

  it('stop the bytes when whoever reads them stops', async () => {
    let isClosed = false;
    async function* lines(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) yield writeBatch({ items: [] });
      } finally {
        isClosed = true;
      }
    }
    for await (const read of readBatches(lines())) {
      expect(read).toStrictEqual({ items: [] });
      break;
    }
    expect(isClosed).toBe(true);
  });
});

function valued(written: string): string {
  return `{"items":[{"kind":"entity","id":"1","name":"1","type":"t","attributes":{"a":${written}}}]}\n`;
}
