import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { GitHubAppGrant } from '../../../../connectors/authentication/grant.ts';
import { grantOf } from '../../../../lambda/tokens/grants/grant-of.ts';
import { TokenError } from '../../../../lambda/tokens/token-error.ts';
import { clientTo } from '../../../standins/client-to.ts';
import { type GitHub, type GitHubInstallation, startGitHub } from '../../../standins/github/start-github.ts';
import { readAssertion } from '../../../standins/read-assertion.ts';
import type { StandInAnswer } from '../../../standins/stand-in.ts';
import { rsaKey } from '../../../standins/test-keys.ts';
import { failureOf } from '../../support/failure-of.ts';
import { grantContext, tokenScheme } from '../support/grant-context.ts';

const calm = new AbortController().signal;
const start = Date.parse('2026-11-22T12:00:00.250Z');
const key = rsaKey();
const pkcs1 = key.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
const pkcs8 = key.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const secret = { app_id: '4711', private_key: pkcs1 };

/** Two clocks. */
const clock = { here: start, github: start };
const installations: Record<string, GitHubInstallation> = {};
let github: GitHub;

beforeAll(async () => {
  github = await startGitHub({ apps: { '4711': [key.publicKey] }, installations, now: () => clock.github });
});
afterAll(() => github.stop());
beforeEach(() => {
  Object.assign(clock, { here: start, github: start });
  for (const id of Object.keys(installations)) delete installations[id];
  installations['51'] = { owner: 'acme', kind: 'orgs', permissions: { members: 'write', metadata: 'read' } };
  installations['52'] = { owner: 'someone', kind: 'users', permissions: { metadata: 'read' } };
});

const grantWith = (grant: Partial<GitHubAppGrant> = {}) =>
  grantOf(
    tokenScheme({
      grant: { type: 'githubApp', api: 'https://api.github.com', installation: { organization: 'acme' }, ...grant },
      client: { method: 'none' },
    }),
    grantContext({ http: () => clientTo({ 'api.github.com': github.origin }), now: () => clock.here }),
  );

const obtain = async (grant?: Partial<GitHubAppGrant>, fields: Readonly<Record<string, string>> = secret) =>
  (await grantWith(grant)).obtain!(fields, calm);

describe('a GitHub App', () => {
  test('gets a token of the installation that an organization has', async () => {
    const answer = await obtain();
    expect(answer).toEqual({
      accessToken: expect.stringMatching(/^ghs_/),
      tokenType: 'Bearer',
      expiresIn: 3_600,
      scope: 'members:write metadata:read',
    });
    expect(github.tokens.has(answer.accessToken)).toBe(true);
  });

  test('looks for the installation once', async () => {
    const grant = await grantWith();
    const before = github.requests.length;
    await grant.obtain!(secret, calm);
    await grant.obtain!(secret, calm);
    expect(github.requests.slice(before).map(({ path }) => path.replace('/api.github.com', ''))).toEqual([
      '/orgs/acme/installation',
      '/app/installations/51/access_tokens',
      '/app/installations/51/access_tokens',
    ]);
  });

  test('finds that of a user', async () => {
    expect(await obtain({ installation: { organization: 'someone' } })).toMatchObject({ scope: 'metadata:read' });
  });

  test('does not look where the number is given, and takes an id from the configuration', async () => {
    const before = github.requests.length;
    await obtain({ installation: { id: '51' }, appId: '4711' }, { private_key: pkcs8 });
    expect(github.requests.length - before).toBe(1);
  });

  test('asks for fewer permissions', async () => {
    expect(await obtain({ permissions: { members: 'read' } })).toMatchObject({ scope: 'members:read' });
  });

  test('says that its token was made a minute ago, and ends in nine', async () => {
    await obtain({ installation: { id: '51' } });
    const { headers } = github.requests.at(-1)!;
    const { claims } = readAssertion(headers.authorization!.slice('Bearer '.length))!;
    const seconds = Math.floor(start / 1_000);
    expect(claims).toMatchObject({ iss: '4711', iat: seconds - 60, exp: seconds + 540 });
  });

  test.each([
    ['behind', -1_200_000],
    ['ahead', 1_200_000],
  ])('whose clock is twenty minutes %s takes the time of GitHub', async (_, milliseconds) => {
    clock.here = start + milliseconds;
    const grant = await grantWith();
    const before = github.requests.length;
    expect(await grant.obtain!(secret, calm)).toMatchObject({ expiresIn: 3_600 });
    expect(github.requests.length - before).toBe(3);
    await grant.obtain!(secret, calm);
    expect(github.requests.length - before).toBe(4);
  });

  test('is found again after it was installed again', async () => {
    const grant = await grantWith();
    await grant.obtain!(secret, calm);
    installations['53'] = installations['51']!;
    delete installations['51'];
    expect(await failureOf(grant.obtain!(secret, calm))).toMatchObject({ code: 'token-request-refused', status: 404 });
    expect(await grant.obtain!(secret, calm)).toMatchObject({ expiresIn: 3_600 });
  });

  test('renews by obtaining anew', async () => {
    const grant = await grantWith();
    expect(await grant.refresh('none', secret, calm)).toMatchObject({ expiresIn: 3_600 });
  });

  test('ends a token before its time, and one that has ended', async () => {
    const grant = await grantWith();
    const { accessToken: token } = await grant.obtain!(secret, calm);
    expect(await grant.revoke({ token, kind: 'access_token' }, secret, calm)).toBe(true);
    expect(github.tokens.has(token)).toBe(false);
    expect(await grant.revoke({ token, kind: 'access_token' }, secret, calm)).toBe(true);
  });
});

