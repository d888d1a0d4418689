import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { formatKeyRing, makeKeyRing, parseKeyRing, rotateKeyRing } from '../../../lambda/keys/key-ring.ts';
import { PlatformError } from '../../../lambda/platform/platform-error.ts';

const failureOf = (act: () => unknown): unknown => {
  try {
    act();
  } catch (error) {
    return error;
  }
  throw new Error('it went well');
};

describe('a key ring', () => {
  test('has one new key of 32 bytes', () => {
    const ring = makeKeyRing(randomBytes);
    expect([...ring.keys.keys()]).toEqual([ring.current]);
    expect(ring.current).toMatch(/^[0-9A-Za-z]{4}$/);
    expect(ring.keys.get(ring.current)).toHaveLength(32);
    expect(makeKeyRing(randomBytes).keys.get(ring.current)).not.toEqual(ring.keys.get(ring.current));
  });

  test('draws its id evenly: bytes that would favour letters are not used', () => {
    const bytes = [248, 255, 0, 61, 62, 250, 123, 186];
    expect(makeKeyRing((count) => Uint8Array.from({ length: count }, (_, at) => bytes[at % 8]!)).current).toBe('0z0z');
  });

  test('comes back from its text', () => {
    for (const ring of [makeKeyRing(randomBytes), rotateKeyRing(makeKeyRing(randomBytes), randomBytes)]) {
      const back = parseKeyRing(formatKeyRing(ring));
      expect(back.current).toBe(ring.current);
      expect([...back.keys].map(([id, key]) => [id, [...key]])).toEqual(
        [...ring.keys].map(([id, key]) => [id, [...key]]),
      );
    }
  });

  test('keeps the key before, and forgets the one before that', () => {
    const first = makeKeyRing(randomBytes);
    const second = rotateKeyRing(first, randomBytes);
    const third = rotateKeyRing(second, randomBytes);
    expect([...second.keys.keys()]).toEqual([second.current, first.current]);
    expect([...third.keys.keys()]).toEqual([third.current, second.current]);
    expect(third.keys.get(second.current)).toEqual(second.keys.get(second.current));
    expect(new Set([first.current, second.current, third.current]).size).toBe(3);
  });

  test('gives no id twice', () => {
    const drawn = [7, 7, 9];
    const random = (count: number) => new Uint8Array(count).fill(count === 32 ? 1 : drawn.shift()!);
    expect(rotateKeyRing(makeKeyRing(random), random).current).toBe('9999');
  });
});

const key = 'Y2FuYXJ5LWtleS1jYW5hcnkta2V5LWNhbmFyeS1rZXk';

describe('the text of a key store', () => {
  test('is written as documented', () => {
    const text = `{"version":1,"current":"Kq3x","keys":{"Kq3x":"${key}"}}`;
    expect(formatKeyRing(parseKeyRing(text))).toBe(text);
  });

  test.each([
    ['nothing', ''],
    ['no JSON', 'canary'],
    ['half of it', `{"version":1,"current":"Kq3x","keys":{"Kq3x":"${key}`],
    ['null', 'null'],
    ['text', `"${key}"`],
    ['a list', '[]'],
    ['an empty object', '{}'],
    ['the secret of a source', '{"password":"canary"}'],
    ['another version', `{"version":2,"current":"Kq3x","keys":{"Kq3x":"${key}"}}`],
    ['no current key', `{"version":1,"keys":{"Kq3x":"${key}"}}`],
    ['a current key that is not there', `{"version":1,"current":"Kq3y","keys":{"Kq3x":"${key}"}}`],
    ['a current key by inheritance', `{"version":1,"current":"toString","keys":{"Kq3x":"${key}"}}`],
    ['no keys', '{"version":1,"current":"Kq3x","keys":null}'],
    ['a list of keys', `{"version":1,"current":"0","keys":["${key}"]}`],
    ['three keys', `{"version":1,"current":"Kq3x","keys":{"Kq3x":"${key}","Kq3y":"${key}","Kq3z":"${key}"}}`],
    ['an id of another form', `{"version":1,"current":"a.b.","keys":{"a.b.":"${key}"}}`],
    ['a short key', `{"version":1,"current":"Kq3x","keys":{"Kq3x":"${key.slice(1)}"}}`],
    ['a long key', `{"version":1,"current":"Kq3x","keys":{"Kq3x":"${key}a"}}`],
    ['a key in another alphabet', `{"version":1,"current":"Kq3x","keys":{"Kq3x":"${key.replace('Y', '+')}"}}`],
    ['a number for a key', '{"version":1,"current":"Kq3x","keys":{"Kq3x":1}}'],
  ])('must not be %s, and is not repeated', (_, text) => {
    const failure = failureOf(() => parseKeyRing(text));
    expect(failure).toBeInstanceOf(PlatformError);
    expect(failure).toMatchObject({
      code: 'key-invalid',
      message: expect.stringMatching(/restore the version before/),
    });
    expect((failure as PlatformError).message).not.toMatch(/canary|Y2Fu|Kq3/);
    expect((failure as PlatformError).cause).toBeUndefined();
  });
});
