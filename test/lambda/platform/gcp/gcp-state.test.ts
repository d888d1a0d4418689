import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { gcpState } from '../../../../lambda/platform/gcp/gcp-state.ts';
import { googleClient } from '../../../../lambda/platform/gcp/google-client.ts';
import { PlatformError } from '../../../../lambda/platform/platform-error.ts';
import { fetchAt } from '../../../standins/fetch-at.ts';
import { googleCloud } from '../../../standins/google-cloud/google-cloud.ts';
import { listenTls, type TlsListener } from '../../../standins/listen-tls.ts';
import { failureOf } from '../../support/failure-of.ts';
import { stateLaws } from '../state-laws.ts';
import { cloudToken, newCloud, unavailable } from './cloud.ts';

const bucket = 'acme-people-state';

const opened = (options: Parameters<typeof newCloud>[0] = {}) => {
  const cloud = newCloud(options);
  cloud.storage.buckets.set(bucket, new Map());
  return { cloud, store: gcpState(cloud.client, bucket) };
};

describe('the state store in Cloud Storage', () => {
  stateLaws(() => opened().store);

  test('asks for what it needs, each time anew', async () => {
    const { cloud, store } = opened();
    const version = await store.write('tokens/oauth', 'one', undefined);
    await store.read('tokens/oauth');
    await store.write('tokens/oauth', 'two', version);
    const url = `https://storage.googleapis.com/${bucket}/tokens/oauth`;
    expect(cloud.calls).toEqual([`PUT ${url}`, `GET ${url}`, `PUT ${url}`]);
  });

  test('knows its own write again when the answer was lost', async () => {
    const { cloud, store } = opened();
    cloud.mishaps.push('lost');
    const version = await store.write('a', 'one', undefined);
    expect(await store.read('a')).toEqual({ text: 'one', version });
    cloud.mishaps.push('lost');
    expect(await store.write('a', 'two', version)).toEqual(expect.any(String));
    expect(await store.read('a')).toMatchObject({ text: 'two' });
  });

  test('does not take the write of somebody else for its own', async () => {
    const { cloud, store } = opened();
    const theirs = JSON.stringify({ mark: 'theirs', text: 'same' });
    cloud.mishaps.push(unavailable(), () => cloud.storage.put(bucket, 'a', theirs));
    expect(await store.write('a', 'same', undefined)).toBeUndefined();
  });

  test.each([429, 500, 502, 503, 504, 408])('asks again after %i, three times in all', async (status) => {
    const { cloud, store } = opened();
    cloud.mishaps.push(unavailable(status), unavailable(status));
    expect(await store.read('a')).toBeUndefined();
    cloud.mishaps.push(unavailable(status), unavailable(status), unavailable(status));
    const failure = await failureOf(store.read('a'));
    expect(failure).toMatchObject({ code: 'state-unreachable', detail: { cause: `HTTP ${status}` } });
    expect((failure as Error).message).toMatch(/try again$/);
  });

  test('is missing where the deployment made none', async () => {
    const cloud = newCloud();
    for (const name of [undefined, '', 'acme-state-never']) {
      const store = gcpState(cloud.client, name);
      for (const failure of await Promise.all([store.read('a'), store.write('a', 'one', undefined)].map(failureOf)))
        expect(failure).toMatchObject({
          code: 'state-missing',
          message: expect.stringMatching(/deploy the gateway again$/),
        });
    }
  });

  test.each([
    ['may not read', 'storage.objects.get', /grant roles\/storage.objectUser/],
    ['may not list: nobody tells that there is no such object', 'storage.objects.list', /storage.objects.list/],
    ['may not write', 'storage.objects.create', /grant/],
    ['may not overwrite', 'storage.objects.delete', /storage.objects.delete/],
  ])('says what to grant to who %s', async (_, missing, says) => {
    const { cloud, store } = opened({ may: (_token, permission) => permission !== missing });
    if (missing === 'storage.objects.delete') cloud.storage.put(bucket, 'a', '{}');
    const work = /get|list/.test(missing) ? store.read('a') : store.write('a', 'one', '1');
    const failure = await failureOf(work);
    expect(failure).toBeInstanceOf(PlatformError);
    expect(failure).toMatchObject({
      code: 'state-denied',
      message: expect.stringMatching(says),
      detail: { cause: 'AccessDenied' },
    });
  });

  test('says that the sign-in is not good, without any word of the answer', async () => {
    const { store } = opened({ token: 'CANARY-other' });
    const failure = (await failureOf(store.read('a'))) as PlatformError;
    expect(failure).toMatchObject({ code: 'state-denied', message: expect.stringMatching(/sign in again/) });
    expect(JSON.stringify([failure.message, failure.detail])).not.toMatch(/CANARY/);
  });

  test.each(['', '{}', 'CANARY', '{"mark":1,"text":"CANARY"}'])('does not read what others wrote: %j', async (body) => {
    const { cloud, store } = opened();
    cloud.storage.put(bucket, 'a', body);
    const failure = (await failureOf(store.read('a'))) as PlatformError;
    expect(failure.code).toBe('state-invalid');
    expect(failure.message).not.toMatch(/CANARY/);
  });
});

describe('the state store in Cloud Storage, over TLS', () => {
  let listener: TlsListener;
  const cloud = googleCloud({ tokens: [cloudToken], now: Date.now });
  beforeAll(async () => {
    cloud.storage.buckets.set(bucket, new Map());
    listener = await listenTls(cloud.answer);
  });
  afterAll(() => listener.stop());

  test('is the same', async () => {
    const client = googleClient({ fetch: fetchAt(listener.port), random: () => 0, token: async () => cloudToken });
    const store = gcpState(client, bucket);
    const version = await store.write('tokens/a.lease', 'é'.repeat(1_000), undefined);
    expect(await store.read('tokens/a.lease')).toEqual({ text: 'é'.repeat(1_000), version });
    expect(await store.write('tokens/a.lease', 'two', '1')).toBeUndefined();
    expect(await store.read('never')).toBeUndefined();
  });
});
