import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { ClientAuthentication, TokenScheme } from '../../../../connectors/authentication/authentication.ts';
import type { HttpClient, HttpRequest } from '../../../../lambda/platform/http-client.ts';
import { nodeHttpClient } from '../../../../lambda/platform/node-http-client.ts';
import { fetchOver } from '../../../../lambda/tokens/endpoint/fetch-over.ts';
import { oauthGrant } from '../../../../lambda/tokens/endpoint/oauth-grant.ts';
import { TokenError, type TokenErrorCode } from '../../../../lambda/tokens/token-error.ts';
import type { GrantContext, TokenAnswer } from '../../../../lambda/tokens/token-grant.ts';
import { type StandIn, type StandInAnswer, startStandIn } from '../../../standins/stand-in.ts';
import { failureOf } from '../../support/failure-of.ts';
import { grantContext, tokenScheme } from '../support/grant-context.ts';

const now = Date.parse('2026-01-02T03:04:05Z');
const { signal } = new AbortController();
const secret = { client_secret: 'CANARY-secret', username: 'CANARY-user', password: 'CANARY-password' };
const context = grantContext({
  now: () => now,
  identity: { jwt: async () => 'CANARY.identity.jwt', aws: async () => undefined, google: async () => undefined },
});

let server: StandIn;
beforeAll(async () => {
  server = await startStandIn(
    () => ({ status: 200, body: { access_token: 'a' } }),
    () => now,
  );
});
afterAll(() => server.stop());

const scheme = (more: Partial<TokenScheme> = {}): TokenScheme =>
  tokenScheme({ clientId: 'gate', endpoints: { token: `${server.origin}/token?CANARY`, hosts: [] }, ...more });

const refusal = async (promise: Promise<unknown>): Promise<TokenError> => {
  const error = await failureOf(promise);
  expect(error).toBeInstanceOf(TokenError);
  expect((error as TokenError).message).not.toMatch(/CANARY|127\.0\.0\.1/);
  return error as TokenError;
};

const obtain = (asked = scheme(), with_: GrantContext = context): Promise<TokenAnswer> =>
  oauthGrant(asked, with_).obtain!(secret, signal);
const refresh = (asked = scheme()): Promise<TokenAnswer> =>
  oauthGrant(asked, context).refresh('CANARY-refresh', secret, signal);

const answering = (answer: StandInAnswer): void => server.answerNext(answer);
const error = (status: number, name: string): StandInAnswer => ({
  status,
  body: { error: name, error_description: 'CANARY-description', error_uri: 'https://CANARY.example' },
});

type Expected = readonly [code: TokenErrorCode, oauth: string | undefined, says: RegExp];

