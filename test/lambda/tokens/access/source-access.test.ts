import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import type { Authentication, Scheme } from '../../../../connectors/authentication/authentication.ts';
import { SourceError } from '../../../../connectors/source-error.ts';
import type { HttpRequest } from '../../../../lambda/platform/http-client.ts';
import { tokenScheme } from '../support/grant-context.ts';
import { openedAccess } from './opened-access.ts';

const oauth: Scheme = tokenScheme({
  endpoints: { token: 'https://login.example/token', hosts: [] },
  scopes: ['read', 'list'],
  parameters: { audience: 'tickets' },
});
const key: Scheme = { kind: 'key', in: 'header', name: 'x-api-key', prefix: '' };
const appId: Scheme = { kind: 'key', in: 'query', name: 'app', prefix: 'app.' };
const certificate: Scheme = { kind: 'certificate', prefix: '' };
const client = { client_id: 'gate', client_secret: 'canary' };

const authenticationOf = (
  schemes: Readonly<Record<string, Scheme>>,
  alternatives: Authentication['alternatives'],
  endpoints: Authentication['endpoints'] = {},
): Authentication => ({ schemes, alternatives, endpoints, privateAddresses: ['10.0.0.0/8'] });

describe('a source that asks for a token', () => {
  test('gets one, which is asked for once and kept', async () => {
    const { current, asked } = openedAccess(authenticationOf({ oauth }, [['oauth']]), client);
    const all = await Promise.all(Array.from({ length: 20 }, () => current()));
    expect(new Set(all).size).toBe(1);
    expect(all[0]).toEqual({ headers: { authorization: 'Bearer token-1' } });
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({
      form: { grant_type: 'client_credentials', scope: 'read list', audience: 'tickets' },
      headers: { authorization: `Basic ${Buffer.from('gate:canary').toString('base64')}` },
      http: { privateAddresses: ['10.0.0.0/8'] },
    });
  });

  test('gets another when it refuses the first', async () => {
    const { access, current, asked, signal } = openedAccess(authenticationOf({ oauth }, [['oauth']]), client);
    const first = await current();
    expect(await access.refused(first, signal)).toBe(true);
    const second = await current();
    expect(second).toEqual({ headers: { authorization: 'Bearer token-2' } });
    expect(await access.refused(first, signal)).toBe(true);
    expect(await access.refused(second, signal)).toBe(false);
    expect(asked).toHaveLength(2);
  });

  test('may want it in a header of its own', async () => {
    const scheme = { ...(oauth as object), send: { header: 'X-Token' } } as Scheme;
    const { current } = openedAccess(authenticationOf({ scheme }, [['scheme']]), client);
    expect(await current()).toEqual({ headers: { 'x-token': 'token-1' } });
  });

  test('is told as a source error what the authorization server says, without a word of it', async () => {
    const { world, current, log } = openedAccess(authenticationOf({ oauth }, [['oauth']]), client);
    world.status = 401;
    const error = await current().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(SourceError);
    expect(error).toMatchObject({
      code: 'credentials-refused',
      detail: { token: 'token-client-refused', oauth: 'invalid_client', status: 401 },
    });
    expect(String(error) + JSON.stringify(log)).not.toContain('canary');
  });

  test('and has trouble with it is told that this may pass', async () => {
    const { world, current } = openedAccess(authenticationOf({ oauth }, [['oauth']]), client);
    world.status = 503;
    expect(await current().catch((thrown: unknown) => thrown)).toMatchObject({
      code: 'credentials-unreachable',
      detail: { token: 'token-unreachable', status: 503 },
    });
  });
});

test('a token that was entered with a blank is not sent, nor told', async () => {
  const secret = { ...client, access_token: 'canary with a blank' };
  const { current, log } = openedAccess(authenticationOf({ oauth }, [['oauth']]), secret);
  const error = await current().catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'credentials-refused', detail: { token: 'token-answer-invalid' } });
  expect(String(error) + JSON.stringify(log)).not.toContain('canary');
});

describe('alternatives', () => {
  const either = authenticationOf({ oauth, key }, [['oauth'], ['key']]);

  test.each([
    ['the first, if all of it is entered', { ...client, key: 'k' }, { authorization: 'Bearer token-1' }],
    ['the second, if the first is not', { client_id: 'gate', key: 'k' }, { 'x-api-key': 'k' }],
    ['the first, if nothing else is', client, { authorization: 'Bearer token-1' }],
  ])('%s', async (_, secret, headers) => {
    expect((await openedAccess(either, secret).current()).headers).toEqual(headers);
  });

  test('that all lack something are told with what each lacks', async () => {
    const error = await openedAccess(either, { client_id: 'canary' })
      .current()
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'credentials-missing' });
    expect((error as Error).message).toBe(
      'the secret of this source is not complete: oauth lacks client_secret; or key lacks key: enter them with sallyport secrets set <source>',
    );
  });

  test('of which one asks for nothing are always to be had', async () => {
    const optional = authenticationOf({ key }, [['key'], []]);
    expect(await openedAccess(optional, {}).current()).toMatchObject({ headers: {} });
    expect(await openedAccess(optional, { key: 'k' }).current()).toEqual({ headers: { 'x-api-key': 'k' } });
  });

  test('are chosen anew after a minute', async () => {
    const { world, current } = openedAccess(either, { key: 'k' });
    expect((await current()).headers).toEqual({ 'x-api-key': 'k' });
    world.secret = { key: 'k', ...client };
    expect((await current()).headers).toEqual({ 'x-api-key': 'k' });
    world.now += 60_000;
    expect((await current()).headers).toEqual({ authorization: 'Bearer token-1' });
  });
});

