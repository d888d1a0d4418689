import { expect, test } from 'vitest';
import { azureSync } from '../../../../lambda/platform/azure/azure-sync.ts';
import { deployedSync } from '../../../../lambda/platform/deployed-sync.ts';
import type { Platform } from '../../../../lambda/platform/platform.ts';
import { keyVault } from '../../../standins/azure/key-vault.ts';
import { resourceManager } from '../../../standins/azure/resource-manager.ts';

const job =
  '/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/acme-gateway/providers/Microsoft.App/jobs/acme-bi-users-resume';
const containers = 'https://acmegateway1a2b3c4d.blob.core.windows.net';
/** As the template gives it to app and jobs. */
const environment = {
  SALLYPORT_STATE: `${containers}/state-bi-users`,
  SALLYPORT_SOURCE_SECRET: 'https://acme-people-1a2b3c4d.vault.azure.net/secrets/source',
  SALLYPORT_SOURCE_STATE: `${containers}/state-people`,
  SALLYPORT_SIGNING_KEY: 'https://acme-bi-users-1a2b3c.vault.azure.net/secrets/signing',
  SALLYPORT_WAKE: job,
};

const tokens: Readonly<Record<string, string>> = {
  'https://vault.azure.net': 'CANARY-vault',
  'https://storage.azure.com': 'CANARY-storage',
  'https://management.azure.com': 'CANARY-management',
};

/** Blobs that are written once and read: what a pointer and a token take. */
const blobs = () => {
  const stored = new Map<string, string>();
  return {
    stored,
    async answer(request: Request): Promise<Response> {
      if (request.headers.get('authorization') !== 'Bearer CANARY-storage') return new Response(null, { status: 401 });
      const { pathname } = new URL(request.url);
      const missing = { status: 404, headers: { 'x-ms-error-code': 'BlobNotFound' } };
      if (request.method === 'GET')
        return stored.has(pathname)
          ? new Response(stored.get(pathname), { headers: { etag: '"1"' } })
          : new Response(null, missing);
      if (request.method !== 'PUT' || request.headers.get('if-none-match') !== '*' || stored.has(pathname))
        throw new Error(`${request.method} ${pathname} is not what a blob is made by`);
      stored.set(pathname, await request.text());
      return new Response(null, { status: 201, headers: { etag: '"1"' } });
    },
  };
};

const world = (variables: Readonly<Record<string, string>> = environment) => {
  const storage = blobs();
  const vault = keyVault({ tokens: ['CANARY-vault'], now: Date.now });
  vault.secrets.set(environment.SALLYPORT_SIGNING_KEY, []);
  vault.secrets.set(environment.SALLYPORT_SOURCE_SECRET, [
    { id: 'a'.repeat(32), value: '{"token":"CANARY"}', created: 1_790_000_000, enabled: true },
  ]);
  const manager = resourceManager({ tokens: ['CANARY-management'] });
  manager.resources.set(job, {});
  const calls: string[] = [];
  const respond = async (request: Request): Promise<Response> => {
    const { host } = new URL(request.url);
    calls.push(`${request.method} ${host}`);
    if (host === 'management.azure.com') return manager.answer(request);
    return host.endsWith('.vault.azure.net') ? vault.answer(request) : storage.answer(request);
  };
  const platform = {
    identity: { jwt: async (audience: string) => tokens[audience]! },
    fetch: (input: string, init?: RequestInit) => respond(new Request(input, init)),
    random: () => 0,
    now: Date.now,
  } as unknown as Platform;
  return { storage, manager, calls, places: azureSync(deployedSync(variables), platform) };
};

test('a sync on Azure has secret and state of its source, signing keys and a job that it starts', async () => {
  const { storage, manager, places } = world();
  expect(await places.source.secrets.read()).toEqual({ token: 'CANARY' });
  await places.source.state.write('tokens/one', 'text', undefined);
  expect(await places.signingKeys?.readOrCreate(() => 'ring')).toBe('ring');
  expect(await places.signingKeys?.read()).toBe('ring');
  expect([...storage.stored.keys()]).toEqual(['/state-people/tokens/one', '/state-bi-users/signing/key']);
  await places.wake();
  expect(manager.started).toEqual([[job, undefined]]);
});

test('one whose source has neither, and that makes no tokens, knows no place of these', async () => {
  const { calls, places } = world({ SALLYPORT_STATE: environment.SALLYPORT_STATE });
  expect(await places.source.secrets.read()).toEqual({});
  await expect(places.source.state.read('tokens/one')).rejects.toMatchObject({ code: 'state-missing' });
  expect(places.signingKeys).toBeUndefined();
  await expect(places.wake()).rejects.toMatchObject({ code: 'wake-missing' });
  expect(calls).toEqual([]);
});