describe('a refusal', () => {
  const errors: [number, string, ...Expected][] = [
    [401, 'invalid_client', 'token-client-refused', 'invalid_client', /enter "client_secret" again/],
    [400, 'invalid_client', 'token-client-refused', 'invalid_client', /client: client_secret_post/],
    [400, 'invalid_grant', 'token-grant-refused', 'invalid_grant', /does not accept the grant/],
    [400, 'invalid_request', 'token-request-refused', 'invalid_request', /URL, client and parameters/],
    [400, 'invalid_scope', 'token-request-refused', 'invalid_scope', /look at scopes/],
    [400, 'invalid_dpop_proof', 'token-request-refused', 'invalid_dpop_proof', /bearer tokens/],
    [400, 'invalid_target', 'token-request-refused', 'invalid_target', /audience or resource/],
    [400, 'unauthorized_client', 'token-request-refused', 'unauthorized_client', /may not use this grant/],
    [401, 'unauthorized_client', 'token-client-refused', 'unauthorized_client', /"client_secret"/],
    [400, 'unsupported_grant_type', 'token-request-refused', 'unsupported_grant_type', /choose another/],
    [400, 'access_denied', 'token-request-refused', 'access_denied', /denies access/],
    [401, 'access_denied', 'token-client-refused', 'access_denied', /"client_secret"/],
    [400, 'consent_required', 'token-request-refused', 'consent_required', /administrator must first consent/],
    [400, 'interaction_required', 'token-request-refused', 'interaction_required', /second factor/],
    [400, 'login_required', 'token-request-refused', 'login_required', /sign in/],
    [400, 'slow_down', 'token-throttled', 'slow_down', /fewer requests/],
    [400, 'temporarily_unavailable', 'token-unreachable', 'temporarily_unavailable', /can not answer now/],
    [400, 'server_error', 'token-unreachable', 'server_error', /can not answer now/],
    [401, 'server_error', 'token-client-refused', 'server_error', /"client_secret"/],
    [500, 'invalid_client', 'token-unreachable', 'invalid_client', /can not answer now/],
    [429, 'invalid_client', 'token-throttled', 'invalid_client', /fewer requests/],
    [400, 'CANARY_code', 'token-request-refused', undefined, /without saying why/],
    [401, 'CANARY_code', 'token-client-refused', undefined, /does not accept the client/],
    // A vendor's own names, mostly with 200.
    [200, 'incorrect_client_credentials', 'token-client-refused', 'invalid_client', /"client_secret"/],
    [200, 'bad_verification_code', 'token-grant-refused', 'invalid_grant', /grant/],
    [200, 'bad_refresh_token', 'token-grant-refused', 'invalid_grant', /grant/],
    [200, 'redirect_uri_mismatch', 'token-request-refused', 'invalid_request', /URL/],
    [200, 'CANARY_code', 'token-request-refused', undefined, /without saying why/],
    [400, 'invalid_client_id', 'token-client-refused', 'invalid_client', /client id/],
    [400, 'rate_limit_exceeded', 'token-throttled', 'slow_down', /fewer requests/],
  ];
  test.each(errors)('of %i %s is %s', async (status, name, code, oauth, says) => {
    answering(error(status, name));
    expect(await refusal(obtain())).toMatchObject({ code, oauth, status, message: expect.stringMatching(says) });
  });

  test.each([
    ['bad_client_secret', 'token-client-refused', 'invalid_client'],
    ['invalid_refresh_token', 'token-grant-refused', 'invalid_grant'],
    ['ratelimited', 'token-throttled', 'slow_down'],
    ['CANARY', 'token-request-refused', undefined],
  ] as const)('of Slack: %s is %s', async (name, code, oauth) => {
    answering({ status: 200, body: { ok: false, error: name } });
    expect(await refusal(obtain())).toMatchObject({ code, oauth });
  });

  test('of Slack without a reason', async () => {
    answering({ status: 200, body: { ok: false } });
    expect(await refusal(obtain())).toMatchObject({ code: 'token-request-refused', oauth: undefined });
  });

  test('in a form', async () => {
    answering({ status: 200, body: 'error=bad_verification_code&error_description=CANARY+is+expired.' });
    expect(await refusal(obtain())).toMatchObject({ code: 'token-grant-refused', oauth: 'invalid_grant' });
  });

  const statuses: [number, ...Expected][] = [
    [301, 'token-request-refused', undefined, /redirects are not followed/],
    [400, 'token-request-refused', undefined, /without saying why/],
    [401, 'token-client-refused', undefined, /does not accept the client/],
    [403, 'token-client-refused', undefined, /does not accept the client/],
    [404, 'token-request-refused', undefined, /no such endpoint .*: look at tokenUrl$/],
    [405, 'token-request-refused', undefined, /no such endpoint/],
    [408, 'token-unreachable', undefined, /can not answer now/],
    [418, 'token-request-refused', undefined, /without saying why/],
    [429, 'token-throttled', undefined, /fewer requests/],
    [500, 'token-unreachable', undefined, /can not answer now/],
    [502, 'token-unreachable', undefined, /can not answer now/],
    [503, 'token-unreachable', undefined, /can not answer now/],
    [999, 'token-answer-invalid', undefined, /999 is none/],
    [204, 'token-answer-invalid', undefined, /neither a JSON object nor a form/],
  ];
  test.each(statuses)('of %i alone is %s', async (status, code, oauth, says) => {
    for (const body of ['', '<h1>CANARY</h1>', { message: 'CANARY' }, { error: { code: 'CANARY' } }]) {
      answering({ status, body: status === 204 ? '' : body, headers: { location: '/CANARY' } });
      const thrown = await refusal(obtain());
      expect(thrown).toMatchObject({ code, oauth, status, message: expect.stringMatching(says) });
      expect(thrown.mayPass).toBe(code === 'token-unreachable' || code === 'token-throttled');
    }
    expect(server.requests.some(({ path }) => path === '/CANARY')).toBe(false);
  });

  test.each([
    ['120', 120_000],
    ['Fri, 02 Jan 2026 03:05:05 GMT', 60_000],
    ['Fri, 02 Jan 2026 03:00:00 GMT', 0],
    ['CANARY', undefined],
  ])('with Retry-After %s waits %s ms', async (header, retryAfter) => {
    answering({ status: 429, headers: { 'retry-after': header } });
    expect(await refusal(obtain())).toMatchObject({ code: 'token-throttled', retryAfter });
  });

  const methods: [ClientAuthentication, RegExp][] = [
    [{ method: 'client_secret_basic' }, /"oauth\.client_secret" again.*client_secret_post/],
    [{ method: 'client_secret_post' }, /"oauth\.client_secret" again.*client_secret_basic/],
    [{ method: 'workload_identity', audience: 'a' }, /issuer, subject and audience/],
    [{ method: 'none' }, /set client/],
  ];
  test.each(methods)('of %j says what to look at', async (client, says) => {
    answering(error(401, 'invalid_client'));
    expect((await refusal(obtain(scheme({ client, prefix: 'oauth.' })))).message).toMatch(says);
  });

  test('of ServiceNow, where nothing but the grant proves anything, is of the grant', async () => {
    answering(error(401, 'server_error'));
    const asked = scheme({ grant: { type: 'password' }, client: { method: 'none' } });
    expect(await refusal(obtain(asked))).toMatchObject({ code: 'token-grant-refused', mayPass: false });
  });

  test('to end tokens of a kind is no failure', async () => {
    const endpoints = { revocation: `${server.origin}/revoke`, hosts: [] };
    const grant = oauthGrant(scheme({ endpoints }), context);
    answering(error(400, 'unsupported_token_type'));
    expect(await grant.revoke({ token: 'CANARY', kind: 'access_token' }, secret, signal)).toBe(false);
    answering(error(503, 'unsupported_token_type'));
    expect(await failureOf(grant.revoke({ token: 'CANARY', kind: 'access_token' }, secret, signal))).toMatchObject({
      code: 'token-unreachable',
    });
  });

  test('of a user names its fields', async () => {
    answering(error(400, 'invalid_grant'));
    const { message } = await refusal(obtain(scheme({ grant: { type: 'password' }, prefix: 'p.' })));
    expect(message).toMatch(/enter "p\.username" and "p\.password" again/);
  });

  test.each([
    ['authorizationCode', /sallyport connect/],
    ['refreshToken', /enter a new "refresh_token"/],
  ] as const)('of a refresh token (%s) says how to get another', async (type, says) => {
    for (const refused of [error(400, 'invalid_grant'), error(403, 'unauthorized_client')]) {
      answering(refused);
      const thrown = await refusal(refresh(scheme({ grant: { type } })));
      expect(thrown).toMatchObject({ code: 'token-grant-refused', message: expect.stringMatching(says) });
    }
  });
});

