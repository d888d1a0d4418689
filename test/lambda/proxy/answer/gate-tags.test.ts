import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { gateTags } from '../../../../lambda/proxy/answer/gate-tags.ts';
import type { TagSeal } from '../../../../lambda/proxy/answer/tag-seal.ts';

/** A seal that one can read. */
const plainSeal = (mark: string): TagSeal => ({
  close: (tag) => `${tag}~${mark}`,
  open: (text) => (text.endsWith(`~${mark}`) ? text.slice(0, -mark.length - 1) : undefined),
});
const tags = gateTags(plainSeal('f1'));

test.each([
  ['"42"', undefined, '"42~f1"'],
  ['W/"42"', undefined, 'W/"42~f1"'],
  ['"42"', 'br', '"42~f1~br"'],
  ['W/"42"', 'zstd', 'W/"42~f1~zstd"'],
  ['""', undefined, '"~f1"'],
  [undefined, 'br', undefined],
  ['42', undefined, undefined],
  ['w/"42"', undefined, undefined],
  ['"4"2"', undefined, undefined],
  ['"4\n2"', undefined, undefined],
] as const)('the tag %j of the source, in %s, is %j at the gate', (tag, encoding, expected) => {
  expect(tags.toVendor(tag, encoding)).toBe(expected);
});

test.each([
  ['"42~f1"', '"42"'],
  ['"42~f1~br"', '"42"'],
  ['W/"42~f1"', 'W/"42"'],
  ['"42~f1" , W/"43~f1~gzip","44~f1~zstd"', '"42", W/"43", "44"'],
  ['"a,b~f1", "c"', '"a,b"'],
  ['"x~f1~f1"', '"x~f1"'],
  ['"42~f2"', ''],
  ['"42"', ''],
  ['"42~f1~lz4"', ''],
  ['"42~f1~"', ''],
  ['42~f1', ''],
  ['*', ''],
  ['', ''],
])('the list %j of the gate is %j at the source', (list, expected) => {
  expect(tags.toSource(list)).toBe(expected);
});

test.each([
  ['"42"', '"41~f1", "42~f1~br"', '"42~f1~br"'],
  ['W/"42"', '"42~f1"', '"42~f1"'],
  ['"42"', 'W/"42~f1~gzip"', 'W/"42~f1~gzip"'],
  ['"42"', '"41~f1"', undefined],
  ['"42"', '"42~f2"', undefined],
  ['"42"', undefined, undefined],
  [undefined, '"42~f1"', undefined],
] as const)('for %j of the source, out of %j, the vendor is told %j', (tag, list, expected) => {
  expect(tags.sentFor(tag, list)).toBe(expected);
});

describe('laws', () => {
  const opaque = fc.string({ unit: fc.constantFrom(...'aZ0~-./,!#', '\u00e9'), maxLength: 12 });
  const tag = fc.tuple(fc.constantFrom('', 'W/'), opaque).map(([weak, text]) => `${weak}"${text}"`);
  const encoding = fc.constantFrom(undefined, 'br' as const, 'gzip' as const, 'zstd' as const);

  test('every tag comes back as it was, in lists too', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(tag, encoding), { minLength: 1, maxLength: 4 }), (given) => {
        const list = given.map(([each, how]) => tags.toVendor(each, how)).join(', ');
        expect(tags.toSource(list)).toBe(given.map(([each]) => each).join(', '));
      }),
    );
  });

  test('no tag of another configuration comes back', () => {
    fc.assert(
      fc.property(tag, encoding, (each, how) => {
        expect(gateTags(plainSeal('f2')).toSource(tags.toVendor(each, how)!)).toBe('');
      }),
    );
  });

  test('different encodings have different tags', () => {
    fc.assert(
      fc.property(tag, encoding, encoding, (each, one, other) => {
        expect(tags.toVendor(each, one) === tags.toVendor(each, other)).toBe(one === other);
      }),
    );
  });
});
