import fc from 'fast-check';
import { expect, test } from 'vitest';
import { deriveKeys } from '../../../lambda/keys/gateway-keys.ts';
import { makeKeyRing, rotateKeyRing } from '../../../lambda/keys/key-ring.ts';
import { seal, unseal } from '../../../lambda/tokens/seal.ts';

let drawn = 0;
const random = (count: number): Uint8Array => Uint8Array.from({ length: count }, () => (drawn++ * 31) % 256);
const ring = makeKeyRing(random);
const keys = deriveKeys('acme', ring);
const place = 'acme/tickets/oauth';

test('what was sealed is opened again, and looks different each time', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 100 }), (text) => {
      const sealed = seal(text, place, keys);
      expect(sealed).toMatch(/^st1\.[0-9A-Za-z]{4}\.[\w-]+$/);
      expect(seal(text, place, keys)).not.toBe(sealed);
      expect(unseal(sealed, place, keys)).toBe(text);
    }),
  );
});

test('nothing of the text shows', () => {
  expect(
    Buffer.from(seal('canary'.repeat(9), place, keys).split('.')[2]!, 'base64url').toString('latin1'),
  ).not.toContain('canary');
});

test('a text that was changed anywhere does not open', () => {
  const sealed = seal('a token', place, keys);
  for (let index = 0; index < sealed.length; index++) {
    const letter = sealed[index] === 'A' ? 'B' : 'A';
    const changed = sealed.slice(0, index) + letter + sealed.slice(index + 1);
    // The last letter has bits that stand for nothing.
    if (
      Buffer.from(changed.split('.')[2] ?? '', 'base64url').equals(Buffer.from(sealed.split('.')[2]!, 'base64url')) &&
      changed.startsWith(sealed.slice(0, 9))
    )
      continue;
    expect(unseal(changed, place, keys)).toBeUndefined();
  }
});

test.each([
  ['another source', (sealed: string) => unseal(sealed, 'acme/people/oauth', keys)],
  ['another gateway', (sealed: string) => unseal(sealed, place, deriveKeys('other', makeKeyRing(random)))],
  [
    'a key of the same name',
    (sealed: string) =>
      unseal(sealed, place, deriveKeys('acme', { current: ring.current, keys: new Map([[ring.current, random(32)]]) })),
  ],
])('it does not open for %s', (_, open) => {
  expect(open(seal('a token', place, keys))).toBeUndefined();
});

test.each(['', 'st1', 'st1..', 'st1.abcd.', 'st2.abcd.AAAA', 'nonsense', `st1.${ring.current}.AAAA`])(
  '%j opens for nobody',
  (text) => {
    expect(unseal(text, place, keys)).toBeUndefined();
  },
);

test('after a rotation of the key it still opens, after two it does not', () => {
  const sealed = seal('a token', place, keys);
  const once = rotateKeyRing(ring, random);
  expect(unseal(sealed, place, deriveKeys('acme', once))).toBe('a token');
  expect(unseal(sealed, place, deriveKeys('acme', rotateKeyRing(once, random)))).toBeUndefined();
});
