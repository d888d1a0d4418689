import { generateKeyPairSync, type KeyObject, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { SigningAlgorithm, TokenScheme } from '../../../../connectors/authentication/authentication.ts';
import { oauthGrant } from '../../../../lambda/tokens/endpoint/oauth-grant.ts';
import { type Assertion, signAssertion } from '../../../../lambda/tokens/endpoint/sign-assertion.ts';
import { TokenError } from '../../../../lambda/tokens/token-error.ts';
import { Refusal, type StandInRequest, startStandIn } from '../../../standins/stand-in.ts';
import { failureOf } from '../../support/failure-of.ts';
import { grantContext, tokenScheme } from '../support/grant-context.ts';

const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const wide = generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey;
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const small = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey;
const ed = generateKeyPairSync('ed25519').privateKey;
const pem = (key: KeyObject, type: 'pkcs1' | 'pkcs8' | 'sec1' = 'pkcs8') =>
  key.export({ format: 'pem', type }) as string;
const certificates = join(import.meta.dirname, '../../platform/certificates');
const read = (name: string) => readFileSync(join(certificates, name), 'utf8');
const { signal } = new AbortController();
const now = Date.parse('2026-01-02T03:04:05.678Z');

const assertion = (more: Partial<Assertion> = {}): Assertion => ({
  key: pem(ec.privateKey),
  algorithm: 'ES256',
  claims: { iss: 'gate', sub: 'gate', aud: 'https://login.example/token' },
  id: 'once',
  now,
  ...more,
});

describe('an assertion', () => {
  test('is good for a minute, from a little before on', async () => {
    const token = await signAssertion(assertion());
    const iat = now / 1_000 - 0.678 - 10;
    expect(decodeJwt(token)).toEqual({
      iss: 'gate',
      sub: 'gate',
      aud: 'https://login.example/token',
      jti: 'once',
      iat,
      nbf: iat,
      exp: iat + 60,
    });
    expect(decodeProtectedHeader(token)).toEqual({ alg: 'ES256', typ: 'JWT' });
    await jwtVerify(token, ec.publicKey, { currentDate: new Date(now), clockTolerance: 0 });
  });

  test('may have other times, and names its key', async () => {
    const token = await signAssertion(assertion({ keyId: 'k1', claims: { iat: 1, nbf: 2, exp: 3 } }));
    expect(decodeJwt(token)).toEqual({ jti: 'once', iat: 1, nbf: 2, exp: 3 });
    expect(decodeProtectedHeader(token)).toEqual({ alg: 'ES256', typ: 'JWT', kid: 'k1' });
  });

  test('names its certificate by the thumbprint, as OpenSSL prints it', async () => {
    const certificate = read('client.pem');
    const token = await signAssertion(assertion({ key: read('client-key.pem'), certificate }));
    const printed = new X509Certificate(certificate).fingerprint256.replaceAll(':', '');
    const { 'x5t#S256': thumbprint } = decodeProtectedHeader(token);
    expect(
      Buffer.from(thumbprint as string, 'base64url')
        .toString('hex')
        .toUpperCase(),
    ).toBe(printed);
  });

  test('names the first certificate of a chain', async () => {
    const certificate = read('client.pem');
    const thumbprintOf = async (text: string) =>
      decodeProtectedHeader(await signAssertion(assertion({ key: read('client-key.pem'), certificate: text })))[
        'x5t#S256'
      ];
    const chain = `${certificate}\n${read('client-authority.pem')}`;
    expect(await thumbprintOf(chain)).toBe(await thumbprintOf(certificate));
  });
});

describe('a key that can not sign', () => {
  const locked = rsa.export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: 'CANARY' }) as string;
  const refused: [string, string, SigningAlgorithm, RegExp][] = [
    ['is no key', 'CANARY', 'ES256', /no private key in PEM without a passphrase: enter it again/],
    ['is public', ec.publicKey.export({ format: 'pem', type: 'spki' }) as string, 'ES256', /no private key/],
    ['is a certificate', read('client.pem'), 'ES256', /no private key/],
    ['has a passphrase', locked, 'RS256', /without a passphrase/],
    ['is cut', pem(ec.privateKey).slice(0, 80), 'ES256', /no private key/],
    ['is on another curve', pem(wide), 'ES256', /can not sign with ES256, which wants an EC key on the curve P-256/],
    ['is RSA for ES256', pem(rsa), 'ES256', /P-256/],
    ['is EC for RS256', pem(ec.privateKey), 'RS256', /wants an RSA key of at least 2048 bits/],
    ['is EC for PS256', pem(ec.privateKey), 'PS256', /wants an RSA key/],
    ['is too small', pem(small), 'PS256', /at least 2048 bits/],
    ['is Ed25519', pem(ed), 'RS256', /RSA/],
  ];
  test.each(refused)('because it %s', async (_name, key, algorithm, says) => {
    const error = (await failureOf(signAssertion(assertion({ key, algorithm })))) as TokenError;
    expect(error).toBeInstanceOf(TokenError);
    expect(error).toMatchObject({ code: 'token-client-refused', message: expect.stringMatching(says) });
    expect(error.message).not.toMatch(/CANARY|BEGIN/);
    expect(error.cause).toBeUndefined();
  });

  test.each([
    ['none', 'CANARY', /is no certificate in PEM: enter it again/],
    ['another one', read('other-client.pem'), /of another private key/],
  ])('because its certificate is %s', async (_name, certificate, says) => {
    const error = await failureOf(signAssertion(assertion({ key: read('client-key.pem'), certificate })));
    expect(error).toMatchObject({ code: 'token-client-refused', message: expect.stringMatching(says) });
    expect((error as TokenError).message).not.toContain('CANARY');
  });
});

