import { describe, expect, test } from 'vitest';
import { crc32c } from '../../../../lambda/platform/gcp/crc32c.ts';
import { gcpAdministeredSecrets } from '../../../../lambda/platform/gcp/gcp-administered-secrets.ts';
import { gcpKeys } from '../../../../lambda/platform/gcp/gcp-keys.ts';
import { gcpSecrets } from '../../../../lambda/platform/gcp/gcp-secrets.ts';
import { PlatformError } from '../../../../lambda/platform/platform-error.ts';
import { failureOf } from '../../support/failure-of.ts';
import { pointedKeyLaws } from '../pointed-key-laws.ts';
import { type Cloud, newCloud, unavailable } from './cloud.ts';

const name = 'projects/acme-gateway/secrets/acme-people';
const url = `https://secretmanager.googleapis.com/v1/${name}`;

const withSecret = (options: Parameters<typeof newCloud>[0] = {}, ...texts: string[]): Cloud => {
  const cloud = newCloud(options);
  const versions = texts.map((text, at) => ({ text, madeAt: 1_790_000_000_000 + at, state: 'ENABLED' as const }));
  cloud.secretManager.secrets.set(name, versions);
  return cloud;
};

const damaged = (text: string) => ({
  name: `projects/123456789012/secrets/acme-people/versions/1`,
  payload: { data: Buffer.from(text).toString('base64'), dataCrc32c: '1' },
});

test.each([
  ['', 0],
  ['123456789', 0xe3069283],
  ['\0'.repeat(32), 0x8a9136aa],
])('the checksum is CRC-32C (RFC 3720, B.4): %j', (text, sum) => {
  expect(crc32c(Buffer.from(text))).toBe(sum);
});

describe('a secret in Secret Manager', () => {
  test('is its last version, asked for once a minute', async () => {
    const cloud = withSecret({}, '{"password":"one"}', '{"password":"two"}');
    let now = 1_000_000;
    const secrets = gcpSecrets(cloud.client, name, { now: () => now });
    expect(await Promise.all([secrets.read(), secrets.read()])).toEqual([{ password: 'two' }, { password: 'two' }]);
    now += 59_999;
    await secrets.read();
    expect(cloud.calls).toEqual([`GET ${url}/versions/latest:access`]);
    cloud.secretManager.secrets.get(name)!.push({ text: '{"password":"three"}', madeAt: now, state: 'ENABLED' });
    now += 1;
    expect(await secrets.read()).toEqual({ password: 'three' });
  });

  test('is empty where nobody has entered it, or there is none', async () => {
    const cloud = withSecret();
    expect(await gcpSecrets(cloud.client, name, { now: () => 0 }).read()).toEqual({});
    expect(await gcpSecrets(cloud.client, undefined, { now: () => 0 }).read()).toEqual({});
    expect(cloud.calls).toHaveLength(1);
  });

  test('is kept while the store can not be reached', async () => {
    const cloud = withSecret({}, '{"password":"one"}');
    let now = 0;
    const failures: string[] = [];
    const secrets = gcpSecrets(cloud.client, name, { now: () => now, onFailure: ({ code }) => failures.push(code) });
    await secrets.read();
    now = 60_000;
    cloud.mishaps.push(unavailable(), unavailable(), unavailable());
    expect(await secrets.read()).toEqual({ password: 'one' });
    expect(failures).toEqual(['secret-unreachable']);
  });

  const failures: [
    string,
    Parameters<typeof newCloud>[0] & { state?: 'DISABLED' },
    Response | undefined,
    string,
    RegExp,
  ][] = [
    ['no role', { may: () => false }, undefined, 'secret-denied', /grant roles\/secretmanager.secretAccessor/],
    ['another sign-in', { token: 'CANARY-other' }, undefined, 'secret-denied', /sign in again/],
    ['a disabled version', { state: 'DISABLED' }, undefined, 'secret-invalid', /disabled or destroyed/],
    [
      'an API that is off',
      {},
      Response.json(
        { error: { status: 'PERMISSION_DENIED', message: 'CANARY', details: [{ reason: 'SERVICE_DISABLED' }] } },
        { status: 403 },
      ),
      'secret-denied',
      /enable secretmanager.googleapis.com/,
    ],
    ['a damaged answer', {}, Response.json(damaged('CANARY')), 'secret-unreachable', /damaged on its way/],
    ['nonsense', {}, new Response('CANARY'), 'secret-unreachable', /damaged on its way/],
    [
      'a name of an error that is none',
      {},
      Response.json({ error: { status: 'CANARY said "x"' } }, { status: 418 }),
      'secret-unreachable',
      /try again/,
    ],
  ];
  test.each(failures)('with %s is a coded error', async (_, { state, ...options }, answer, code, says) => {
    const cloud = withSecret(options, '{"password":"CANARY"}');
    if (state) cloud.secretManager.secrets.get(name)![0]!.state = state;
    if (answer) cloud.mishaps.push(answer);
    const failure = (await failureOf(gcpSecrets(cloud.client, name, { now: () => 0 }).read())) as PlatformError;
    expect(failure).toBeInstanceOf(PlatformError);
    expect(failure).toMatchObject({ code, message: expect.stringMatching(says) });
    expect(JSON.stringify([failure.message, failure.detail])).not.toMatch(/CANARY/);
  });

  test('that is no JSON object of strings is not read', async () => {
    const cloud = withSecret({}, 'CANARY');
    const failure = await failureOf(gcpSecrets(cloud.client, name, { now: () => 0 }).read());
    expect(failure).toMatchObject({ code: 'secret-invalid' });
    expect(String(failure)).not.toMatch(/CANARY/);
  });
});

