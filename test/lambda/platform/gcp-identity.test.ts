import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { gcpIdentity } from '../../../lambda/platform/gcp/gcp-identity.ts';
import { PlatformError } from '../../../lambda/platform/platform-error.ts';
import { type StandIn, type StandInAnswer, startStandIn } from '../../standins/stand-in.ts';
import { failureOf } from '../support/failure-of.ts';
import { unsignedJwt } from '../support/unsigned-jwt.ts';

const google = { 'metadata-flavor': 'Google' };
const account = '/computeMetadata/v1/instance/service-accounts/default';
const audience = 'https://gate.example/?a=b&c=d';
const clock = { now: Date.parse('2026-11-22T12:00:00Z') };
let given = 0;
let metadata: StandIn;

const seconds = () => Math.floor(clock.now / 1_000);

/** As the metadata server of Google Cloud: nothing without its header. */
const answer = (path: string, query: URLSearchParams): StandInAnswer => {
  if (path === `${account}/identity` && query.get('format') === 'full' && query.get('audience')) {
    const claims = { aud: query.get('audience'), exp: seconds() + 3_600, jti: ++given };
    return { status: 200, headers: google, body: unsignedJwt(claims) };
  }
  if (path === `${account}/token` && query.get('scopes') === 'https://www.googleapis.com/auth/cloud-platform') {
    const body = { access_token: `CANARY-access-${++given}`, expires_in: 3_599, token_type: 'Bearer' };
    return { status: 200, headers: google, body };
  }
  return { status: 404, headers: google, body: 'CANARY not found' };
};

beforeAll(async () => {
  metadata = await startStandIn(({ method, path, query, headers }) => {
    if (method !== 'GET' || headers['metadata-flavor'] !== 'Google' || 'x-forwarded-for' in headers)
      return { status: 403, headers: google, body: 'CANARY forbidden' };
    return answer(path, query);
  });
});
afterAll(() => metadata.stop());
beforeEach(() => {
  clock.now = Date.parse('2026-11-22T12:00:00Z');
});

const identity = (host = metadata.origin.slice('http://'.length)) =>
  gcpIdentity({ environment: { GCE_METADATA_HOST: host }, now: () => clock.now });

describe('the identity on Google Cloud', () => {
  test('is a token for one audience, kept for it', async () => {
    const own = identity();
    const token = await own.jwt(audience);
    expect(JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString())).toMatchObject({ aud: audience });
    expect(await own.jwt(audience)).toBe(token);
    expect(await own.jwt('other')).not.toBe(token);
    clock.now += 57 * 60_000;
    expect(await own.jwt(audience)).not.toBe(token);
  });

  test('is an access token of the service account, kept as well', async () => {
    const own = identity();
    const token = await own.google();
    expect(token).toMatch(/^CANARY-access-/);
    clock.now += 56 * 60_000;
    expect(await own.google()).toBe(token);
    clock.now += 60_000;
    expect(await own.google()).not.toBe(token);
  });

  test('is none of AWS', async () => {
    expect(await identity().aws()).toBeUndefined();
  });

  test('is asked for without the proxies of the environment, which Node reads when it starts', async () => {
    const host = metadata.origin.slice('http://'.length);
    const environment = { GCE_METADATA_HOST: host, NODE_USE_ENV_PROXY: '1', HTTP_PROXY: 'http://127.0.0.1:1' };
    const program = `
      import { gcpIdentity } from '${import.meta.resolve('../../../lambda/platform/gcp/gcp-identity.ts')}';
      import { get } from 'node:http';
      get('${metadata.origin}').on('error', (error) => console.log(error.code));
      console.log(await gcpIdentity({ environment: process.env, now: Date.now }).google());`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module-typescript', '-e', program], {
      env: environment,
    });
    expect(stdout).toMatch(/^CANARY-access-/m);
    // Node's own agent would have gone there.
    expect(stdout).toMatch(/^ECONNREFUSED$/m);
  });
});

describe('no identity on Google Cloud', () => {
  const failures: [string, StandInAnswer, string, RegExp][] = [
    [
      'no service account',
      { status: 404, headers: google, body: 'CANARY' },
      'identity-missing',
      /give the service one/,
    ],
    ['a stranger', { status: 200, body: 'CANARY' }, 'identity-missing', /no service account/],
    ['a refused audience', { status: 400, headers: google, body: 'CANARY' }, 'identity-denied', /audience/],
    ['a disabled account', { status: 403, headers: google, body: 'CANARY' }, 'identity-denied', /is it enabled/],
    ['a failure', { status: 503, headers: google, body: 'CANARY' }, 'identity-unreachable', /try again/],
    ['a redirect', { status: 302, headers: { ...google, location: '/' } }, 'identity-unreachable', /try again/],
    ['nonsense', { status: 200, headers: google, body: 'CANARY' }, 'identity-unreachable', /without a token/],
    [
      'an endless answer',
      { status: 200, headers: google, body: 'CANARY'.repeat(20_000) },
      'identity-unreachable',
      /not answer/,
    ],
  ];

  test.each(failures)('with %s says what to do', async (_, next, code, says) => {
    for (const ask of [() => identity().jwt(audience), () => identity().google()]) {
      metadata.answerNext(next);
      const failure = await failureOf(ask());
      expect(failure).toBeInstanceOf(PlatformError);
      expect(failure).toMatchObject({ code, message: expect.stringMatching(says) });
      expect((failure as PlatformError).message).not.toMatch(/CANARY/);
    }
  });

  test('where nobody listens', async () => {
    expect(await failureOf(identity('127.0.0.1:1').google())).toMatchObject({
      code: 'identity-unreachable',
      detail: { cause: 'ECONNREFUSED' },
    });
  });

  test('where nobody knows the name', async () => {
    expect(await failureOf(identity('metadata.invalid').google())).toMatchObject({ code: 'identity-missing' });
  });
});
