import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { awsIdentity } from '../../../lambda/platform/aws/aws-identity.ts';
import { PlatformError } from '../../../lambda/platform/platform-error.ts';
import { type AwsSts, startAwsSts, stsError } from '../../standins/aws-sts/start-aws-sts.ts';
import { readAssertion } from '../../standins/read-assertion.ts';
import { startStandIn } from '../../standins/stand-in.ts';
import { rsaKey } from '../../standins/test-keys.ts';
import { failureOf } from '../support/failure-of.ts';

const key = rsaKey();
const issuer = 'https://a1b2c3.tokens.sts.global.api.aws';
const audience = 'api://AzureADTokenExchange';
const account = { sessionLeft: 43_200 };
let sts: AwsSts;

beforeAll(async () => {
  sts = await startAwsSts({
    region: 'eu-west-1',
    keys: { 'test-id': 'CANARY-aws-secret' },
    roles: {},
    issuer: { url: issuer, key: key.privateKey },
    sessionLeft: () => account.sessionLeft,
    now: Date.now,
  });
});
afterAll(() => sts.stop());
beforeEach(() => {
  account.sessionLeft = 43_200;
  const environment = {
    AWS_ENDPOINT_URL_STS: sts.origin,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'test-id',
    AWS_SECRET_ACCESS_KEY: 'CANARY-aws-secret',
    AWS_SESSION_TOKEN: undefined,
    AWS_PROFILE: undefined,
    AWS_MAX_ATTEMPTS: '1',
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
});
afterEach(() => vi.unstubAllEnvs());

const lastCall = () => sts.calls.at(-1);

describe('the identity of a function', () => {
  test('is a token of the account for one audience, signed RS256', async () => {
    const token = readAssertion(await awsIdentity(Date.now).jwt(audience))!;
    expect(token.isSignedBy(key.publicKey)).toBe(true);
    expect(token.header).toMatchObject({ alg: 'RS256' });
    expect(token.claims).toMatchObject({ iss: issuer, aud: audience });
    expect(lastCall()).toMatchObject({
      Action: 'GetWebIdentityToken',
      'Audience.member.1': audience,
      SigningAlgorithm: 'RS256',
      DurationSeconds: '900',
    });
    expect(lastCall()).not.toHaveProperty('Audience.member.2');
  });

  test('is kept for each audience, and asked for once by many', async () => {
    let ahead = 0;
    const identity = awsIdentity(() => Date.now() + ahead);
    const before = sts.calls.length;
    const tokens = await Promise.all(Array.from({ length: 20 }, () => identity.jwt(audience)));
    expect(new Set(tokens).size).toBe(1);
    const other = await identity.jwt('https://iam.googleapis.com/projects/1');
    expect(other).not.toBe(tokens[0]);
    expect(sts.calls.length - before).toBe(2);
    ahead = 11 * 60_000;
    expect(await identity.jwt(audience)).toBe(tokens[0]);
    ahead = 13 * 60_000;
    expect(await identity.jwt(audience)).not.toBe(tokens[0]);
  });

  test('is asked for a minute where the session of the role ends soon', async () => {
    account.sessionLeft = 120;
    const before = sts.calls.length;
    const token = readAssertion(await awsIdentity(Date.now).jwt(audience))!;
    expect(Number(token.claims['exp']) - Number(token.claims['iat'])).toBe(60);
    expect(sts.calls.slice(before).map((call) => call['DurationSeconds'])).toEqual(['900', '60']);
  });

  test('has credentials of the role, as the environment has them', async () => {
    expect(await awsIdentity(Date.now).aws()).toEqual({
      accessKeyId: 'test-id',
      secretAccessKey: 'CANARY-aws-secret',
      sessionToken: undefined,
      expiresAt: undefined,
    });
    vi.stubEnv('AWS_SESSION_TOKEN', 'session');
    vi.stubEnv('AWS_CREDENTIAL_EXPIRATION', '2099-01-01T00:00:00Z');
    expect(await awsIdentity(Date.now).aws()).toMatchObject({
      sessionToken: 'session',
      expiresAt: Date.parse('2099-01-01T00:00:00Z'),
    });
  });

  test('is none of Google', async () => {
    expect(await awsIdentity(Date.now).google()).toBeUndefined();
  });
});

describe('no identity of a function', () => {
  const failures: [string, number, string, RegExp][] = [
    [
      'OutboundWebIdentityFederationDisabledException',
      400,
      'identity-missing',
      /`aws iam enable-outbound-web-identity-federation`/,
    ],
    ['AccessDenied', 403, 'identity-denied', /grant sts:GetWebIdentityToken/],
    ['ExpiredTokenException', 403, 'identity-denied', /expired: sign in again/],
    ['InvalidClientTokenId', 403, 'identity-denied', /does not know the credentials/],
    ['JWTPayloadSizeExceededException', 400, 'identity-denied', /shorter/],
    ['ValidationError', 400, 'identity-denied', /1 to 1000/],
    ['Throttling', 400, 'identity-unreachable', /try again/],
    ['InternalFailure', 500, 'identity-unreachable', /try again/],
  ];

  test.each(failures)('for %s says what to do', async (name, status, code, says) => {
    sts.answerNext(stsError(status, name));
    const failure = await failureOf(awsIdentity(Date.now).jwt(audience));
    expect(failure).toBeInstanceOf(PlatformError);
    expect(failure).toMatchObject({ code, message: expect.stringMatching(says) });
    expect((failure as PlatformError).message).not.toMatch(/canary/i);
  });

  test('where nobody answers', async () => {
    vi.stubEnv('AWS_ENDPOINT_URL_STS', 'http://127.0.0.1:1');
    expect(await failureOf(awsIdentity(Date.now).jwt(audience))).toMatchObject({ code: 'identity-unreachable' });
  });

  test('where somebody listens and never answers: the next one who asks is not held', async () => {
    const silent = await startStandIn(() => new Promise(() => undefined));
    const soon = vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => {
      const controller = new AbortController();
      setTimeout(() => controller.abort(), 50);
      return controller.signal;
    });
    vi.stubEnv('AWS_ENDPOINT_URL_STS', silent.origin);
    const identity = awsIdentity(Date.now);
    for (const _ of [1, 2])
      expect(await failureOf(identity.jwt(audience))).toMatchObject({ code: 'identity-unreachable' });
    expect(soon).toHaveBeenCalledWith(10_000);
    soon.mockRestore();
    await silent.stop();
  });

  test('without any credentials', async () => {
    for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) vi.stubEnv(name, undefined);
    // Nothing of this machine's own may be found.
    for (const name of ['AWS_SHARED_CREDENTIALS_FILE', 'AWS_CONFIG_FILE']) vi.stubEnv(name, '/nowhere');
    vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
    const identity = awsIdentity(Date.now);
    expect(await failureOf(identity.aws())).toMatchObject({
      code: 'identity-missing',
      message: expect.stringMatching(/sign in/),
    });
    expect(await failureOf(identity.jwt(audience))).toMatchObject({ code: 'identity-missing' });
  });

  test('is not kept: the next call asks again', async () => {
    const identity = awsIdentity(Date.now);
    sts.answerNext(stsError(500, 'InternalFailure'));
    await failureOf(identity.jwt(audience));
    expect(await identity.jwt(audience)).toMatch(/^ey/);
  });
});
