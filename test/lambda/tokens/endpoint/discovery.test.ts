import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { TokenScheme } from '../../../../connectors/authentication/authentication.ts';
import { discoveredServer } from '../../../../lambda/tokens/endpoint/discovered-server.ts';
import { oauthGrant } from '../../../../lambda/tokens/endpoint/oauth-grant.ts';
import { TokenError } from '../../../../lambda/tokens/token-error.ts';
import { type StandIn, startStandIn } from '../../../standins/stand-in.ts';
import { failureOf } from '../../support/failure-of.ts';
import { grantContext, tokenScheme } from '../support/grant-context.ts';

const { signal } = new AbortController();
const path = '/.well-known/openid-configuration';
const secret = { client_id: 'gate', client_secret: 'CANARY-secret' };

let server: StandIn;
let other: StandIn;
let document: Record<string, unknown>;
beforeAll(async () => {
  const token = { status: 200, body: { access_token: 'CANARY-token' } };
  server = await startStandIn((request) => (request.path === path ? { status: 200, body: document } : token));
  other = await startStandIn(() => token);
});
afterAll(() => Promise.all([server.stop(), other.stop()]));
beforeEach(() => {
  document = { issuer: server.origin, token_endpoint: `${server.origin}/token` };
});

const scheme = (more: Partial<TokenScheme['endpoints']> = {}): TokenScheme =>
  tokenScheme({ endpoints: { discovery: `${server.origin}${path}`, hosts: [], ...more } });
const hostOf = ({ origin }: StandIn): string => new URL(origin).host;

const refusal = async (promise: Promise<unknown>): Promise<TokenError> => {
  const error = await failureOf(promise);
  expect(error).toBeInstanceOf(TokenError);
  expect((error as TokenError).message).not.toContain('CANARY');
  return error as TokenError;
};

const readings = () => server.requests.filter((request) => request.path === path).length;

describe('a discovery document', () => {
  test('is read once in five minutes', async () => {
    let now = Date.now();
    const grant = oauthGrant(scheme(), grantContext({ now: () => now }));
    const before = readings();
    for (let times = 0; times < 3; times++) await grant.obtain!(secret, signal);
    now += 299_000;
    await grant.obtain!(secret, signal);
    expect(readings() - before).toBe(1);
    now += 1_000;
    await grant.obtain!(secret, signal);
    expect(readings() - before).toBe(2);
  });

  test('that could not be read is read again', async () => {
    const grant = oauthGrant(scheme(), grantContext());
    server.answerNext({ status: 503, body: 'CANARY' }, path);
    expect(await refusal(grant.obtain!(secret, signal))).toMatchObject({ code: 'token-unreachable', status: 503 });
    expect(await grant.obtain!(secret, signal)).toMatchObject({ accessToken: 'CANARY-token' });
  });

  test('is not needed where everything is said', async () => {
    const before = readings();
    await oauthGrant(scheme({ discovery: undefined, token: `${server.origin}/token` }), grantContext()).obtain!(
      secret,
      signal,
    );
    expect(readings()).toBe(before);
  });

  test('stands behind what the configuration says', async () => {
    const before = other.requests.length;
    await oauthGrant(scheme({ token: `${other.origin}/token` }), grantContext()).obtain!(secret, signal);
    expect(other.requests.length).toBe(before + 1);
  });

  test('may name another host only if the configuration does', async () => {
    document['token_endpoint'] = `${other.origin}/token`;
    const before = other.requests.length;
    expect(await refusal(oauthGrant(scheme(), grantContext()).obtain!(secret, signal))).toMatchObject({
      code: 'token-answer-invalid',
      message: expect.stringContaining(`if ${hostOf(other)} is right, name it in hosts`),
    });
    expect(other.requests.length).toBe(before);
    const named = oauthGrant(scheme({ hosts: [hostOf(other)] }), grantContext());
    expect(await named.obtain!(secret, signal)).toMatchObject({ accessToken: 'CANARY-token' });
  });

  test('may not name an endpoint with a password', async () => {
    document['token_endpoint'] = `${server.origin.replace('//', '//CANARY:CANARY@')}/token`;
    const before = server.requests.length;
    expect(await refusal(oauthGrant(scheme(), grantContext()).obtain!(secret, signal))).toMatchObject({
      code: 'token-answer-invalid',
      message: "the discovery document's token_endpoint holds a user or password",
    });
    expect(server.requests.length).toBe(before + 1);
  });

  test('may name what it wants for what is not used', async () => {
    document['revocation_endpoint'] = 'https://elsewhere.example/revoke';
    const grant = oauthGrant(scheme(), grantContext());
    expect(await grant.obtain!(secret, signal)).toMatchObject({ accessToken: 'CANARY-token' });
    expect(await refusal(grant.revoke({ token: 'CANARY', kind: 'access_token' }, secret, signal))).toMatchObject({
      message: expect.stringContaining('elsewhere.example'),
    });
  });

  test('without a token endpoint says which key to set', async () => {
    delete document['token_endpoint'];
    expect(await refusal(oauthGrant(scheme(), grantContext()).obtain!(secret, signal))).toMatchObject({
      code: 'token-request-refused',
      message: 'nothing says where this goes, nor does the discovery document: set tokenUrl',
    });
  });

  const broken: [string, Parameters<StandIn['answerNext']>[0], RegExp][] = [
    ['is not there', { status: 404, body: 'CANARY' }, /is it right/],
    ['is a page', { status: 200, body: '<html>CANARY' }, /is it right/],
    ['moved', { status: 302, headers: { location: 'https://CANARY.example' } }, /is it right/],
    ['has no issuer', { status: 200, body: { token_endpoint: 'https://CANARY.example' } }, /another issuer/],
    ['has another issuer', { status: 200, body: { issuer: 'https://CANARY.example' } }, /another issuer/],
    ['has an issuer twice', { status: 200, body: '{"issuer":"CANARY","issuer":"CANARY"}' }, /is it right/],
  ];
  test.each(broken)('that %s is refused', async (_name, answer, says) => {
    server.answerNext(answer, path);
    expect(await refusal(oauthGrant(scheme(), grantContext()).obtain!(secret, signal))).toMatchObject({
      code: 'token-answer-invalid',
      message: expect.stringMatching(says),
    });
  });
});