describe('two clocks', () => {
  /** A server that judges by its own clock, without any tolerance, and takes each assertion once. */
  const strictServer = async (serverNow: () => number, name: 'client_assertion' | 'assertion') => {
    const seen = new Set<unknown>();
    const judge = async ({ body }: StandInRequest) => {
      const token = new URLSearchParams(body).get(name) ?? '';
      try {
        const { payload } = await jwtVerify(token, ec.publicKey, { currentDate: new Date(serverNow()) });
        // Google and Entra refuse what comes from the future; jose does not look.
        if (payload.iat! > serverNow() / 1_000 || seen.has(payload.jti)) throw new Error('not now');
        seen.add(payload.jti);
      } catch {
        throw new Refusal(400, { error: name === 'assertion' ? 'invalid_grant' : 'invalid_client' });
      }
      return { status: 200, body: { access_token: 'CANARY-token', expires_in: 60 } };
    };
    const server = await startStandIn(judge, serverNow);
    onTestFinished(() => server.stop());
    return server;
  };

  const bearer = {
    grant: { type: 'jwtBearer', algorithm: 'ES256', thumbprint: false, claims: {} },
    client: { method: 'none' },
  } as const;
  const proven = {
    client: { method: 'private_key_jwt', algorithm: 'ES256', thumbprint: false },
  } as const;
  const ways: [string, Partial<TokenScheme>, 'client_assertion' | 'assertion'][] = [
    ['a client assertion', proven, 'client_assertion'],
    ['a JWT bearer grant', bearer, 'assertion'],
  ];

  for (const [name, more, field] of ways) {
    test.each([
      ['the same time', 0, 1],
      ['5 s behind', -5_000, 1],
      ['20 s ahead', 20_000, 1],
      ['an hour ahead', 3_600_000, 2],
      ['an hour behind', -3_600_000, 2],
      ['45 s behind', -45_000, 2],
    ])(`${name}: the server is at %s`, async (_name, skew, requests) => {
      const server = await strictServer(() => Date.now() + skew, field);
      const endpoints = { token: `${server.origin}/token`, hosts: [] };
      const grant = oauthGrant(tokenScheme({ ...more, endpoints, clientId: 'gate' }), grantContext());
      const secret = { private_key: pem(ec.privateKey) };
      expect(await grant.obtain!(secret, signal)).toMatchObject({ accessToken: 'CANARY-token' });
      expect(server.requests).toHaveLength(requests);
      // What was found out is not forgotten.
      expect(await grant.obtain!(secret, signal)).toMatchObject({ accessToken: 'CANARY-token' });
      expect(server.requests).toHaveLength(requests + 1);
    });
  }

  test('that agree do not make a refused assertion come twice', async () => {
    const server = await strictServer(Date.now, 'client_assertion');
    const endpoints = { token: `${server.origin}/token`, hosts: [] };
    const grant = oauthGrant(tokenScheme({ ...proven, endpoints, clientId: 'gate' }), grantContext());
    const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    expect(await failureOf(grant.obtain!({ private_key: pem(other) }, signal))).toMatchObject({
      code: 'token-client-refused',
    });
    expect(server.requests).toHaveLength(1);
  });

  test('that never agree end after the second attempt', async () => {
    let served = 0;
    const server = await startStandIn(
      () => ({ status: 401, body: { error: 'invalid_client' } }),
      () => ++served * 3_600_000,
    );
    onTestFinished(() => server.stop());
    const endpoints = { token: `${server.origin}/token`, hosts: [] };
    const grant = oauthGrant(tokenScheme({ ...proven, endpoints, clientId: 'gate' }), grantContext());
    expect(await failureOf(grant.obtain!({ private_key: pem(ec.privateKey) }, signal))).toMatchObject({
      code: 'token-client-refused',
    });
    expect(server.requests).toHaveLength(2);
  });

  test('do not matter to a client secret', async () => {
    const server = await startStandIn(
      () => ({ status: 401, body: { error: 'invalid_client' } }),
      () => 0,
    );
    onTestFinished(() => server.stop());
    const endpoints = { token: `${server.origin}/token`, hosts: [] };
    const grant = oauthGrant(tokenScheme({ endpoints, clientId: 'gate' }), grantContext());
    await failureOf(grant.obtain!({ client_secret: 'CANARY' }, signal));
    expect(server.requests).toHaveLength(1);
  });
});
