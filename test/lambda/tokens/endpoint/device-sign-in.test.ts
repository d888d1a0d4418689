import { describe, expect, onTestFinished, test } from 'vitest';
import { type DeviceCode, deviceSignIn } from '../../../../lambda/tokens/endpoint/device-sign-in.ts';
import { TokenError } from '../../../../lambda/tokens/token-error.ts';
import { type StandInAnswer, startStandIn } from '../../../standins/stand-in.ts';
import { failureOf } from '../../support/failure-of.ts';
import { grantContext, tokenScheme } from '../support/grant-context.ts';

const code = {
  device_code: 'CANARY-device',
  user_code: 'ABCD-EFGH',
  verification_uri: 'https://login.example/device',
  expires_in: 900,
};
const token = { status: 200, body: { access_token: 'CANARY-token', refresh_token: 'CANARY-refresh' } };
const error = (name: string, status = 400): StandInAnswer => ({
  status,
  body: { error: name, error_description: 'CANARY' },
});

/** Signs in at a server that answers so, one after the other. */
const signIn = async (device: StandInAnswer, ...answers: StandInAnswer[]) => {
  const left = [...answers];
  const server = await startStandIn(({ path }) => (path === '/device' ? device : left.shift()!));
  onTestFinished(() => server.stop());
  const told: DeviceCode[] = [];
  const sleeps: number[] = [];
  let now = Date.now();
  const endpoints = { token: `${server.origin}/token`, deviceAuthorization: `${server.origin}/device`, hosts: [] };
  const scheme = tokenScheme({
    grant: { type: 'authorizationCode' },
    client: { method: 'none' },
    clientId: 'gate',
    scopes: ['read', 'write'],
    parameters: { audience: 'api' },
    endpoints,
  });
  const context = grantContext({ now: () => now });
  const answer = deviceSignIn(
    scheme,
    context,
    {},
    {
      signal: new AbortController().signal,
      sleep: async (milliseconds) => {
        sleeps.push(milliseconds / 1_000);
        now += milliseconds;
      },
      tell: (each) => told.push(each),
    },
  );
  return { answer, told, sleeps, server };
};

const refusal = async (promise: Promise<unknown>): Promise<TokenError> => {
  const thrown = await failureOf(promise);
  expect(thrown).toBeInstanceOf(TokenError);
  expect((thrown as TokenError).message).not.toContain('CANARY');
  return thrown as TokenError;
};

describe('a device code', () => {
  test('is asked for with scopes and parameters, and told once', async () => {
    const { answer, told, server } = await signIn(
      { status: 200, body: { ...code, verification_uri_complete: 'https://login.example/device?code=ABCD' } },
      error('authorization_pending'),
      token,
    );
    expect(await answer).toMatchObject({ accessToken: 'CANARY-token', refreshToken: 'CANARY-refresh' });
    expect(told).toEqual([
      {
        verificationUri: 'https://login.example/device',
        verificationUriComplete: 'https://login.example/device?code=ABCD',
        userCode: 'ABCD-EFGH',
        expiresIn: 900,
      },
    ]);
    const [asked, polled] = server.requests.map(({ body }) => Object.fromEntries(new URLSearchParams(body)));
    expect(asked).toEqual({ client_id: 'gate', scope: 'read write', audience: 'api' });
    expect(polled).toEqual({
      client_id: 'gate',
      audience: 'api',
      grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
      device_code: 'CANARY-device',
    });
  });

  test("may have Google's name for its page", async () => {
    const { verification_uri: uri, ...others } = code;
    const { answer, told } = await signIn({ status: 200, body: { ...others, verification_url: uri } }, token);
    await answer;
    expect(told).toMatchObject([{ verificationUri: uri }]);
  });

  test('is polled as often as the server says', async () => {
    const { answer, sleeps } = await signIn(
      { status: 200, body: { ...code, interval: 2 } },
      error('authorization_pending'),
      error('slow_down'),
      // GitHub says so with 200.
      error('authorization_pending', 200),
      error('slow_down', 429),
      error('authorization_pending'),
      token,
    );
    await answer;
    expect(sleeps).toEqual([2, 2, 7, 7, 12, 12]);
  });

  test('is polled less often while the server can not answer', async () => {
    const { answer, sleeps } = await signIn({ status: 200, body: code }, { status: 503 }, { status: 502 }, token);
    await answer;
    expect(sleeps).toEqual([5, 10, 15]);
  });

  test.each([
    ['access_denied', 'token-grant-refused', /said no/],
    ['expired_token', 'token-sign-in-needed', /begin again/],
    ['invalid_grant', 'token-grant-refused', /begin again/],
    ['invalid_client', 'token-client-refused', /set client/],
    ['CANARY', 'token-request-refused', /URL/],
  ] as const)('ends with %s', async (name, expected, says) => {
    const { answer } = await signIn({ status: 200, body: code }, error(name));
    expect(await refusal(answer)).toMatchObject({ code: expected, message: expect.stringMatching(says) });
  });

  test.each<[string, StandInAnswer, string]>([
    ['refused', error('unauthorized_client'), 'token-request-refused'],
    ['switched off at GitHub', error('device_flow_disabled', 200), 'token-request-refused'],
    ['of nothing', { status: 200, body: 'CANARY' }, 'token-answer-invalid'],
    ['without a page', { status: 200, body: { ...code, verification_uri: undefined } }, 'token-answer-invalid'],
    ['without an end', { status: 200, body: { ...code, expires_in: 'CANARY' } }, 'token-answer-invalid'],
    [
      'of a page that is none',
      { status: 200, body: { ...code, verification_uri: 'file:///CANARY' } },
      'token-answer-invalid',
    ],
    [
      'with a whole page that is none',
      { status: 200, body: { ...code, verification_uri_complete: 'javascript:CANARY' } },
      'token-answer-invalid',
    ],
    [
      'with letters that a terminal obeys',
      { status: 200, body: { ...code, user_code: '\u001b[2JCANARY' } },
      'token-answer-invalid',
    ],
    ['not to be had now', { status: 503 }, 'token-unreachable'],
  ])('%s is not told', async (_name, answer, expected) => {
    const { answer: signed, told } = await signIn(answer);
    expect(await refusal(signed)).toMatchObject({ code: expected });
    expect(told).toEqual([]);
  });

  test('needs a client id', async () => {
    const scheme = tokenScheme({ client: { method: 'none' }, endpoints: { token: 'http://127.0.0.1:1/', hosts: [] } });
    const options = { signal: new AbortController().signal, sleep: async () => {}, tell: () => {} };
    expect(await failureOf(deviceSignIn(scheme, grantContext(), {}, options))).toMatchObject({
      code: 'credentials-missing',
      detail: { field: 'client_id' },
    });
  });

  test('needs an endpoint', async () => {
    const scheme = tokenScheme({ clientId: 'gate', endpoints: { token: 'http://127.0.0.1:1/token', hosts: [] } });
    const options = { signal: new AbortController().signal, sleep: async () => {}, tell: () => {} };
    expect(await refusal(deviceSignIn(scheme, grantContext(), {}, options))).toMatchObject({
      code: 'token-request-refused',
      message: expect.stringContaining('set deviceAuthorizationUrl'),
    });
  });
});
