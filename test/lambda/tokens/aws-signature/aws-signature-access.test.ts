import { SignJWT } from 'jose';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { AwsSignatureScheme } from '../../../../connectors/authentication/authentication.ts';
import { localIdentity } from '../../../../lambda/platform/local/local-identity.ts';
import { nodeHttpClient } from '../../../../lambda/platform/node-http-client.ts';
import type { WorkloadIdentity } from '../../../../lambda/platform/workload-identity.ts';
import { fetchSource } from '../../../../lambda/tokens/access/fetch-source.ts';
import { awsSignatureAccess } from '../../../../lambda/tokens/aws-signature/aws-signature-access.ts';
import type { Credentials } from '../../../../lambda/tokens/credentials.ts';
import type { SchemeSecret } from '../../../../lambda/tokens/token-grant.ts';
import { type AwsSts, startAwsSts, stsError } from '../../../standins/aws-sts/start-aws-sts.ts';
import { signatureFault } from '../../../standins/aws-sts/verify-signature.ts';
import { type StandIn, startStandIn } from '../../../standins/stand-in.ts';
import { rsaKey } from '../../../standins/test-keys.ts';
import { failureOf } from '../../support/failure-of.ts';

const minute = 60_000;
const region = 'eu-west-1';
const role = 'arn:aws:iam::444455556666:role/reader';
const issuer = 'https://accounts.google.com';
const key = rsaKey();
const http = nodeHttpClient({ privateAddresses: ['127.0.0.1/32'], now: Date.now });
const calm = new AbortController().signal;

/** Standing keys of the account: the gate's own role, and those that were entered. */
const keys: Record<string, string> = {};
let sts: AwsSts;
let api: StandIn;

beforeAll(async () => {
  sts = await startAwsSts({
    region,
    keys,
    roles: {
      [role]: {
        externalId: 'acme',
        trusts: ['AKIAHOST', 'AKIAONE', 'AKIATWO'],
        provider: { issuer, key: key.publicKey, audience: 'sts.amazonaws.com', subject: '104200' },
      },
    },
    now: Date.now,
  });
  api = await startStandIn((request) => {
    const fault = signatureFault(request, { service: 'execute-api', region, keyOf: sts.keyOf, now: Date.now });
    return fault ? { status: 403, body: fault } : { status: 200, body: 'welcome' };
  });
});
afterAll(() => Promise.all([sts.stop(), api.stop()]));
beforeEach(() => {
  for (const id of Object.keys(keys)) delete keys[id];
  Object.assign(keys, { AKIAHOST: 'CANARY-host', AKIAONE: 'CANARY-one', AKIATWO: 'CANARY-two' });
  vi.stubEnv('AWS_ENDPOINT_URL_STS', sts.origin);
  vi.stubEnv('AWS_MAX_ATTEMPTS', '1');
});
afterEach(() => vi.unstubAllEnvs());

const none = localIdentity({ environment: {}, now: Date.now });
const onAws: WorkloadIdentity = {
  ...none,
  aws: async () => ({ accessKeyId: 'AKIAHOST', secretAccessKey: 'CANARY-host' }),
};
const elsewhere = (sub = '104200'): WorkloadIdentity => ({
  ...none,
  jwt: (audience) =>
    new SignJWT({ sub, iss: issuer, aud: audience })
      .setProtectedHeader({ alg: 'RS256' })
      .setExpirationTime('5m')
      .sign(key.privateKey),
});
const one = { access_key_id: 'AKIAONE', secret_access_key: 'CANARY-one' };

interface Given extends Partial<Pick<AwsSignatureScheme, 'credentials' | 'role' | 'prefix'>> {
  readonly identity?: WorkloadIdentity;
  readonly secret?: SchemeSecret;
  now?(): number;
}

const accessWith = ({ identity = none, secret = {}, now = Date.now, ...scheme }: Given) => {
  const whole = {
    kind: 'awsSignature',
    prefix: '',
    service: 'execute-api',
    region,
    credentials: 'host',
    ...scheme,
  } as const;
  return awsSignatureAccess(whole, {
    secret: async () => secret,
    identity,
    gateway: 'acme',
    source: 'billing api',
    now,
  });
};

/** Calls the API, and gives what it says of the signature. */
const verdictOn = async ({ sign }: Credentials): Promise<string> => {
  const request = { method: 'GET', url: new URL(`${api.origin}/stage/bills?month=11`), headers: {} };
  const times = { signal: AbortSignal.timeout(5_000), connectMilliseconds: 1_000, firstByteMilliseconds: 1_000 };
  const answer = await http({ ...request, headers: await sign!(request), ...times });
  return (await answer.body.toArray()).join('');
};

const sessions = () => sts.calls.filter(({ Action }) => Action?.startsWith('AssumeRole')).length;

