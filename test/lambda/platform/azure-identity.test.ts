import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { azureIdentity } from '../../../lambda/platform/azure/azure-identity.ts';
import { PlatformError } from '../../../lambda/platform/platform-error.ts';
import { type StandIn, type StandInAnswer, startStandIn } from '../../standins/stand-in.ts';
import { failureOf } from '../support/failure-of.ts';
import { unsignedJwt } from '../support/unsigned-jwt.ts';

const audience = 'api://AzureADTokenExchange';
const clock = { now: Date.parse('2026-11-22T12:00:00Z') };
const identities: Readonly<Record<string, string>> = { '': 'system', 'user-assigned': 'user' };
let given = 0;
let azure: StandIn;

/** As the identity endpoint of Container Apps, and as that of virtual machines. */
const isAllowed = (path: string, version: string | null, headers: Readonly<Record<string, unknown>>): boolean =>
  path === '/msi/token'
    ? version === '2019-08-01' && headers['x-identity-header'] === 'CANARY-identity-header'
    : path === '/metadata/identity/oauth2/token' && version === '2018-02-01' && headers['metadata'] === 'true';

beforeAll(async () => {
  azure = await startStandIn(({ method, path, query, headers }) => {
    if (method !== 'GET' || !isAllowed(path, query.get('api-version'), headers)) return { status: 401, body: 'CANARY' };
    const sub = identities[query.get('client_id') ?? ''];
    if (!sub) return { status: 400, body: { error: 'invalid_request', error_description: 'Identity not found' } };
    const exp = Math.floor(clock.now / 1_000) + 86_400;
    const access_token = unsignedJwt({ aud: query.get('resource'), sub, exp, jti: ++given });
    return { status: 200, body: { access_token, expires_on: String(exp), token_type: 'Bearer' } };
  });
});
afterAll(() => azure.stop());

const endpoint = () => ({ IDENTITY_ENDPOINT: `${azure.origin}/msi/token`, IDENTITY_HEADER: 'CANARY-identity-header' });

const identity = (environment: Readonly<Record<string, string>>) =>
  azureIdentity({ environment, instanceMetadata: azure.origin, now: () => clock.now });

const claimsOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString());

describe('the identity on Azure', () => {
  test.each([
    ['of a container app', () => endpoint(), '/msi/token'],
    ['of a virtual machine', () => ({}), '/metadata/identity/oauth2/token'],
  ])('%s is a token for one audience', async (_, environment, path) => {
    const own = identity(environment());
    const token = await own.jwt(audience);
    expect(claimsOf(token)).toMatchObject({ aud: audience, sub: 'system' });
    expect(azure.requests.at(-1)).toMatchObject({ path });
    expect(await own.jwt(audience)).toBe(token);
    clock.now += 86_400_000 - 3 * 60_000;
    expect(await own.jwt(audience)).not.toBe(token);
  });

  test('may be one of several', async () => {
    const own = identity({ ...endpoint(), AZURE_CLIENT_ID: 'user-assigned' });
    expect(claimsOf(await own.jwt(audience))).toMatchObject({ sub: 'user' });
  });

  test('is none of AWS or Google', async () => {
    expect(await identity({}).aws()).toBeUndefined();
    expect(await identity({}).google()).toBeUndefined();
  });
});

describe('no identity on Azure', () => {
  test('where it is not assigned', async () => {
    const failure = await failureOf(identity({ ...endpoint(), AZURE_CLIENT_ID: 'unknown' }).jwt(audience));
    expect(failure).toMatchObject({ code: 'identity-missing', message: expect.stringMatching(/identity assign/) });
  });

  test('where the header is another', async () => {
    const failure = await failureOf(identity({ ...endpoint(), IDENTITY_HEADER: 'CANARY-other' }).jwt(audience));
    expect(failure).toMatchObject({ code: 'identity-denied', message: expect.not.stringMatching(/CANARY/) });
  });

  const failures: [string, StandInAnswer, string, RegExp][] = [
    ['an update', { status: 410 }, 'identity-unreachable', /in a minute/],
    ['throttling', { status: 429 }, 'identity-unreachable', /in a minute/],
    ['a failure', { status: 500, body: 'CANARY' }, 'identity-unreachable', /in a minute/],
    ['a denial', { status: 403, body: 'CANARY' }, 'identity-denied', /is it enabled/],
    ['nonsense', { status: 200, body: 'CANARY' }, 'identity-unreachable', /without a token/],
    ['no JWT', { status: 200, body: { access_token: 'CANARY' } }, 'identity-unreachable', /without a token/],
    ['another answer', { status: 200, body: [] }, 'identity-unreachable', /without a token/],
  ];

  test.each(failures)('with %s says what to do', async (_, next, code, says) => {
    azure.answerNext(next);
    const failure = await failureOf(identity(endpoint()).jwt(audience));
    expect(failure).toBeInstanceOf(PlatformError);
    expect(failure).toMatchObject({ code, message: expect.stringMatching(says) });
    expect((failure as PlatformError).message).not.toMatch(/CANARY/);
  });

  test('where nobody listens', async () => {
    const own = azureIdentity({ environment: {}, instanceMetadata: 'http://127.0.0.1:1', now: () => clock.now });
    expect(await failureOf(own.jwt(audience))).toMatchObject({
      code: 'identity-unreachable',
      detail: { cause: 'ECONNREFUSED' },
    });
  });
});
