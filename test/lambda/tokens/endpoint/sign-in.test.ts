import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { TokenScheme } from '../../../../connectors/authentication/authentication.ts';
import { type DeviceCode, deviceSignIn } from '../../../../lambda/tokens/endpoint/device-sign-in.ts';
import { oauthGrant } from '../../../../lambda/tokens/endpoint/oauth-grant.ts';
import { beginSignIn } from '../../../../lambda/tokens/endpoint/sign-in.ts';
import { TokenError } from '../../../../lambda/tokens/token-error.ts';
import type { GrantContext } from '../../../../lambda/tokens/token-grant.ts';
import { failureOf } from '../../support/failure-of.ts';
import { Browser } from '../support/browser.ts';
import { grantContext, tokenScheme } from '../support/grant-context.ts';
import { type OidcServer, startOidcServer } from '../support/oidc-server.ts';

const redirectUri = 'http://127.0.0.1:8400/callback';
const deviceType = 'urn:ietf:params:oauth:grant-type:device_code';
const secret = { client_secret: 'CANARY-secret' };
const { signal } = new AbortController();

let server: OidcServer;
beforeAll(async () => {
  vi.spyOn(console, 'warn').mockImplementation(() => {});
  vi.spyOn(console, 'info').mockImplementation(() => {});
  const native = { application_type: 'native', response_types: ['code'], redirect_uris: [redirectUri] };
  server = await startOidcServer({
    clients: [
      {
        ...native,
        client_id: 'web',
        client_secret: secret.client_secret,
        grant_types: ['authorization_code', 'refresh_token', deviceType],
      },
      {
        ...native,
        client_id: 'public',
        token_endpoint_auth_method: 'none',
        grant_types: ['authorization_code', 'refresh_token', deviceType],
      },
    ],
    accessTokenSeconds: 60,
  });
});
afterAll(() => server[Symbol.asyncDispose]());

const scheme = (more: Partial<TokenScheme> = {}): TokenScheme =>
  tokenScheme({
    grant: { type: 'authorizationCode' },
    clientId: 'web',
    endpoints: { discovery: `${server.issuer}/.well-known/openid-configuration`, hosts: [] },
    scopes: ['openid', 'offline_access', 'read'],
    parameters: { prompt: 'consent' },
    ...more,
  });

const person = () => new Browser({ login: 'somebody', password: 'CANARY-password' });

/** What the browser comes back with. */
const callbackOf = async (url: URL): Promise<URL> => (await person().visit(url, redirectUri)).url;

const signIn = async (asked: TokenScheme, context: GrantContext = grantContext()) => {
  const { url, finish } = await beginSignIn(asked, context, { redirectUri, secret, signal });
  return finish(await callbackOf(url), signal);
};

const refusal = async (promise: Promise<unknown>): Promise<TokenError> => {
  const error = await failureOf(promise);
  expect(error).toBeInstanceOf(TokenError);
  expect((error as TokenError).message).not.toMatch(/CANARY|127\.0\.0\.1/);
  return error as TokenError;
};

