import { describe, expect, test } from 'vitest';
import { azureClient } from '../../../../lambda/platform/azure/azure-client.ts';
import { azureWake } from '../../../../lambda/platform/azure/azure-wake.ts';
import { type ResourceManagerOptions, resourceManager } from '../../../standins/azure/resource-manager.ts';
import { failureOf } from '../../support/failure-of.ts';

const group = '/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/acme-gateway';
const job = `${group}/providers/Microsoft.App/jobs/acme-bi-users-resume`;

const world = (options: Partial<ResourceManagerOptions> = {}, answers: readonly Response[] = []) => {
  const manager = resourceManager({ tokens: ['CANARY-management'], ...options });
  manager.resources.set(job, { properties: {} });
  const mishaps = [...answers];
  const calls: string[] = [];
  const audiences: string[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    calls.push(`${request.method} ${request.url}`);
    return mishaps.shift() ?? manager.answer(request);
  };
  const token = async (audience: string) => {
    audiences.push(audience);
    return 'CANARY-management';
  };
  return { manager, calls, audiences, client: azureClient({ fetch, random: () => 0, token }, 'management') };
};

describe('a Container Apps job that is started by hand', () => {
  test('begins as it is, with a token for Azure itself, and nobody waits for its end', async () => {
    const { manager, calls, audiences, client } = world({ run: () => new Promise(() => undefined) });
    await azureWake(client, job)();
    expect(manager.started).toEqual([[job, undefined]]);
    expect(calls).toEqual([`POST https://management.azure.com${job}/start?api-version=2024-03-01`]);
    expect(audiences).toEqual(['https://management.azure.com']);
  });

  test('is asked for once: each call that arrives starts a container', async () => {
    const { calls, client } = world({}, [new Response('CANARY', { status: 503 })]);
    expect(await failureOf(azureWake(client, job)())).toMatchObject({ code: 'wake-unreachable' });
    expect(calls).toHaveLength(1);
  });

  const mayNot = (action: string) => action !== 'Microsoft.App/jobs/start/action';
  test.each([
    ['no role', { may: mayNot }, job, 'wake-denied', /Container Apps Jobs Operator/],
    ['another sign-in', { tokens: ['CANARY-other'] }, job, 'wake-denied', /tenant/],
    ['another job', {}, `${job}-2`, 'wake-missing', /deploy the gateway again/],
    ['no job', {}, undefined, 'wake-missing', /deploy the gateway again/],
    ['what is no job', {}, `${group}/providers/Microsoft.App/containerApps/acme`, 'wake-missing', /deploy/],
    ['another host in it', {}, `.evil.example${job}`, 'wake-missing', /deploy the gateway again/],
  ] as const)('with %s is a coded error', async (_what, options, id, code, says) => {
    const { manager, client } = world(options);
    const failure = await failureOf(azureWake(client, id)());
    expect(failure).toMatchObject({ code, message: expect.stringMatching(says) });
    expect(String(failure)).not.toMatch(/CANARY/);
    expect(manager.started).toEqual([]);
  });
});
