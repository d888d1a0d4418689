import { expect, test } from 'vitest';
import { deployedSync } from '../../../../lambda/platform/deployed-sync.ts';
import { gcpSync } from '../../../../lambda/platform/gcp/gcp-sync.ts';
import type { Platform } from '../../../../lambda/platform/platform.ts';
import { googleCloud } from '../../../standins/google-cloud/google-cloud.ts';

const topic = 'projects/acme-gateway/topics/acme-bi-users-wake';
/** As the template gives it to the service. */
const environment = {
  SALLYPORT_STATE: 'acme-bi-users-state',
  SALLYPORT_SOURCE_SECRET: 'projects/acme-gateway/secrets/acme-people',
  SALLYPORT_SOURCE_STATE: 'acme-people-state',
  SALLYPORT_SIGNING_KEY: 'projects/acme-gateway/secrets/acme-bi-users_signing',
  SALLYPORT_WAKE: topic,
};

const world = (variables: Readonly<Record<string, string>> = environment) => {
  const cloud = googleCloud({ tokens: ['CANARY-token'], now: Date.now });
  for (const bucket of ['acme-bi-users-state', 'acme-people-state']) cloud.storage.buckets.set(bucket, new Map());
  cloud.secretManager.secrets.set(environment.SALLYPORT_SOURCE_SECRET, [
    { text: '{"token":"CANARY"}', madeAt: 0, state: 'ENABLED' },
  ]);
  cloud.secretManager.secrets.set(environment.SALLYPORT_SIGNING_KEY, []);
  cloud.pubSub.topics.add(topic);
  const platform = {
    identity: { google: async () => 'CANARY-token' },
    fetch: (input: string, init?: RequestInit) => cloud.answer(new Request(input, init)),
    random: () => 0,
    now: Date.now,
  } as unknown as Platform;
  return { cloud, places: gcpSync(deployedSync(variables), platform) };
};

test('a sync on Google Cloud has secret and state of its source, signing keys and a bell', async () => {
  const { cloud, places } = world();
  const { buckets } = cloud.storage;
  expect(await places.source.secrets.read()).toEqual({ token: 'CANARY' });
  await places.source.state.write('tokens/one', 'text', undefined);
  expect([...buckets.get('acme-people-state')!.keys()]).toEqual(['tokens/one']);
  expect(await places.signingKeys?.readOrCreate(() => 'ring')).toBe('ring');
  expect(await places.signingKeys?.read()).toBe('ring');
  expect([...buckets.get('acme-bi-users-state')!.keys()]).toEqual(['signing/key']);
  await places.wake();
  expect(cloud.calls.at(-1)).toBe(`POST https://pubsub.googleapis.com/v1/${topic}:publish`);
});

test('one whose source has neither, and that makes no tokens, knows no place of these', async () => {
  const { cloud, places } = world({ SALLYPORT_STATE: 'acme-bi-users-state' });
  expect(await places.source.secrets.read()).toEqual({});
  await expect(places.source.state.read('tokens/one')).rejects.toMatchObject({ code: 'state-missing' });
  expect(places.signingKeys).toBeUndefined();
  await expect(places.wake()).rejects.toMatchObject({ code: 'wake-missing' });
  expect(cloud.calls).toEqual([]);
});