describe('an issuer', () => {
  const read = (url: string, members: object) =>
    discoveredServer({
      url,
      hosts: [],
      isMutual: false,
      fetch: async () => Response.json(members),
      signal,
    });

  const right: [string, string][] = [
    ['https://a.example/.well-known/openid-configuration', 'https://a.example'],
    ['https://a.example/.well-known/openid-configuration', 'https://a.example/'],
    ['https://a.example/realms/one/.well-known/openid-configuration', 'https://a.example/realms/one'],
    ['https://a.example/.well-known/oauth-authorization-server', 'https://a.example'],
    ['https://a.example/.well-known/oauth-authorization-server/one', 'https://a.example/one'],
    ['https://a.example/.well-known/openid-configuration/one', 'https://a.example/one'],
    [
      'https://login.microsoftonline.com/common/v2.0/.well-known/openid-configuration',
      'https://login.microsoftonline.com/{tenantid}/v2.0',
    ],
    [
      'https://login.microsoftonline.com/acme.example/v2.0/.well-known/openid-configuration',
      'https://login.microsoftonline.com/2d7b8c1e-0000-4000-8000-000000000000/v2.0',
    ],
    [
      'https://login.microsoftonline.com/acme.example/.well-known/openid-configuration',
      'https://sts.windows.net/2d7b8c1e-0000-4000-8000-000000000000/',
    ],
    [
      'https://acme.b2clogin.com/acme.onmicrosoft.com/policy/v2.0/.well-known/openid-configuration',
      'https://acme.b2clogin.com/2d7b8c1e-0000-4000-8000-000000000000/v2.0/',
    ],
  ];
  test.each(right)('of %s may be %s', async (url, issuer) => {
    expect(await read(url, { issuer })).toMatchObject({ issuer });
  });

  const wrong: [string, unknown][] = [
    ['https://a.example/.well-known/openid-configuration', 'https://b.example'],
    ['https://a.example/.well-known/openid-configuration', 'http://a.example'],
    ['https://a.example/.well-known/openid-configuration', 'https://a.example/one'],
    ['https://a.example/one/.well-known/openid-configuration', 'https://a.example'],
    ['https://a.example/.well-known/openid-configuration', 'a.example'],
    ['https://a.example/.well-known/openid-configuration', ['https://a.example']],
    ['https://a.example/document.json', 'https://a.example'],
    ['https://login.microsoftonline.com/common/v2.0/.well-known/openid-configuration', 'https://evil.example'],
    ['https://a.example/.well-known/openid-configuration', 'https://sts.windows.net/2d7b8c1e/'],
    ['https://login.microsoftonline.com.evil.example/x/.well-known/openid-configuration', 'https://sts.windows.net/x'],
  ];
  test.each(wrong)('of %s is not %s', async (url, issuer) => {
    expect(await failureOf(read(url, { issuer }))).toMatchObject({ code: 'token-answer-invalid' });
  });

  const endpoints: [string, string | undefined][] = [
    ['https://a.example/token', 'https://a.example/token'],
    ['https://A.EXAMPLE:443/token?tenant=1', 'https://a.example/token?tenant=1'],
    ['no url', undefined],
  ];
  test.each(endpoints)('has the endpoint %s', async (given, expected) => {
    const url = 'https://a.example/.well-known/openid-configuration';
    const { endpoint } = await read(url, { issuer: 'https://a.example', token_endpoint: given });
    expect(endpoint('token_endpoint')).toBe(expected);
    expect(endpoint('authorization_endpoint')).toBeUndefined();
  });

  test.each([
    ['http://a.example/token', /not https/],
    ['ftp://a.example/token', /not https/],
    ['http://127.0.0.1.evil.example/token', /not https/],
    ['https://a.example:8443/token', /a\.example:8443 is right/],
    ['https://a.example.evil.example/token', /evil\.example is right/],
    ['https://a.example@evil.example/token', /evil\.example is right/],
  ])('has no endpoint %s', async (given, says) => {
    const url = 'https://a.example/.well-known/openid-configuration';
    const { endpoint } = await read(url, { issuer: 'https://a.example', token_endpoint: given });
    expect(() => endpoint('token_endpoint')).toThrow(says);
  });
});
