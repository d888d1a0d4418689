import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { describe, expect, test } from 'vitest';
import { pullSource } from '../../vendor/pull-source.ts';
import { KeyRefused, type SigningAlgorithm, signToken, type TokenRequest } from '../../vendor/sign-token.ts';
import { issuer, startTrustingGateway } from './trusting-gateway.ts';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const ed = generateKeyPairSync('ed25519').privateKey;
const pem = (key: KeyObject, type: 'pkcs1' | 'pkcs8' | 'sec1' = 'pkcs8') =>
  key.export({ format: 'pem', type }) as string;
const jwk = (key: KeyObject, more: object = {}) => JSON.stringify({ ...key.export({ format: 'jwk' }), ...more });

const asked = { issuer, audience: 'gateway', now: Date.now };
const claimsFor = (url: string) => ({ base_url: 'https://acme.example', source_id: '42', gateway_url: url });

async function* onePerson() {
  yield { items: [{ kind: 'entity', id: '1', name: 'One', type: 'person' }] as const };
}

describe('a token', () => {
  const keys: [string, KeyObject, string, SigningAlgorithm | undefined, string][] = [
    ['RSA as PKCS #8', rsa, pem(rsa), undefined, 'RS256'],
    ['RSA as PKCS #1', rsa, pem(rsa, 'pkcs1'), undefined, 'RS256'],
    ['RSA for PS256', rsa, pem(rsa), 'PS256', 'PS256'],
    ['EC as PKCS #8', ec, pem(ec), undefined, 'ES256'],
    ['EC as SEC 1', ec, pem(ec, 'sec1'), undefined, 'ES256'],
    ['Ed25519', ed, pem(ed), undefined, 'EdDSA'],
    ['RSA as JWK', rsa, jwk(rsa), undefined, 'RS256'],
    ['RSA as JWK for PS256', rsa, jwk(rsa, { alg: 'PS256' }), undefined, 'PS256'],
    ['EC as JWK', ec, jwk(ec), undefined, 'ES256'],
    ['Ed25519 as JWK', ed, jwk(ed), undefined, 'EdDSA'],
  ];

  test.each(keys)('signed with %s is let in', async (_, key, text, algorithm, expected) => {
    await using gateway = await startTrustingGateway({ key, kid: 'k1' }, onePerson);
    const request: TokenRequest = { ...asked, key: text, keyId: 'k1', algorithm, claims: claimsFor(gateway.url) };
    expect(decodeProtectedHeader(await signToken(request))).toEqual({ alg: expected, kid: 'k1', typ: 'JWT' });
    expect(await pullSource({ url: gateway.url, token: () => signToken(request) })).toMatchObject({ entities: 1 });
  });

  test('says what was asked for, for five minutes', async () => {
    const now = () => Date.parse('2026-01-02T03:04:05.678Z');
    const token = await signToken({
      ...asked,
      now,
      key: jwk(ed, { kid: 'own' }),
      claims: { source_id: '7', sub: 'me' },
    });
    expect(decodeProtectedHeader(token)).toEqual({ alg: 'EdDSA', kid: 'own', typ: 'JWT' });
    const iat = Date.parse('2026-01-02T03:04:05Z') / 1_000;
    expect(decodeJwt(token)).toEqual({ iss: issuer, aud: 'gateway', source_id: '7', sub: 'me', iat, exp: iat + 300 });
  });

  test('has the issuer, audience and times that were asked for, whatever the claims say', async () => {
    const claims = { iss: 'https://other.example/', aud: 'other', exp: '9999999999' };
    const token = await signToken({ ...asked, key: pem(ed), claims });
    expect(decodeJwt(token)).toMatchObject({ iss: issuer, aud: 'gateway', exp: expect.any(Number) });
  });
});

describe('a key that can not sign', () => {
  const small = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey;
  const wide = generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey;
  const locked = rsa.export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: 'canary' }) as string;
  const { d: _, ...publicPart } = ec.export({ format: 'jwk' });
  const refused: [string, string, SigningAlgorithm | undefined, RegExp][] = [
    ['is no key', 'canary', undefined, /neither a private JWK nor a private key in PEM/],
    ['is empty', '', undefined, /neither/],
    ['is broken JSON', '{"kty":"EC", canary', undefined, /neither/],
    ['is public', JSON.stringify(publicPart), undefined, /neither/],
    ['has a passphrase', locked, undefined, /without a passphrase/],
    ['is too small', pem(small), undefined, /can not sign with RS256: RSA keys need 2048 bits/],
    ['is on another curve', pem(wide), undefined, /can not sign with ES256: .* P-256/],
    ['is of another kind', pem(ec), 'RS256', /can not sign with RS256/],
    ['is symmetric', JSON.stringify({ kty: 'oct', k: 'Y2FuYXJ5' }), undefined, /neither/],
  ];

  test.each(refused)('because it %s', async (_case, key, algorithm, says) => {
    const failure = await signToken({ ...asked, key, algorithm, claims: {} }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(KeyRefused);
    expect(failure).toMatchObject({ code: 'key-refused', message: expect.stringMatching(says) });
    expect((failure as KeyRefused).message).not.toMatch(/canary|BEGIN/);
    expect((failure as KeyRefused).cause).toBeUndefined();
  });
});