describe('a secret in Secret Manager, for its administrator', () => {
  test('is entered in the place of nothing, and then of what was read', async () => {
    const cloud = withSecret();
    const secrets = gcpAdministeredSecrets(cloud.client, name);
    expect(await secrets.read()).toEqual({ fields: {}, version: '0', changedAt: undefined });
    await secrets.write({ user: 'reader' }, '0');
    expect(await secrets.read()).toEqual({ fields: { user: 'reader' }, version: '1', changedAt: expect.any(Number) });
    await secrets.write({ user: 'other' }, '1');
    expect((await secrets.read()).fields).toEqual({ user: 'other' });
    expect(await failureOf(secrets.write({ user: 'late' }, '1'))).toMatchObject({ code: 'secret-changed' });
    expect(cloud.secretManager.secrets.get(name)).toHaveLength(2);
  });

  test('takes one of several writers that follow the same version, whose text stays', async () => {
    const cloud = withSecret({}, '{}');
    const writers = ['a', 'b', 'c', 'd'];
    const ended = await Promise.allSettled(
      writers.map((user) => gcpAdministeredSecrets(cloud.client, name).write({ user }, '1')),
    );
    expect(ended.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const each of ended)
      if (each.status === 'rejected') expect(each.reason).toMatchObject({ code: 'secret-changed' });
    const winner = writers[ended.findIndex(({ status }) => status === 'fulfilled')];
    expect((await gcpAdministeredSecrets(cloud.client, name).read()).fields).toEqual({ user: winner });
  });

  test('is written once more when the answer was lost, and that is no conflict', async () => {
    const cloud = withSecret({}, '{}');
    const secrets = gcpAdministeredSecrets(cloud.client, name);
    cloud.mishaps.push(() => undefined, 'lost');
    await secrets.write({ user: 'reader' }, '1');
    expect((await secrets.read()).fields).toEqual({ user: 'reader' });
  });

  test('that is too long, or has no place, is not stored', async () => {
    const cloud = withSecret();
    const long = gcpAdministeredSecrets(cloud.client, name).write({ key: 'x'.repeat(65_536) }, '0');
    expect(await failureOf(long)).toMatchObject({ code: 'secret-invalid' });
    const elsewhere = gcpAdministeredSecrets(cloud.client, `${name}-never`).write({ key: 'x' }, '0');
    expect(await failureOf(elsewhere)).toMatchObject({
      code: 'secret-missing',
      message: expect.stringMatching(/deploy the gateway again/),
    });
  });
});

describe("a gateway's key in Secret Manager", () => {
  const key = 'projects/acme-gateway/secrets/acme-key';
  const place = (options: Parameters<typeof newCloud>[0] = {}) => {
    const cloud = newCloud(options);
    cloud.secretManager.secrets.set(key, []);
    cloud.storage.buckets.set('acme-key-1', new Map());
    const open = (secret: string | undefined = key, bucket: string | undefined = 'acme-key-1') =>
      gcpKeys(cloud.client, { secret, bucket });
    const versions = () => cloud.secretManager.secrets.get(key)!.map(({ text }) => text);
    return { cloud, open, versions, forget: () => cloud.storage.buckets.get('acme-key-1')!.clear() };
  };
  pointedKeyLaws(() => {
    const { open, versions, forget } = place();
    return { open: () => open(), versions, forget };
  });

  test.each(['', '1e0', '0x1', 'latest', '../../other/versions/1'])(
    'is no version that the pointer does not name as one: %s',
    async (text) => {
      const { cloud, open } = place();
      expect(await open().readOrCreate(() => 'one')).toBe('one');
      cloud.storage.put('acme-key-1', 'key', Buffer.from(JSON.stringify({ mark: 'm', text })));
      expect(await failureOf(open().readOrCreate(() => 'two'))).toMatchObject({ code: 'key-invalid' });
    },
  );

  test('is made once though an answer was lost', async () => {
    const { cloud, open } = place();
    cloud.mishaps.push(
      () => undefined,
      () => undefined,
      'lost',
    );
    expect(await open().readOrCreate(() => 'one')).toBe('one');
    expect(await open().readOrCreate(() => 'two')).toBe('one');
  });

  test('whose version is gone is not made anew: pseudonyms would be others', async () => {
    const { cloud, open, versions } = place();
    await open().readOrCreate(() => 'one');
    cloud.secretManager.secrets.get(key)![0]!.state = 'DESTROYED';
    expect(await failureOf(open().readOrCreate(() => 'two'))).toMatchObject({ code: 'key-invalid' });
    expect(versions()).toEqual(['one']);
  });

  test('has no place where the deployment made none', async () => {
    const { cloud } = place();
    for (const [secret, bucket] of [
      [undefined, 'acme-key-1'],
      [key, undefined],
      [`${key}-never`, 'acme-key-1'],
      [key, 'never'],
    ]) {
      const failure = await failureOf(gcpKeys(cloud.client, { secret, bucket }).readOrCreate(() => 'one'));
      expect(failure).toMatchObject({
        code: 'key-missing',
        message: expect.stringMatching(/deploy the gateway again/),
      });
    }
  });

  test.each([
    ['secretmanager.versions.access', 'key-denied', /secretAccessor and secretVersionAdder/],
    ['secretmanager.versions.add', 'key-denied', /secretAccessor and secretVersionAdder/],
    ['storage.objects.get', 'key-denied', /^the gateway's key: .*objectUser/],
    ['storage.objects.create', 'key-denied', /^the gateway's key: .*objectUser/],
  ])('says what to grant without %s', async (missing, code, says) => {
    const { open } = place({ may: (_, permission) => permission !== missing });
    const failure = await failureOf(open().readOrCreate(() => 'CANARY key'));
    expect(failure).toMatchObject({ code, message: expect.stringMatching(says) });
    expect((failure as PlatformError).message).not.toMatch(/CANARY/);
  });
});
