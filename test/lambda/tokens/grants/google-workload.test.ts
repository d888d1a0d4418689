import { SignJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { GoogleWorkloadGrant } from '../../../../connectors/authentication/grant.ts';
import { localIdentity } from '../../../../lambda/platform/local/local-identity.ts';
import type { WorkloadIdentity } from '../../../../lambda/platform/workload-identity.ts';
import { grantOf } from '../../../../lambda/tokens/grants/grant-of.ts';
import { TokenError } from '../../../../lambda/tokens/token-error.ts';
import { clientTo } from '../../../standins/client-to.ts';
import { type Google, type GoogleServiceAccount, startGoogle } from '../../../standins/google/start-google.ts';
import type { StandInAnswer } from '../../../standins/stand-in.ts';
import { rsaKey } from '../../../standins/test-keys.ts';
import { failureOf } from '../../support/failure-of.ts';
import { grantContext, tokenScheme } from '../support/grant-context.ts';

const calm = new AbortController().signal;
const start = Date.parse('2026-11-22T12:00:00Z');
const account = 'reader@acme.iam.gserviceaccount.com';
const scope = 'https://www.googleapis.com/auth/admin.directory.user.readonly';
const pool = '//iam.googleapis.com/projects/123/locations/global/workloadIdentityPools/gate';
const provider = `${pool}/providers/aws`;
const issuer = 'https://a1b2c3.tokens.sts.global.api.aws';
const role = 'arn:aws:iam::111122223333:role/gate';
const own = 'ya29.CANARY-own';
const hostKey = rsaKey();

const clock = { here: start, google: start };
const accounts: Record<string, GoogleServiceAccount> = {};
let google: Google;

beforeAll(async () => {
  google = await startGoogle({
    accounts,
    providers: { [provider]: { issuer, key: hostKey.publicKey, subjects: [role] } },
    users: ['admin@acme.example'],
    now: () => clock.google,
  });
});
afterAll(() => google.stop());
beforeEach(() => {
  Object.assign(clock, { here: start, google: start });
  accounts[account] = {
    keys: {},
    managedKey: hostKey,
    delegated: [scope],
    actors: [`principal:${pool}/subject/${role}`, 'serviceAccount:gate@acme.iam.gserviceaccount.com'],
  };
  google.tokens.set(own, { actor: 'serviceAccount:gate@acme.iam.gserviceaccount.com', scope: 'cloud-platform' });
});

/** As the role of a function on AWS proves itself. */
const onAws = (sub = role, iss = issuer): WorkloadIdentity => ({
  jwt: (audience) =>
    new SignJWT({ sub, iss, aud: audience })
      .setProtectedHeader({ alg: 'RS256' })
      .setIssuedAt(Math.floor(clock.google / 1_000))
      .setExpirationTime(Math.floor(clock.google / 1_000) + 900)
      .sign(hostKey.privateKey),
  aws: async () => undefined,
  google: async () => undefined,
});

const onGoogleCloud = (token = own): WorkloadIdentity => ({
  jwt: () => Promise.reject(new Error('nobody asks')),
  aws: async () => undefined,
  google: async () => token,
});

const hosts = () => ({
  'oauth2.googleapis.com': google.origin,
  'sts.googleapis.com': google.origin,
  'iamcredentials.googleapis.com': google.origin,
});

const grantWith = (grant: Partial<GoogleWorkloadGrant> = {}, identity = onAws(), scopes: readonly string[] = [scope]) =>
  grantOf(
    tokenScheme({
      grant: { type: 'googleWorkload', serviceAccount: account, provider, ...grant },
      client: { method: 'none' },
      scopes,
    }),
    grantContext({ http: () => clientTo(hosts()), identity, now: () => clock.here }),
  );

const obtain = async (...given: Parameters<typeof grantWith>) => (await grantWith(...given)).obtain!({}, calm);

const paths = (from: number) => google.requests.slice(from).map(({ path }) => path.replace(/^.*(?=[/:])/, ''));

describe('a Google service account without a key', () => {
  test('is impersonated from AWS', async () => {
    const before = google.requests.length;
    const answer = await obtain();
    expect(answer).toMatchObject({ tokenType: 'Bearer', expiresIn: 3_600, scope });
    expect(google.tokens.get(answer.accessToken)).toEqual({ actor: account, scope });
    expect(paths(before)).toEqual(['/token', ':generateAccessToken']);
  });

  test('acts for a user from AWS', async () => {
    const before = google.requests.length;
    const { accessToken } = await obtain({ subject: 'admin@acme.example' });
    expect(google.tokens.get(accessToken)).toEqual({ actor: 'admin@acme.example', scope });
    expect(paths(before)).toEqual(['/token', ':signJwt', '/token']);
  });

  test('needs no exchange on Google Cloud', async () => {
    const before = google.requests.length;
    const { accessToken } = await obtain({ provider: undefined }, onGoogleCloud());
    expect(google.tokens.get(accessToken)).toEqual({ actor: account, scope });
    await obtain({ provider: undefined, subject: 'admin@acme.example' }, onGoogleCloud());
    expect(paths(before)).toEqual([':generateAccessToken', ':signJwt', '/token']);
  });

  test.each([-600_000, 600_000])('acts for a user though the clock of the host is %i ms off', async (off) => {
    clock.here = start + off;
    expect(await obtain({ subject: 'admin@acme.example' })).toMatchObject({ expiresIn: 3_599 });
    expect(await obtain()).toMatchObject({ expiresIn: 3_600 });
  });

  test('renews by obtaining anew, and ends its token', async () => {
    const grant = await grantWith();
    const { accessToken: token } = await grant.refresh('none', {}, calm);
    expect(await grant.revoke({ token, kind: 'access_token' }, {}, calm)).toBe(true);
    expect(google.tokens.has(token)).toBe(false);
  });
});

describe('no token without a key', () => {
  const cases: [string, () => Promise<unknown>, string, RegExp][] = [
    [
      'no identity',
      () => obtain({}, localIdentity({ environment: {}, now: () => start })),
      'identity-missing',
      /no identity of its own/,
    ],
    [
      'no provider',
      () => obtain({ provider: undefined }),
      'token-request-refused',
      /not on Google Cloud: name the provider/,
    ],
    [
      'half a provider',
      () => obtain({ provider: '//iam.googleapis.com/CANARY' }),
      'token-request-refused',
      /full name/,
    ],
    [
      'an unknown provider',
      () => obtain({ provider: provider.replace('aws', 'gone') }),
      'token-request-refused',
      /does not know the provider/,
    ],
    [
      'another issuer',
      () => obtain({}, onAws(role, 'https://CANARY.example')),
      'token-client-refused',
      /issuer and the allowed audience/,
    ],
    ['another role', () => obtain({}, onAws('CANARY')), 'token-client-refused', /attribute condition/],
    [
      'an account that is not there',
      () => obtain({ serviceAccount: 'gone@acme.example' }),
      'token-request-refused',
      /no such service account/,
    ],
    ['no scope', () => obtain({}, onAws(), []), 'token-request-refused', /scopes/],
    ['an unknown token', () => obtain({}, onGoogleCloud('CANARY')), 'token-client-refused', /own token/],
    [
      'a scope that is not delegated',
      () => obtain({ subject: 'admin@acme.example' }, onAws(), ['CANARY']),
      'token-request-refused',
      /Domain-wide delegation/,
    ],
    [
      'a stranger',
      () => obtain({ subject: 'CANARY@elsewhere.example' }),
      'token-grant-refused',
      /a user of this domain/,
    ],
  ];

  test.each(cases)('with %s says what to do', async (_, act, code, says) => {
    const failure = await failureOf(act());
    expect(failure).toMatchObject({ code, message: expect.stringMatching(says) });
    expect((failure as Error).message).not.toMatch(/CANARY/);
  });

  test('where nobody may act as the account', async () => {
    accounts[account] = { ...accounts[account]!, actors: [] };
    for (const subject of [undefined, 'admin@acme.example']) {
      expect(await failureOf(obtain({ subject }))).toMatchObject({
        code: 'token-client-refused',
        message: expect.stringMatching(/roles\/iam\.workloadIdentityUser/),
      });
    }
  });

  const sts = '/sts.googleapis.com/v1/token';
  const credentials = `/iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/${encodeURIComponent(account)}`;
  const answers: [string, StandInAnswer, string, string][] = [
    ['a failure of the exchange', { status: 503 }, sts, 'token-unreachable'],
    ['throttling', { status: 429 }, `${credentials}:generateAccessToken`, 'token-throttled'],
    [
      'a failure',
      { status: 500, body: { error: { code: 500 } } },
      `${credentials}:generateAccessToken`,
      'token-unreachable',
    ],
    ['nonsense of the exchange', { status: 200, body: 'CANARY' }, sts, 'token-answer-invalid'],
    ['nonsense', { status: 200, body: 'CANARY' }, `${credentials}:generateAccessToken`, 'token-answer-invalid'],
    ['nonsense that is signed', { status: 200, body: {} }, `${credentials}:signJwt`, 'token-answer-invalid'],
  ];

  test.each(answers)('after %s', async (_, answer, path, code) => {
    google.answerNext(answer, path);
    const subject = path.endsWith('signJwt') ? 'admin@acme.example' : undefined;
    const failure = await failureOf(obtain({ subject }));
    expect(failure).toBeInstanceOf(TokenError);
    expect(failure).toMatchObject({ code, message: expect.not.stringMatching(/CANARY/) });
  });

  test('has no lifetime where its end can not be read', async () => {
    google.answerNext(
      { status: 200, body: { accessToken: 'ya29.x', expireTime: 'soon' } },
      `${credentials}:generateAccessToken`,
    );
    expect(await obtain()).toMatchObject({ accessToken: 'ya29.x', expiresIn: undefined });
  });
});
