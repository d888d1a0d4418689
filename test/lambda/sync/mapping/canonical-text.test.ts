import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Json } from '../../../../connectors/item.ts';
import { canonicalText } from '../../../../lambda/sync/mapping/canonical-text.ts';
import { documentHash } from '../../../../lambda/sync/mapping/document-hash.ts';

describe('a value has one text', () => {
  test.each<[Json, string]>([
    [null, 'null'],
    ['ä"\n', '"ä\\"\\n"'],
    [1e21, '1e+21'],
    [-0, '0'],
    [{ b: 1, a: 2 }, '{"a":2,"b":1}'],
    [{ 10: 'a', 9: 'b', a: 'c' }, '{"10":"a","9":"b","a":"c"}'],
    [[{ d: 1, c: [{ f: 1, e: 2 }] }, 'x'], '[{"c":[{"e":2,"f":1}],"d":1},"x"]'],
    [{ '\u{1f600}': 1, '\u{fb33}': 2 }, '{"\u{1f600}":1,"\u{fb33}":2}'],
  ])('%j', (json, text) => {
    expect(canonicalText(json)).toBe(text);
  });

  test('whatever the order of its members', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const json = value as Json;
        expect(canonicalText(reversed(json))).toBe(canonicalText(json));
        expect(JSON.parse(canonicalText(json))).toEqual(JSON.parse(JSON.stringify(json)));
      }),
    );
  });
});

const reversed = (json: Json): Json => {
  if (typeof json !== 'object' || json === null) return json;
  if (Array.isArray(json)) return json.map(reversed);
  const members = Object.entries(json).map(([name, member]): [string, Json] => [name, reversed(member)]);
  return Object.fromEntries(members.reverse());
};

test('a document has one hash of 22 letters, which openssl gives too', () => {
  // printf '{"a":1,"b":[true]}' | openssl dgst -sha256 -binary | head -c 16 | base64
  expect(documentHash({ b: [true], a: 1 })).toBe('kO3fZLh1y1-hhLsSUDzHMA');
  expect(documentHash({ a: 1, b: [true, null] })).not.toBe(documentHash({ b: [true], a: 1 }));
});
