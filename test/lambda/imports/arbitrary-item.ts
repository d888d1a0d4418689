import fc from 'fast-check';
import type { Attributes, Item, Json, Value } from '../../../connectors/item.ts';

/** Plain, long, non-ASCII, astral, control characters, lone surrogates, and lengths on the borders of a varint. */
export const text: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: fc.string({ maxLength: 40 }) },
  { weight: 2, arbitrary: fc.string({ unit: 'grapheme', maxLength: 30 }) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 80 }) },
  {
    weight: 1,
    arbitrary: fc
      .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 20 })
      .map((units) => String.fromCharCode(...units)),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom(0, 1, 42, 43, 47, 48, 49, 126, 127, 128, 129, 1023, 1024, 5461, 16383, 16384)
      .chain((length) => fc.constantFrom('x', 'é', '語', '😀', '"', '\u0000').map((c) => c.repeat(length))),
  },
);

const first = Date.parse('0001-01-01T00:00:00Z');
const last = Date.parse('9999-12-31T23:59:59.999Z');
const date = fc.oneof(
  fc.integer({ min: first, max: last }).map((ms) => new Date(ms)),
  fc.integer({ min: -86_400_000, max: 86_400_000 }).map((ms) => new Date(ms)),
  fc
    .constantFrom(first, -1, 0, 1, -1000, 999, 1000, last, 0x7fffffff * 1000, 0x80000000 * 1000)
    .map((ms) => new Date(ms)),
);

const value: fc.Arbitrary<Value> = fc.oneof(
  fc.boolean().map((value): Value => ({ type: 'boolean', value })),
  fc
    .oneof(
      fc.double(),
      fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 0, 1e21, 5e-324),
    )
    .map((value): Value => ({ type: 'number', value })),
  text.map((value): Value => ({ type: 'string', value })),
  fc
    .constantFrom('date' as const, 'dateTime' as const, 'time' as const)
    .chain((type) => date.map((value): Value => ({ type, value }))),
);

const attributes: fc.Arbitrary<Attributes | undefined> = fc.option(
  fc.dictionary(
    text.filter((id) => id !== '__proto__'),
    value,
    { maxKeys: 6, noNullPrototype: true },
  ),
  { nil: undefined },
);

export const item: fc.Arbitrary<Item> = fc.oneof(
  fc.record({ kind: fc.constant('entity' as const), id: text, name: text, type: text, attributes }),
  fc.record({
    kind: fc.constant('relationship' as const),
    fromId: text,
    fromType: text,
    toId: text,
    toType: text,
    attributes,
  }),
  fc.record({
    kind: fc.constant('log' as const),
    level: fc.constantFrom('alert' as const, 'info' as const),
    message: text,
  }),
);

export const json: fc.Arbitrary<Json> = fc
  .jsonValue({ maxDepth: 4 })
  .map((value) => JSON.parse(JSON.stringify(value)) as Json);