describe('a sign-in in the browser', () => {
  test.each([
    ['a client with a secret', {}],
    ['a public client', { clientId: 'public', client: { method: 'none' } }],
  ] as const)('by %s gives a token that can be renewed', async (_name, more) => {
    const context = grantContext();
    const asked = scheme(more);
    const answer = await signIn(asked, context);
    expect(answer).toEqual({
      accessToken: expect.stringMatching(/^\S{20,}$/),
      tokenType: 'Bearer',
      refreshToken: expect.stringMatching(/^\S{20,}$/),
      expiresIn: 60,
      scope: 'openid offline_access read',
    });
    expect(await server.isActive(answer.accessToken)).toBe(true);
    const { form } = server.requests.findLast(({ path }) => path === '/token')!;
    expect(form).toMatchObject({ grant_type: 'authorization_code', redirect_uri: redirectUri, prompt: 'consent' });

    const grant = oauthGrant(asked, context);
    const renewed = await grant.refresh(answer.refreshToken!, secret, signal);
    expect(renewed.refreshToken).not.toBe(answer.refreshToken);
    expect(renewed.accessToken).not.toBe(answer.accessToken);
    expect(server.requests.at(-1)!.form).not.toHaveProperty('scope');
    expect(server.requests.at(-1)!.form).toMatchObject({ grant_type: 'refresh_token', prompt: 'consent' });
  });

  test('may be renewed somewhere else than it began', async () => {
    const answer = await signIn(scheme());
    const endpoints = { token: 'http://127.0.0.1:1/none', refresh: `${server.issuer}/token`, hosts: [] };
    const grant = oauthGrant(scheme({ endpoints }), grantContext());
    expect(await grant.refresh(answer.refreshToken!, secret, signal)).toMatchObject({ expiresIn: 60 });
  });

  test('says who asks, for what, and how the answer is bound to it', async () => {
    const { url } = await beginSignIn(scheme(), grantContext(), { redirectUri, secret, signal });
    expect(url.origin).toBe(server.issuer);
    expect(Object.fromEntries(url.searchParams)).toEqual({
      prompt: 'consent',
      scope: 'openid offline_access read',
      response_type: 'code',
      client_id: 'web',
      redirect_uri: redirectUri,
      state: expect.stringMatching(/^[\w-]{20,}$/),
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
    });
  });

  test('keeps the query that the endpoint has, and takes the id from the secret', async () => {
    const endpoints = { authorization: 'https://login.example/authorize?tenant=a', hosts: [] };
    const { url } = await beginSignIn(tokenScheme({ endpoints }), grantContext(), {
      redirectUri,
      secret: { client_id: 'of-secret' },
      signal,
    });
    expect(Object.fromEntries(url.searchParams)).toMatchObject({ tenant: 'a', client_id: 'of-secret' });
  });

  test('is over when its refresh token comes twice: all of them end', async () => {
    const answer = await signIn(scheme());
    const grant = oauthGrant(scheme(), grantContext());
    const renewed = await grant.refresh(answer.refreshToken!, secret, signal);
    expect(await refusal(grant.refresh(answer.refreshToken!, secret, signal))).toMatchObject({
      code: 'token-grant-refused',
      oauth: 'invalid_grant',
      message: expect.stringContaining('sign in again: sallyport connect <source>'),
    });
    expect(await refusal(grant.refresh(renewed.refreshToken!, secret, signal))).toMatchObject({
      code: 'token-grant-refused',
    });
    expect(await server.isActive(renewed.accessToken)).toBe(false);
  });

  test('ends with its refresh token', async () => {
    const answer = await signIn(scheme());
    const grant = oauthGrant(scheme(), grantContext());
    expect(await grant.revoke({ token: answer.refreshToken!, kind: 'refresh_token' }, secret, signal)).toBe(true);
    expect(await refusal(grant.refresh(answer.refreshToken!, secret, signal))).toMatchObject({
      code: 'token-grant-refused',
    });
    expect(await server.isActive(answer.accessToken)).toBe(false);
  });

  const foreign: [string, (callback: URL) => void][] = [
    ['another state', (url) => url.searchParams.set('state', 'CANARY')],
    ['no state', (url) => url.searchParams.delete('state')],
    ['another issuer', (url) => url.searchParams.set('iss', 'https://CANARY.example')],
    ['no issuer, though the server names it', (url) => url.searchParams.delete('iss')],
    ['two codes', (url) => url.searchParams.append('code', 'CANARY')],
    ['no code', (url) => url.searchParams.delete('code')],
  ];
  test.each(foreign)('is not finished by an answer with %s', async (_name, change) => {
    const { url, finish } = await beginSignIn(scheme(), grantContext(), { redirectUri, secret, signal });
    const callback = await callbackOf(url);
    change(callback);
    expect(await refusal(finish(callback, signal))).toMatchObject({ code: 'token-sign-in-needed' });
  });

  test('is not finished by the code of another one', async () => {
    const [first, second] = await Promise.all(
      [1, 2].map(() => beginSignIn(scheme(), grantContext(), { redirectUri, secret, signal })),
    );
    const stolen = await callbackOf(first!.url);
    stolen.searchParams.set('state', second!.url.searchParams.get('state')!);
    expect(await refusal(second!.finish(stolen, signal))).toMatchObject({
      code: 'token-grant-refused',
      message: expect.stringContaining('begin again'),
    });
  });

  test('needs no issuer where none is known', async () => {
    const endpoints = { token: `${server.issuer}/token`, authorization: `${server.issuer}/auth`, hosts: [] };
    expect(await signIn(scheme({ endpoints }))).toMatchObject({ tokenType: 'Bearer' });
  });

  test.each([
    ['access_denied', 'token-grant-refused', 'access_denied'],
    ['CANARY-other', 'token-grant-refused', undefined],
    ['invalid_scope', 'token-request-refused', 'invalid_scope'],
    ['server_error', 'token-unreachable', 'server_error'],
  ] as const)('that ends with %s says why', async (error, code, oauth) => {
    const { url, finish } = await beginSignIn(scheme(), grantContext(), { redirectUri, secret, signal });
    const state = url.searchParams.get('state')!;
    const query = new URLSearchParams({ error, error_description: 'CANARY', state, iss: server.issuer });
    expect(await refusal(finish(new URL(`${redirectUri}?${query}`), signal))).toMatchObject({ code, oauth });
  });

  test('without an authorization endpoint says which key to set', async () => {
    const begun = beginSignIn(tokenScheme({}), grantContext(), { redirectUri, secret, signal });
    expect(await refusal(begun)).toMatchObject({
      code: 'token-request-refused',
      message: expect.stringContaining('set authorizationUrl'),
    });
  });
});

