import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { grantOf } from '../../../../lambda/tokens/grants/grant-of.ts';
import type { TokenError } from '../../../../lambda/tokens/token-error.ts';
import { clientTo } from '../../../standins/client-to.ts';
import { Refusal, type StandIn, type StandInAnswer, startStandIn } from '../../../standins/stand-in.ts';
import { failureOf } from '../../support/failure-of.ts';
import { grantContext, tokenScheme } from '../support/grant-context.ts';

const calm = new AbortController().signal;
const secret = { username: 'gäte:1', password: 'CANARY-ä:b' };
let api: StandIn;

beforeAll(async () => {
  api = await startStandIn(({ method, target, headers, body }) => {
    if (target !== '/bi.example.com/pi/api/v2/tokens') throw new Refusal(404, '');
    if (method !== 'POST' || body !== '' || headers.accept !== 'application/json') throw new Refusal(400, '');
    const [, pair = ''] = /^Basic (\S+)$/.exec(headers.authorization ?? '') ?? [];
    if (Buffer.from(pair, 'base64').toString() !== `${secret.username}:${secret.password}`)
      throw new Refusal(401, { message: 'CANARY of the answer' });
    return { status: 201, body: { token: 'CANARY-token', id: 7 } };
  });
});
afterAll(() => api.stop());

const grantWith = (tokenField = 'token', path = '/pi/api/v2/tokens') =>
  grantOf(
    tokenScheme({
      grant: { type: 'login', tokenField },
      client: { method: 'none' },
      endpoints: { token: `https://bi.example.com${path}`, hosts: [] },
    }),
    grantContext({ http: () => clientTo({ 'bi.example.com': api.origin }) }),
  );

const obtain = async (...parameters: Parameters<typeof grantWith>) =>
  (await grantWith(...parameters)).obtain!(secret, calm);

const failed = async (obtained: Promise<unknown>) => {
  const error = (await failureOf(obtained)) as TokenError;
  expect(JSON.stringify({ ...error, message: error.message })).not.toContain('CANARY');
  return error;
};

describe('a login', () => {
  test('is a user and a password, for a token', async () => {
    expect(await obtain()).toMatchObject({ accessToken: 'CANARY-token', tokenType: 'Bearer', expiresIn: undefined });
  });

  test('says when the token ends, if the API does', async () => {
    api.answerNext({ status: 200, body: { session: 'CANARY-other', expires_in: 60 } });
    expect(await obtain('session')).toMatchObject({ accessToken: 'CANARY-other', expiresIn: 60 });
  });

  test('is done again in place of a refresh, and ends no token', async () => {
    const grant = await grantWith();
    expect(await grant.refresh('never asked for', secret, calm)).toMatchObject({ accessToken: 'CANARY-token' });
    expect(await grant.revoke({ token: 'CANARY-token', kind: 'access_token' }, secret, calm)).toBe(false);
  });

  test('with a password that is wrong', async () => {
    const grant = await grantWith();
    const error = await failed(grant.obtain!({ ...secret, password: 'CANARY-wrong' }, calm));
    expect(error).toMatchObject({ code: 'token-grant-refused', status: 401, mayPass: false });
    expect(error.message).toContain('enter "username" and "password" again');
  });

  test('without a password', async () => {
    const grant = await grantWith();
    expect(await failed(grant.obtain!({ username: 'gate' }, calm))).toMatchObject({ code: 'credentials-missing' });
  });

  test.each<[string, StandInAnswer, object]>([
    [
      'throttled',
      { status: 429, headers: { 'retry-after': '7' } },
      { code: 'token-throttled', retryAfter: 7_000, mayPass: true },
    ],
    ['not now', { status: 503 }, { code: 'token-unreachable', status: 503, mayPass: true }],
    ['a redirect', { status: 302, headers: { location: '/pi/login' } }, { code: 'token-request-refused' }],
    ['without a token', { status: 200, body: { message: 'CANARY' } }, { code: 'token-answer-invalid', status: 200 }],
    ['a page', { status: 200, body: '<html>CANARY</html>' }, { code: 'token-answer-invalid' }],
    ['a token that can not be sent', { status: 200, body: { token: 'CANARY\n' } }, { code: 'token-answer-invalid' }],
  ])('%s', async (_, answer, expected) => {
    api.answerNext(answer);
    expect(await failed(obtain())).toMatchObject(expected);
  });

  test('elsewhere', async () => {
    const error = await failed(obtain('token', '/pi/api/v3/tokens'));
    expect(error).toMatchObject({ code: 'token-request-refused', status: 404 });
    expect(error.message).toContain('tokenUrl');
  });
});
