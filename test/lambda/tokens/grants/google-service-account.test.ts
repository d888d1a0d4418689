import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { TokenScheme } from '../../../../connectors/authentication/authentication.ts';
import { grantOf } from '../../../../lambda/tokens/grants/grant-of.ts';
import { TokenError } from '../../../../lambda/tokens/token-error.ts';
import { clientTo } from '../../../standins/client-to.ts';
import { type Google, startGoogle } from '../../../standins/google/start-google.ts';
import { readAssertion } from '../../../standins/read-assertion.ts';
import type { StandInAnswer } from '../../../standins/stand-in.ts';
import { rsaKey } from '../../../standins/test-keys.ts';
import { failureOf } from '../../support/failure-of.ts';
import { grantContext, tokenScheme } from '../support/grant-context.ts';

const calm = new AbortController().signal;
const start = Date.parse('2026-11-22T12:00:00.750Z');
const account = 'reader@acme.iam.gserviceaccount.com';
const scope = 'https://www.googleapis.com/auth/admin.directory.user.readonly';
const other = 'https://www.googleapis.com/auth/admin.directory.group.readonly';
const key = rsaKey();
const pem = key.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const clock = { here: start, google: start };
let google: Google;

beforeAll(async () => {
  google = await startGoogle({
    accounts: { [account]: { keys: { 'key-1': key.publicKey }, delegated: [scope, other] } },
    providers: {},
    users: ['admin@acme.example'],
    now: () => clock.google,
  });
});
afterAll(() => google.stop());
beforeEach(() => {
  Object.assign(clock, { here: start, google: start });
});

/** The file that Google gives, with the members that nobody needs here too. */
const keyFile = (members: object = {}): string =>
  JSON.stringify({
    type: 'service_account',
    project_id: 'acme',
    private_key_id: 'key-1',
    private_key: pem,
    client_email: account,
    client_id: '104200000000000000000',
    token_uri: 'https://canary.example/token',
    ...members,
  });

const secret = (members?: object) => ({ service_account_key: keyFile(members) });

const grantWith = (subject?: string, scheme: Partial<TokenScheme> = {}) =>
  grantOf(
    tokenScheme({
      grant: { type: 'googleServiceAccount', subject },
      client: { method: 'none' },
      scopes: [scope],
      ...scheme,
    }),
    grantContext({ http: () => clientTo({ 'oauth2.googleapis.com': google.origin }), now: () => clock.here }),
  );

const obtain = async (
  subject?: string,
  fields: Readonly<Record<string, string>> = secret(),
  scheme?: Partial<TokenScheme>,
) => (await grantWith(subject, scheme)).obtain!(fields, calm);

const lastAssertion = () => readAssertion(new URLSearchParams(google.requests.at(-1)!.body).get('assertion'))!;

describe('the key of a Google service account', () => {
  test('gets a token for the account itself', async () => {
    const answer = await obtain();
    expect(answer).toMatchObject({ tokenType: 'Bearer', expiresIn: 3_599, refreshToken: undefined });
    expect(google.tokens.get(answer.accessToken)).toEqual({ actor: account, scope });
    expect(lastAssertion().header).toMatchObject({ alg: 'RS256', kid: 'key-1' });
    const { iat, exp } = lastAssertion().claims as { iat: number; exp: number };
    expect(exp - iat).toBe(3_600);
  });

  test('gets a token for a user, with all scopes', async () => {
    const { accessToken } = await obtain('admin@acme.example', secret(), { scopes: [scope, other] });
    expect(google.tokens.get(accessToken)).toEqual({ actor: 'admin@acme.example', scope: `${scope} ${other}` });
  });

  test('asks where the configuration says, and never where the key says', async () => {
    const endpoints = { token: 'https://oauth2.googleapis.com/token', hosts: [] };
    await obtain(undefined, secret(), { endpoints });
    expect(google.requests.at(-1)).toMatchObject({ path: '/oauth2.googleapis.com/token' });
  });

  test.each([-600_000, 600_000, -5_400_000])(
    'of a host whose clock is %i ms off takes the time of Google',
    async (off) => {
      clock.here = start + off;
      const grant = await grantWith();
      const before = google.requests.length;
      await grant.obtain!(secret(), calm);
      const asked = google.requests.length - before;
      expect(asked).toBeLessThanOrEqual(2);
      await grant.obtain!(secret(), calm);
      expect(google.requests.length - before).toBe(asked + 1);
    },
  );

  test('with its lines in one works too', async () => {
    expect(await obtain(undefined, secret({ private_key: pem.replaceAll('\n', '\\n') }))).toMatchObject({
      expiresIn: 3_599,
    });
  });

  test('renews by obtaining anew', async () => {
    expect(await (await grantWith()).refresh('none', secret(), calm)).toMatchObject({ expiresIn: 3_599 });
  });

  test('ends a token before its time, and one that has ended', async () => {
    const grant = await grantWith();
    const { accessToken: token } = await grant.obtain!(secret(), calm);
    expect(await grant.revoke({ token, kind: 'access_token' }, secret(), calm)).toBe(true);
    expect(google.tokens.has(token)).toBe(false);
    expect(await grant.revoke({ token, kind: 'access_token' }, secret(), calm)).toBe(true);
  });
});