describe('a sign-in on another device', () => {
  /** Time passes only while the gate sleeps, and a person acts in some of its sleeps. */
  const waiting = (act: (round: number, told: DeviceCode) => Promise<unknown>) => {
    let now = Date.now();
    const sleeps: number[] = [];
    let told: DeviceCode | undefined;
    return {
      context: grantContext({ now: () => now }),
      sleeps,
      options: {
        signal,
        sleep: async (milliseconds: number) => {
          sleeps.push(milliseconds);
          now += milliseconds;
          await act(sleeps.length, told!);
        },
        tell: (code: DeviceCode) => {
          told = code;
        },
      },
      told: () => told,
    };
  };

  test.each([
    ['a client with a secret', {}],
    ['a public client', { clientId: 'public', client: { method: 'none' } }],
  ] as const)('by %s is waited for', async (_name, more) => {
    const { context, options, sleeps, told } = waiting(async (round, code) => {
      if (round !== 2) return;
      const { page } = await person().visit(new URL(code.verificationUriComplete!));
      expect(page).toContain('Sign-in Success');
    });
    const answer = await deviceSignIn(scheme(more), context, secret, options);
    expect(answer).toMatchObject({ tokenType: 'Bearer', refreshToken: expect.any(String), expiresIn: 60 });
    expect(await server.isActive(answer.accessToken)).toBe(true);
    expect(sleeps).toEqual([5_000, 5_000]);
    expect(told()).toMatchObject({
      verificationUri: `${server.issuer}/device`,
      userCode: expect.stringMatching(/^\w{4}-\w{4}$/),
      expiresIn: 600,
    });
  });

  test('that the person refuses', async () => {
    const { context, options } = waiting(async (_round, { verificationUriComplete }) => {
      await new Browser({}, 'abort').visit(new URL(verificationUriComplete!));
    });
    expect(await refusal(deviceSignIn(scheme(), context, secret, options))).toMatchObject({
      code: 'token-grant-refused',
      oauth: 'access_denied',
    });
  });

  test('that nobody does ends with its code', async () => {
    const { context, options, sleeps } = waiting(async () => undefined);
    expect(await refusal(deviceSignIn(scheme(), context, secret, options))).toMatchObject({
      code: 'token-sign-in-needed',
      oauth: 'expired_token',
    });
    expect(sleeps).toHaveLength(120);
  });

  test('stops when nobody waits any more', async () => {
    const { context, options } = waiting(async () => Promise.reject(new Error('enough')));
    expect(await failureOf(deviceSignIn(scheme(), context, secret, options))).toMatchObject({ message: 'enough' });
  });
});