test('a secret store that never answers keeps nobody longer than the own time', async () => {
  const secrets = { read: () => new Promise<never>(() => undefined) };
  const either = authenticationOf({ oauth, key }, [['oauth'], ['key']]);
  const late = AbortSignal.abort(new Error('late'));
  for (const authentication of [either, authenticationOf({ key }, [['key']])]) {
    const { access } = openedAccess(authentication, {}, { secrets });
    await expect(access.credentials(late)).rejects.toThrow('late');
  }
});

test('what was learned of an authorization server is remembered for the next token', async () => {
  const paths: string[] = [];
  const issuer = 'https://login.example';
  const http =
    () =>
    async ({ url }: HttpRequest) => {
      paths.push(url.pathname);
      const answer = url.pathname.startsWith('/.well-known')
        ? { issuer, token_endpoint: `${issuer}/token` }
        : { access_token: `token-${paths.length}`, token_type: 'bearer', expires_in: 3_600 };
      return { status: 200, headers: {}, body: Readable.from([Buffer.from(JSON.stringify(answer))]) };
    };
  const endpoints = { discovery: `${issuer}/.well-known/openid-configuration`, hosts: [] };
  const discovering = authenticationOf({ oauth: tokenScheme({ endpoints }) }, [['oauth']]);
  const { access, signal } = openedAccess(discovering, client, { http });
  await access.refused(await access.credentials(signal), signal);
  expect(paths).toEqual(['/.well-known/openid-configuration', '/token', '/token']);
});

describe('schemes that are used together', () => {
  const both = authenticationOf({ oauth, appId, certificate }, [['oauth', 'appId', 'certificate']]);
  const secret = { ...client, 'app.key': 'a', certificate: 'PEM', private_key: 'PEM' };

  test('are one', async () => {
    const { current } = openedAccess(both, secret);
    const credentials = await current();
    expect(credentials).toMatchObject({
      headers: { authorization: 'Bearer token-1' },
      query: { app: 'a' },
      certificate: { certificate: 'PEM', privateKey: 'PEM' },
    });
    expect(await current()).toBe(credentials);
  });

  test('are others as soon as one of them is', async () => {
    const { access, current, signal } = openedAccess(both, secret);
    const first = await current();
    expect(await access.refused(first, signal)).toBe(true);
    expect(await current()).toMatchObject({ headers: { authorization: 'Bearer token-2' }, query: { app: 'a' } });
  });

  test('may each have a cookie', async () => {
    const cookie = (name: string): Scheme => ({ kind: 'key', in: 'cookie', name, prefix: `${name}.` });
    const two = authenticationOf({ one: cookie('one'), two: cookie('two') }, [['one', 'two']]);
    const { current } = openedAccess(two, { 'one.key': '1', 'two.key': '2' });
    expect((await current()).headers).toEqual({ cookie: 'one=1; two=2' });
  });
});

test('an endpoint may ask for something else, and shares the token', async () => {
  const authentication = authenticationOf({ oauth, key }, [['oauth']], { ping: [[]], admin: [['oauth', 'key']] });
  const { current, asked } = openedAccess(authentication, { ...client, key: 'k' });
  expect((await current('list')).headers).toEqual({ authorization: 'Bearer token-1' });
  expect((await current('ping')).headers).toEqual({});
  expect((await current('admin')).headers).toEqual({ authorization: 'Bearer token-1', 'x-api-key': 'k' });
  expect(asked).toHaveLength(1);
});

test('a source on AWS gets a signature of each request', async () => {
  const scheme: Scheme = {
    kind: 'awsSignature',
    service: 'execute-api',
    region: 'eu-west-1',
    credentials: 'secret',
    prefix: '',
  };
  const { current } = openedAccess(authenticationOf({ scheme }, [['scheme']]), {
    access_key_id: 'AKIDEXAMPLE',
    secret_access_key: 'canary',
  });
  const { headers, sign } = await current();
  expect(headers).toEqual({});
  const signature = await sign!({ method: 'GET', url: new URL('https://api.example/a?b=c'), headers: {} });
  expect(signature['authorization']).toMatch(
    /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-west-1\/execute-api\/aws4_request, /,
  );
  expect(JSON.stringify(signature)).not.toContain('canary');
});

test('a source that asks for nothing needs no secret', async () => {
  const { world, current } = openedAccess(authenticationOf({}, [[]]), {});
  expect((await current()).headers).toEqual({});
  expect(world.reads).toBe(0);
});

test('credentials of another access are not known', async () => {
  const { access, signal } = openedAccess(authenticationOf({}, [[]]), {});
  expect(await access.refused({ headers: {} }, signal)).toBe(false);
});