describe('no token of a GitHub App', () => {
  const other = rsaKey().privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
  const cases: [string, () => Promise<unknown>, string, RegExp][] = [
    [
      'another key',
      () => obtain({}, { ...secret, private_key: other }),
      'token-client-refused',
      /is the private key one/,
    ],
    ['an unknown id', () => obtain({ appId: '4712' }), 'token-client-refused', /knows no app with this id/],
    ['no key', () => obtain({}, { app_id: '4711' }), 'credentials-missing', /"private_key"/],
    ['no id', () => obtain({}, { private_key: pkcs1 }), 'credentials-missing', /"app_id"/],
    [
      'half a key',
      () => obtain({}, { ...secret, private_key: 'CANARY' }),
      'token-client-refused',
      /private key .* again/,
    ],
    [
      'an unknown organization',
      () => obtain({ installation: { organization: 'a/b' } }),
      'token-request-refused',
      /install it there/,
    ],
    [
      'an unknown number',
      () => obtain({ installation: { id: '99' } }),
      'token-request-refused',
      /no such installation/,
    ],
    [
      'permissions that it has not',
      () => obtain({ permissions: { administration: 'write' } }),
      'token-request-refused',
      /accept them/,
    ],
  ];

  test.each(cases)('with %s says what to do', async (_, act, code, says) => {
    const failure = await failureOf(act());
    expect(failure).toMatchObject({ code, message: expect.stringMatching(says) });
    expect((failure as Error).message).not.toMatch(/CANARY|BEGIN/);
  });

  test('of a suspended installation', async () => {
    installations['51']!.isSuspended = true;
    expect(await failureOf(obtain())).toMatchObject({
      code: 'token-request-refused',
      message: expect.stringMatching(/suspended/),
    });
  });

  const reset = String(Math.floor(start / 1_000) + 90);
  const answers: [string, StandInAnswer, string, number | undefined][] = [
    ['too many requests', { status: 429, headers: { 'retry-after': '17' } }, 'token-throttled', 17_000],
    ['a limit without a time', { status: 429 }, 'token-throttled', 60_000],
    ['a secondary limit', { status: 403, headers: { 'retry-after': '60' } }, 'token-throttled', 60_000],
    [
      'a spent limit',
      { status: 403, headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset } },
      'token-throttled',
      89_750,
    ],
    [
      'a refusal, far from any limit',
      { status: 403, headers: { 'x-ratelimit-remaining': '4999', 'x-ratelimit-reset': reset } },
      'token-request-refused',
      undefined,
    ],
    ['a failure', { status: 502, body: 'CANARY' }, 'token-unreachable', undefined],
    ['maintenance', { status: 503, headers: { 'retry-after': '120' } }, 'token-unreachable', 120_000],
    ['a redirect', { status: 301, headers: { location: '/elsewhere' } }, 'token-request-refused', undefined],
    ['nonsense', { status: 201, body: 'CANARY' }, 'token-answer-invalid', undefined],
    ['no token', { status: 201, body: { expires_at: '2026-11-22T13:00:00Z' } }, 'token-answer-invalid', undefined],
  ];

  test.each(answers)('after %s', async (_, answer, code, retryAfter) => {
    github.answerNext(answer, '/api.github.com/app/installations/51/access_tokens');
    const failure = await failureOf(obtain());
    expect(failure).toBeInstanceOf(TokenError);
    expect(failure).toMatchObject({ code, retryAfter });
    expect((failure as Error).message).not.toMatch(/CANARY/);
  });

  test('after an installation without a number', async () => {
    github.answerNext({ status: 200, body: { id: 'CANARY' } });
    expect(await failureOf(obtain())).toMatchObject({ code: 'token-answer-invalid' });
  });

  test('whose end nobody can read has no lifetime', async () => {
    github.answerNext({ status: 201, body: { token: 'ghs_x', expires_at: 'soon' } });
    expect(await obtain({ installation: { id: '51' } })).toEqual({
      accessToken: 'ghs_x',
      tokenType: 'Bearer',
      expiresIn: undefined,
      scope: undefined,
    });
  });
});