describe('Entra', () => {
  const refused = (name: string, ...codes: unknown[]): StandInAnswer => ({
    status: 401,
    body: { error: name, error_codes: codes, error_description: 'AADSTS0: CANARY', trace_id: 'CANARY' },
  });
  const identity: ClientAuthentication = { method: 'workload_identity', audience: 'api://AzureADTokenExchange' };

  test('says its numbers, for its names are few', async () => {
    answering(refused('invalid_client', 7000215));
    const { code, message } = await refusal(obtain());
    expect(code).toBe('token-client-refused');
    expect(message).toMatch(/ \(AADSTS7000215\)$/);
  });

  test('says nothing that is no number', async () => {
    answering(refused('invalid_client', 'CANARY', { a: 'CANARY' }, 1.5));
    expect((await refusal(obtain())).message).not.toContain('AADSTS');
  });

  test.each([70021, 700211, 700212, 700213, 7002137, 7002138])(
    'may not know a new federated credential yet: AADSTS%i may pass',
    async (code) => {
      answering(refused('invalid_client', code));
      expect(await refusal(obtain(scheme({ client: identity })))).toMatchObject({
        code: 'token-unreachable',
        mayPass: true,
        retryAfter: 60_000,
        message: expect.stringMatching(/issuer, subject and audience right.*\(AADSTS\d+\)$/),
      });
    },
  );

  test('knows the others: nothing else passes by itself', async () => {
    answering(refused('unauthorized_client', 700016));
    expect(await refusal(obtain(scheme({ client: identity })))).toMatchObject({ mayPass: false });
    answering(refused('invalid_client', 70021));
    expect(await refusal(obtain())).toMatchObject({ code: 'token-client-refused' });
  });
});

