import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { calculateJwkThumbprint } from 'jose';
import { describe, expect, test } from 'vitest';
import { asSigningKey, makeSigningKey } from '../../../../lambda/sync/sign-in/signing-key.ts';
import { formatSigningRing, parseSigningRing } from '../../../../lambda/sync/sign-in/signing-ring.ts';

const ring = [
  { ...(await makeSigningKey()), signsAt: 1_000 },
  { ...(await makeSigningKey()), signsAt: 2_000 },
];
const text = formatSigningRing(ring);
const stored = JSON.parse(text);
const [first, second] = stored.keys;
const der = (key: ReturnType<typeof createPrivateKey>) =>
  key.export({ format: 'der', type: 'pkcs8' }).toString('base64url');

describe('a ring of signing keys', () => {
  test('is read as it was written', () => {
    const read = parseSigningRing(text);
    expect(read.map(({ kid, signsAt, publicKey }) => ({ kid, signsAt, publicKey }))).toEqual(
      ring.map(({ kid, signsAt, publicKey }) => ({ kid, signsAt, publicKey })),
    );
    expect(formatSigningRing(read)).toBe(text);
  });

  test('names its keys by their thumbprints', async () => {
    for (const { kid, publicKey } of ring) expect(kid).toBe(await calculateJwkThumbprint(publicKey, 'sha256'));
  });

  test('has room in the smallest secret store: 25 KiB in Key Vault', () => {
    expect((text.length / 2) * 8).toBeLessThan(25 * 1_024);
  });

  test('may be empty: then a key is made', () => {
    expect(parseSigningRing('{"version":1,"keys":[]}')).toEqual([]);
  });

  const small = generateKeyPairSync('rsa', { modulusLength: 1_024 }).privateKey;
  const odd = generateKeyPairSync('rsa', { modulusLength: 2_048, publicExponent: 3 }).privateKey;
  const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  const holds = (...keys: readonly unknown[]) => JSON.stringify({ version: 1, keys });

  test.each<[string, string]>([
    ['nothing', ''],
    ['no JSON', `${text}}`],
    ['null', 'null'],
    ['a list', '[]'],
    ['another version', JSON.stringify({ ...stored, version: 2 })],
    ['no version', JSON.stringify({ keys: stored.keys })],
    ['no keys', '{"version":1}'],
    ['no list of keys', '{"version":1,"keys":{}}'],
    ['null for a key', holds(null)],
    ['a key without a time', holds({ ...first, signsAt: undefined })],
    ['a time that is a text', holds({ ...first, signsAt: '1000' })],
    ['a time that is none', holds({ ...first, signsAt: 1.5 })],
    ['the name of another key', holds({ ...first, kid: second.kid })],
    ['a key of another name', holds({ ...first, key: second.key })],
    ['half a key', holds({ ...first, key: first.key.slice(0, 800) })],
    ['no key', holds({ ...first, key: undefined })],
    ['a key twice', holds(first, { ...first, signsAt: 2_000 })],
    ['keys out of order', holds(second, first)],
    ['two keys for one time', holds(first, { ...second, signsAt: 1_000 })],
    ['a key that is too small', holds({ ...first, key: der(small) })],
    ['an exponent that is too small', holds({ ...first, key: der(odd) })],
    ['a key of another kind', holds({ ...first, key: der(curve) })],
    ['more keys than there ever are', holds(...Array.from({ length: 9 }, () => first))],
    ['the key of the gateway', '{"version":1,"current":"AAAA","keys":{"AAAA":"x"}}'],
  ])('is none with %s, and no message repeats it', (_name, wrong) => {
    const parse = () => parseSigningRing(wrong);
    expect(parse).toThrow(expect.objectContaining({ code: 'key-invalid', detail: {}, cause: undefined }));
    expect(parse).toThrow('restore the version before');
  });

  test('only keys for RS256 sign', () => {
    expect([small, odd, curve].map(asSigningKey)).toEqual([undefined, undefined, undefined]);
    expect(
      asSigningKey(createPrivateKey({ key: Buffer.from(first.key, 'base64url'), format: 'der', type: 'pkcs8' }))?.kid,
    ).toBe(first.kid);
  });
});
