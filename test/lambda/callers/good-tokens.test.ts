import { describe, expect, test } from 'vitest';
import { callersFor } from '../../../lambda/callers/callers-for.ts';
import {
  bearerVendor,
  CLAIMS,
  CONTEXT,
  ISSUER,
  JWT_IDENTITY,
  NOW,
  NOW_SECONDS,
  requestWith,
  SOURCE_CLAIMS,
} from './gate.ts';
import { compact, jwk, signingKey, standInIssuer } from './stand-in-issuer.ts';

const rsa = signingKey('rsa', 'RS256');
const pss = signingKey('pss', 'PS256');
const ec = signingKey('ec', 'ES256');
const ed = signingKey('ed', 'EdDSA');

const published = [jwk(rsa), jwk(pss), jwk(ec), jwk(ed), { kty: 'AKP', kid: 'new kind', alg: 'ML-DSA-44', pub: '' }];
const bareKeys = [rsa, pss, ec, ed].map((key) => jwk(key, { alg: undefined, use: undefined }));

const gate = (identity = {}, keys: readonly Record<string, unknown>[] = published) => {
  const issuer = standInIssuer(ISSUER, keys);
  const vendor = bearerVendor({ jwt: { ...JWT_IDENTITY, ...identity } });
  return { issuer, verify: callersFor(vendor, SOURCE_CLAIMS, { fetch: issuer.fetch, now: () => NOW }) };
};

const HEADER = { alg: 'RS256', kid: 'rsa' };
const CALLER = { issuer: ISSUER, subject: 'import-worker', profile: 'bearer' };
const bearer = (claims: object, header: object = {}): Request =>
  requestWith(`Bearer ${compact({ ...HEADER, ...header }, claims, rsa)}`);

describe('every algorithm', () => {
  test.each([rsa, pss, ec, ed])('$algorithm', async (key) => {
    for (const keys of [published, bareKeys]) {
      const request = requestWith(`Bearer ${compact({ alg: key.algorithm, kid: key.kid }, CLAIMS, key)}`);
      expect(await gate({}, keys).verify(request, CONTEXT)).toEqual(CALLER);
    }
  });
});

describe('what may differ', () => {
  test.each([
    ['expired 29 s ago', { exp: NOW_SECONDS - 29 }],
    ['valid in 29 s', { nbf: NOW_SECONDS + 29 }],
    ['valid in 30 s', { nbf: NOW_SECONDS + 30 }],
    ['made in 29 s', { iat: NOW_SECONDS + 29 }],
    ['made a day ago', { iat: NOW_SECONDS - 86_400 }],
    ['no nbf', { nbf: undefined }],
    ['no iat', { iat: undefined }],
    ['times with fractions', { exp: NOW_SECONDS + 0.5, iat: NOW_SECONDS - 0.5 }],
    ['aud in an array', { aud: ['gateway'] }],
    ['aud among others', { aud: ['other', 'gateway'] }],
    ['URL with a slash more', { gateway_url: 'https://gate.example/people/' }],
    ['URL in other case and with its port', { gateway_url: 'HTTPS://Gate.Example:443/people' }],
    ['claims that nobody asks for', { scope: 'read', roles: ['a'], nested: { deep: true } }],
  ])('%s', async (_name, claims) => {
    expect(await gate().verify(bearer({ ...CLAIMS, ...claims }), CONTEXT)).toEqual(CALLER);
  });

  test.each(['JWT', 'jwt', 'at+jwt', 'AT+JWT', 'application/at+jwt', 'application/jwt'])('typ %s', async (typ) => {
    expect(await gate().verify(bearer(CLAIMS, { typ }), CONTEXT)).toEqual(CALLER);
  });

  test.each(['bearer', 'BEARER', 'bEaReR', 'Bearer  '])('the scheme written "%s" (RFC 9110 §11.1)', async (scheme) => {
    const request = requestWith(`${scheme} ${compact(HEADER, CLAIMS, rsa)}`);
    expect(await gate().verify(request, CONTEXT)).toEqual(CALLER);
  });

  test('a token just under 16 KiB', async () => {
    const token = compact(HEADER, { ...CLAIMS, padding: 'x'.repeat(11_400) }, rsa);
    expect(token.length).toBeGreaterThan(15_900);
    expect(await gate().verify(requestWith(`Bearer ${token}`), CONTEXT)).toEqual(CALLER);
  });

  test('headers that name other keys are not followed', async () => {
    const { issuer, verify } = gate();
    const header = { jku: 'https://attacker.example/keys', x5u: 'https://attacker.example/x', x5t: 'abc' };
    expect(await verify(bearer(CLAIMS, header), CONTEXT)).toEqual(CALLER);
    expect(issuer.requests).toEqual([`${ISSUER}.well-known/openid-configuration`, `${ISSUER}keys`]);
  });
});

describe('the subject', () => {
  test('is unknown if the token has none', async () => {
    const caller = await gate().verify(bearer({ ...CLAIMS, sub: undefined }), CONTEXT);
    expect(caller).toEqual({ ...CALLER, subject: undefined });
  });

  test('must be the configured one, if one is', async () => {
    const { verify } = gate({ subject: 'import-worker' });
    expect(await verify(bearer(CLAIMS), CONTEXT)).toEqual(CALLER);
    const others = [
      { ...CLAIMS, sub: 'other-worker' },
      { ...CLAIMS, sub: undefined },
    ];
    for (const claims of others) {
      await expect(verify(bearer(claims), CONTEXT)).rejects.toMatchObject({ code: /^claim-(refused|missing)$/ });
    }
  });
});

test('a token needs no URL claim where the vendor has none', async () => {
  const { verify } = gate({ urlClaim: null });
  expect(await verify(bearer({ ...CLAIMS, gateway_url: undefined }), CONTEXT)).toEqual(CALLER);
});

test('the URL claim names the source that is called, not another of the same gateway', async () => {
  const { verify } = gate();
  const apps = { publicUrl: 'https://gate.example/apps' };
  await expect(verify(bearer(CLAIMS), apps)).rejects.toMatchObject({ code: 'url-refused' });
});

test('a public URL that is none lets nobody in, not even a token that says the same', async () => {
  const { verify } = gate();
  const claims = { ...CLAIMS, gateway_url: 'https://gate.example/people?x=1' };
  const context = { publicUrl: 'https://gate.example/people?x=1' };
  await expect(verify(bearer(claims), context)).rejects.toMatchObject({ code: 'url-refused' });
});