describe('a server that does not answer', () => {
  const listening = async (other: Server | ReturnType<typeof createTcpServer>): Promise<string> => {
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void other.close());
    return `http://127.0.0.1:${(other.address() as AddressInfo).port}/token`;
  };
  const at = (token: string) => obtain(scheme({ endpoints: { token, hosts: [] } }));
  const httpServer = (listener: RequestListener) => listening(createServer(listener));

  test('because nobody listens', async () => {
    const { origin, stop } = await startStandIn(() => ({ status: 200 }));
    await stop();
    expect(await refusal(at(`${origin}/CANARY`))).toMatchObject({
      code: 'token-unreachable',
      message: expect.stringContaining('is the host up'),
    });
  });

  test('because it hangs up', async () => {
    const url = await httpServer((request) => request.socket.destroy());
    expect(await refusal(at(url))).toMatchObject({ code: 'token-unreachable' });
  });

  test('because its answer breaks off', async () => {
    const url = await httpServer((_request, response) => {
      response.writeHead(200, { 'content-length': '1000' }).write('{"access_token":', () => response.destroy());
    });
    expect(await refusal(at(url))).toMatchObject({
      code: 'token-unreachable',
      message: expect.stringContaining('broke off'),
    });
  });

  test('because it talks too much', async () => {
    const text = '{"access_token":"CANARY"}';
    const padded = (length: number) => text + ' '.repeat(length - text.length);
    const most = 1_048_576;
    answering({ status: 200, body: padded(most) });
    expect(await obtain()).toMatchObject({ accessToken: 'CANARY' });
    answering({ status: 200, body: padded(most + 1) });
    expect(await refusal(obtain())).toMatchObject({
      code: 'token-answer-invalid',
      message: expect.stringContaining('more than 1 MiB'),
    });
  });

  test('because it speaks another language', async () => {
    const url = await listening(createTcpServer((socket) => socket.on('error', () => undefined).end('CANARY\r\n\r\n')));
    expect(await refusal(at(url))).toMatchObject({ code: 'token-unreachable' });
  });

  test('because it may not be reached: what to name is said', async () => {
    const http = nodeHttpClient({ privateAddresses: [], now: () => now });
    const refused = obtain(scheme(), { ...context, http: () => http });
    expect(await refusal(refused)).toMatchObject({
      code: 'token-unreachable',
      message: expect.stringContaining('privateAddresses'),
    });
  });

  test('before nobody waits any more', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const url = await httpServer((request) => {
      controller.abort(reason);
      onTestFinished(() => void request.socket.destroy());
    });
    const asked = scheme({ endpoints: { token: url, hosts: [] } });
    expect(await failureOf(oauthGrant(asked, context).obtain!(secret, controller.signal))).toBe(reason);
  });

  test('in time is given up', async () => {
    const url = await httpServer((_request, response) => {
      const drip = setInterval(() => response.write(' '), 10);
      response.on('close', () => clearInterval(drip));
    });
    const begun = performance.now();
    const fetched = fetchOver(context.http(), 200)(url);
    expect(await refusal(fetched)).toMatchObject({
      code: 'token-unreachable',
      message: 'the authorization server gave no whole answer in 0.2 s',
    });
    expect(performance.now() - begun).toBeLessThan(5_000);
  });

  test.each([
    ['a header', 'https://login.example/', { headers: { authorization: 'Bearer CANARY\nCANARY' } }],
    ['a URL', 'https://CANARY:CANARY@login.example/', {}],
  ])('is not asked with %s that can not be sent, nor is that repeated', async (_, url, init) => {
    const error = await refusal(fetchOver(() => expect.fail('nothing is sent'))(url, init));
    expect(error).toMatchObject({ code: 'token-request-refused', cause: undefined });
    expect(error.message).not.toContain('CANARY');
  });

  test('has seconds to connect and to begin', async () => {
    const sent: HttpRequest[] = [];
    const http = context.http();
    const watched: HttpClient = (request) => {
      sent.push(request);
      return http(request);
    };
    await obtain(scheme(), { ...context, http: () => watched });
    expect(sent).toMatchObject([{ connectMilliseconds: 5_000, firstByteMilliseconds: 10_000 }]);
  });
});