describe('requests are signed', () => {
  const ways: [string, Given][] = [
    ["by the gate's own role", { identity: onAws }],
    ['by a key that was entered', { credentials: 'secret', secret: one }],
    [
      'by one with a prefix',
      {
        credentials: 'secret',
        prefix: 'aws.',
        secret: { 'aws.access_key_id': 'AKIAONE', 'aws.secret_access_key': 'CANARY-one' },
      },
    ],
    ["by a role that the gate's own assumes", { identity: onAws, role: { arn: role, externalId: 'acme' } }],
    [
      'by a role that an entered key assumes',
      { credentials: 'secret', secret: one, role: { arn: role, externalId: 'acme' } },
    ],
    ['by a role that another host assumes', { identity: elsewhere(), role: { arn: role } }],
  ];

  test.each(ways)('%s', async (_, given) => {
    expect(await verdictOn(await accessWith(given).current(calm))).toBe('welcome');
  });

  test('by a role under the name of gateway and source', async () => {
    await accessWith({ identity: onAws, role: { arn: role, externalId: 'acme' } }).current(calm);
    expect(sts.calls.at(-1)).toMatchObject({ RoleArn: role, RoleSessionName: 'acme-billing-api', ExternalId: 'acme' });
  });

  test('by one session, until five minutes before its end', async () => {
    let ahead = 0;
    const access = accessWith({ identity: elsewhere(), role: { arn: role }, now: () => Date.now() + ahead });
    const before = sessions();
    const all = await Promise.all(Array.from({ length: 20 }, () => access.current(calm)));
    expect(new Set(all).size).toBe(1);
    ahead = 54 * minute;
    expect(await access.current(calm)).toBe(all[0]);
    expect(sessions() - before).toBe(1);
    ahead = 56 * minute;
    expect(await access.current(calm)).not.toBe(all[0]);
    expect(sessions() - before).toBe(2);
  });

  test('no longer than the caller waits', async () => {
    const slow: WorkloadIdentity = { ...none, aws: () => new Promise(() => undefined) };
    const gone = AbortSignal.abort(new Error('gone'));
    expect(await failureOf(accessWith({ identity: slow }).current(gone))).toMatchObject({ message: 'gone' });
  });
});

describe('a signature that was refused', () => {
  test('is made by the other key during a rotation', async () => {
    const next = { access_key_id_next: 'AKIATWO', secret_access_key_next: 'CANARY-two' };
    const access = accessWith({ credentials: 'secret', secret: { ...one, ...next } });
    delete keys['AKIAONE'];
    const first = await access.current(calm);
    expect(await verdictOn(first)).toMatch(/InvalidClientTokenId/);
    expect(await access.refused(first, calm)).toBe(true);
    const second = await access.current(calm);
    expect(await verdictOn(second)).toBe('welcome');
    expect(await access.refused(first, calm)).toBe(true);
    expect(await access.current(calm)).toBe(second);
  });

  test('is made by the other key within the same call, for AWS says 403', async () => {
    const next = { access_key_id_next: 'AKIATWO', secret_access_key_next: 'CANARY-two' };
    const { current, refused } = accessWith({ credentials: 'secret', secret: { ...one, ...next } });
    const source = fetchSource({ access: { credentials: current, refused }, fetch, http: () => http });
    delete keys['AKIAONE'];
    const before = api.requests.length;
    const response = await source(`${api.origin}/stage/bills`, { method: 'POST', body: '{"a":1}' });
    expect([response.status, await response.text()]).toEqual([200, 'welcome']);
    expect(api.requests.length - before).toBe(2);
    delete keys['AKIATWO'];
    expect((await source(`${api.origin}/stage/bills`)).status).toBe(403);
    expect(api.requests.length - before).toBe(4);
  });

  test('is made by the other key where the first can not assume the role', async () => {
    const next = { access_key_id_next: 'AKIATWO', secret_access_key_next: 'CANARY-two' };
    const secret = { ...one, ...next };
    delete keys['AKIAONE'];
    const access = accessWith({ credentials: 'secret', secret, role: { arn: role, externalId: 'acme' } });
    expect(await verdictOn(await access.current(calm))).toBe('welcome');
  });

  test('can not be made otherwise with one key alone', async () => {
    for (const given of [{ identity: onAws }, { credentials: 'secret', secret: one } as const]) {
      const access = accessWith(given);
      expect(await access.refused(await access.current(calm), calm)).toBe(false);
    }
  });

  test('is made by a new session, but not again within a minute', async () => {
    let ahead = 0;
    const access = accessWith({ identity: elsewhere(), role: { arn: role }, now: () => Date.now() + ahead });
    const first = await access.current(calm);
    expect(await access.refused(first, calm)).toBe(false);
    ahead = 2 * minute;
    const before = sessions();
    expect(await Promise.all([access.refused(first, calm), access.refused(first, calm)])).toEqual([true, true]);
    expect(sessions() - before).toBe(1);
    const second = await access.current(calm);
    expect(second).not.toBe(first);
    expect(await access.refused(second, calm)).toBe(false);
    expect(await verdictOn(second)).toBe('welcome');
  });

  test('stays as it is while AWS gives no other session, and that is tried once a minute', async () => {
    let ahead = 0;
    const audiences: string[] = [];
    const { jwt } = elsewhere();
    const identity = { ...none, jwt: (audience: string) => jwt(audience).finally(() => audiences.push(audience)) };
    const access = accessWith({ identity, role: { arn: role }, now: () => Date.now() + ahead });
    const first = await access.current(calm);
    ahead = 2 * minute;
    sts.answerNext(stsError(403, 'AccessDenied'));
    expect(await access.refused(first, calm)).toBe(false);
    expect(await access.refused(first, calm)).toBe(false);
    expect(await access.current(calm)).toBe(first);
    expect(await verdictOn(first)).toBe('welcome');
    expect(audiences).toEqual(['sts.amazonaws.com', 'sts.amazonaws.com']);
  });

  test('that nobody here has made is none', async () => {
    expect(await accessWith({ identity: onAws }).refused({ headers: {} }, calm)).toBe(false);
  });
});

