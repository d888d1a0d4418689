import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tagSeal } from '../../../../lambda/proxy/answer/tag-seal.ts';

const key = Buffer.alloc(64, 7);
const seal = tagSeal(key, 'context');
/** What a tag may consist of (RFC 9110, section 8.8.3). */
const tag = fc.string({ unit: fc.constantFrom(...'aZ09-._~+/=!#\u0080\u00ff'), maxLength: 40 });

test('a tag comes back as it was, and is closed the same each time', () => {
  fc.assert(
    fc.property(tag, (text) => {
      expect(seal.open(seal.close(text))).toBe(text);
      expect(tagSeal(key, 'context').close(text)).toBe(seal.close(text));
      expect(seal.close(text)).toMatch(/^[\w-]+$/);
    }),
  );
});

test('it is not to be seen in what leaves, nor is its exact length', () => {
  expect(seal.close('d41d8cd98f00b204')).not.toContain('d41d');
  expect(seal.close('d').length).toBe(seal.close('d41d8cd98f00b20').length);
});

test.each([
  ['another context', tagSeal(key, 'other')],
  ['another key', tagSeal(Buffer.alloc(64, 8), 'context')],
])('with %s it stays closed', (_, other) => {
  expect(other.open(seal.close('42'))).toBeUndefined();
});

test('whatever was changed stays closed', () => {
  const closed = seal.close('42');
  for (let at = 0; at < closed.length; at++) {
    const changed = closed.slice(0, at) + (closed[at] === 'A' ? 'B' : 'A') + closed.slice(at + 1);
    expect(seal.open(changed), changed).toBeUndefined();
  }
  for (const text of ['', '42', closed.slice(1), `${closed}A`, `${closed}=`]) expect(seal.open(text)).toBeUndefined();
});
