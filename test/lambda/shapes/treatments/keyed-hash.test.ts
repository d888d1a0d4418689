import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keyedHash } from '../../../../lambda/shapes/treatments/keyed-hash.ts';
import { holds } from './holds.ts';

test('is HMAC-SHA-256 of the label and the text', () => {
  const key = fc.uint8Array({ minLength: 1, maxLength: 64 });
  const text = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.tuple(fc.constantFrom('a', 'é', '中', '🎉'), fc.nat({ max: 2_000 })).map(([part, times]) => part.repeat(times)),
  );
  holds(
    fc.property(
      key,
      fc.constantFrom('', 'email\n', 'text\n'),
      fc.array(text, { minLength: 1 }),
      (key, label, texts) => {
        const hash = keyedHash(key, label);
        for (const each of [...texts, 'x', texts[0]!]) {
          expect(hash(each)).toBe(
            createHmac('sha256', key)
              .update(label + each)
              .digest('base64url'),
          );
        }
      },
    ),
  );
});

test('gives what RFC 4231 gives', () => {
  const hex = (key: Buffer, text: string) => Buffer.from(keyedHash(key, '')(text), 'base64url').toString('hex');
  expect(hex(Buffer.alloc(20, 0x0b), 'Hi There')).toBe(
    'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7',
  );
  expect(hex(Buffer.from('Jefe'), 'what do ya want for nothing?')).toBe(
    '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  );
});