describe('no signature', () => {
  const entered = (secret: SchemeSecret): Given => ({
    credentials: 'secret',
    secret,
    role: { arn: role, externalId: 'acme' },
  });
  const cases: [string, Given, string, RegExp][] = [
    ['on a host outside of AWS', {}, 'identity-missing', /name a role .*credentials: secret/],
    ['where no identity assumes the role', { role: { arn: role } }, 'identity-missing', /no identity of its own/],
    ['without a key', { credentials: 'secret' }, 'credentials-missing', /"access_key_id"/],
    [
      'without its secret',
      { credentials: 'secret', secret: { access_key_id: 'AKIAONE' } },
      'credentials-missing',
      /"secret_access_key"/,
    ],
    [
      'with another external id',
      { identity: onAws, role: { arn: role, externalId: 'CANARY' } },
      'token-client-refused',
      /trust policy .* external id/,
    ],
    [
      'of an unknown role',
      { identity: onAws, role: { arn: `${role}-gone` } },
      'token-client-refused',
      /may not be assumed/,
    ],
    [
      'by a stranger',
      { identity: elsewhere('CANARY'), role: { arn: role } },
      'token-client-refused',
      /may not be assumed/,
    ],
    [
      'by an unknown key',
      entered({ ...one, access_key_id: 'CANARY' }),
      'token-client-refused',
      /"access_key_id" again/,
    ],
    [
      'by a wrong secret',
      entered({ ...one, secret_access_key: 'CANARY' }),
      'token-client-refused',
      /"secret_access_key" again/,
    ],
  ];

  test.each(cases)('%s, and what to do', async (_, given, code, says) => {
    const failure = await failureOf(accessWith(given).current(calm));
    expect(failure).toMatchObject({ code, message: expect.stringMatching(says) });
    expect((failure as Error).message).not.toMatch(/CANARY/);
  });

  test('where the identity is for another audience than the provider has', async () => {
    const audiences: string[] = [];
    const identity = {
      ...none,
      jwt: (audience: string) => {
        audiences.push(audience);
        return elsewhere().jwt(audience);
      },
    };
    const failure = await failureOf(
      accessWith({ identity, role: { arn: role, audience: 'api://gate' } }).current(calm),
    );
    expect(failure).toMatchObject({ code: 'token-client-refused' });
    expect(audiences).toEqual(['api://gate']);
  });

  const answers: [string, number, string, RegExp][] = [
    ['InvalidIdentityToken', 400, 'token-client-refused', /OpenID Connect provider/],
    ['IDPRejectedClaim', 403, 'token-client-refused', /vouch/],
    ['IDPCommunicationError', 400, 'token-unreachable', /issuer/],
    ['ExpiredTokenException', 400, 'token-client-refused', /ended/],
    ['RegionDisabledException', 403, 'token-request-refused', /activate/],
    ['ValidationError', 400, 'token-request-refused', /correct/],
    ['Throttling', 400, 'token-throttled', /fewer/],
    ['InternalFailure', 500, 'token-unreachable', /try again/],
  ];

  test.each(answers)('after %s of STS', async (name, status, code, says) => {
    sts.answerNext(stsError(status, name));
    const failure = await failureOf(accessWith({ identity: elsewhere(), role: { arn: role } }).current(calm));
    expect(failure).toMatchObject({ code, message: expect.stringMatching(says) });
    expect((failure as Error).message).not.toMatch(/canary/i);
  });

  test('after an answer without credentials', async () => {
    sts.answerNext({ status: 200, body: '<AssumeRoleWithWebIdentityResponse></AssumeRoleWithWebIdentityResponse>' });
    const failure = await failureOf(accessWith({ identity: elsewhere(), role: { arn: role } }).current(calm));
    expect(failure).toMatchObject({ code: 'token-answer-invalid' });
  });
});