describe('no token by the key of a Google service account', () => {
  const cases: [string, () => Promise<unknown>, string, RegExp][] = [
    ['no key', () => obtain(undefined, {}), 'credentials-missing', /"service_account_key"/],
    ['no JSON', () => obtain(undefined, { service_account_key: 'CANARY' }), 'token-client-refused', /is not JSON/],
    ['an array', () => obtain(undefined, { service_account_key: '["CANARY"]' }), 'token-client-refused', /"type"/],
    ['null', () => obtain(undefined, { service_account_key: 'null' }), 'token-client-refused', /"type"/],
    [
      'an OAuth client',
      () => obtain(undefined, { service_account_key: '{"installed":{}}' }),
      'token-client-refused',
      /"type"/,
    ],
    ["a person's key", () => obtain(undefined, secret({ type: 'authorized_user' })), 'token-client-refused', /"type"/],
    [
      'half a key',
      () => obtain(undefined, secret({ private_key: undefined })),
      'token-client-refused',
      /lacks .*private_key/,
    ],
    [
      'a broken key',
      () => obtain(undefined, secret({ private_key: 'CANARY' })),
      'token-client-refused',
      /private key .* PEM/,
    ],
    [
      'a deleted key',
      () => obtain(undefined, secret({ private_key_id: 'key-0' })),
      'token-grant-refused',
      /is the key still there/,
    ],
    [
      'a deleted account',
      () => obtain(undefined, secret({ client_email: 'gone@acme.example' })),
      'token-grant-refused',
      /is the service account enabled/,
    ],
    ['no scope', () => obtain(undefined, secret(), { scopes: [] }), 'token-request-refused', /look at scopes/],
    [
      'a scope that is not delegated',
      () => obtain('admin@acme.example', secret(), { scopes: ['CANARY'] }),
      'token-request-refused',
      /Domain-wide delegation, add .* unique id/,
    ],
    ['a stranger', () => obtain('CANARY@elsewhere.example'), 'token-grant-refused', /a user of this domain/],
  ];

  test.each(cases)('with %s says what to do', async (_, act, code, says) => {
    const failure = await failureOf(act());
    expect(failure).toMatchObject({ code, message: expect.stringMatching(says) });
    expect((failure as Error).message).not.toMatch(/CANARY|BEGIN/);
  });

  const answers: [string, StandInAnswer, string, number | undefined][] = [
    ['too many requests', { status: 429, headers: { 'retry-after': '5' } }, 'token-throttled', 5_000],
    [
      'a failure',
      { status: 500, body: { error: 'internal_failure', error_description: 'CANARY' } },
      'token-unreachable',
      undefined,
    ],
    [
      'a redirect',
      { status: 302, headers: { location: 'https://canary.example/' } },
      'token-request-refused',
      undefined,
    ],
    ['an unknown error', { status: 400, body: { error: 'CANARY' } }, 'token-request-refused', undefined],
    ['an ID token alone', { status: 200, body: { id_token: 'CANARY' } }, 'token-answer-invalid', undefined],
    ['a page', { status: 200, body: '<html>CANARY</html>' }, 'token-answer-invalid', undefined],
  ];

  test.each(answers)('after %s', async (_, answer, code, retryAfter) => {
    google.answerNext(answer);
    const failure = await failureOf(obtain());
    expect(failure).toBeInstanceOf(TokenError);
    expect(failure).toMatchObject({ code, retryAfter });
    expect((failure as Error).message).not.toMatch(/CANARY/);
  });

  test('that comes from elsewhere is never told to Google', async () => {
    const endpoints = { token: 'https://tokens.example/token', hosts: [] };
    const before = google.requests.length;
    const grant = await grantWith(undefined, { endpoints });
    expect(await grant.revoke({ token: 'CANARY', kind: 'access_token' }, {}, calm)).toBe(false);
    expect(google.requests.length).toBe(before);
  });

  test('is ended while Google fails', async () => {
    google.answerNext({ status: 503 });
    const ended = (await grantWith()).revoke({ token: 'CANARY', kind: 'access_token' }, {}, calm);
    expect(await failureOf(ended)).toMatchObject({ code: 'token-unreachable' });
  });
});
