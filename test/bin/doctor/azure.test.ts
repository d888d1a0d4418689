import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { doctorCommand } from '../../../bin/commands/doctor.ts';
import type { Diagnosis } from '../../../bin/doctor/diagnosis.ts';
import { storageClient } from '../../../lambda/platform/azure/azure-client.ts';
import { azureState } from '../../../lambda/platform/azure/azure-state.ts';
import { keyVault } from '../../standins/azure/key-vault.ts';
import {
  type ResourceManager,
  type ResourceManagerOptions,
  resourceManager,
} from '../../standins/azure/resource-manager.ts';
import { type Azurite, azuriteToken, startAzurite } from '../../standins/azure/start-azurite.ts';
import { inProcess } from '../in-process.ts';
import { appId, deployAzure, identityId, jobId } from './deployed-azure.ts';
import { gate, goodReport } from './gate.ts';
import { programs } from './programs.ts';
import { type DoctorWorkspace, doctorWorkspace, everyIdentity } from './workspace.ts';

const program = programs();

let place: DoctorWorkspace;
let azurite: Azurite;
let manager: ResourceManager;
let environments: Record<string, Record<string, string>>;
let run: NonNullable<ResourceManagerOptions['run']>;
let denied: Set<string>;
let report: object;

beforeAll(async () => {
  place = doctorWorkspace({ deploy: ['azure'], profile: 'platform', identity: everyIdentity });
  const made = deployAzure(place.config, resourceManager({ tokens: [] }));
  azurite = await startAzurite('blob', new URL(made['acme-desks']!['SALLYPORT_STATE']!).host.split('.')[0]!);
  for (const name of ['gateway-key', 'state-desks']) await azurite.make(name);
});
afterAll(async () => {
  place[Symbol.dispose]();
  await azurite?.stop();
});

/** What the job does: it leaves a report in the source's state. */
const leave = async (value: object): Promise<void> => {
  const options = { fetch: azurite.fetch, random: Math.random, token: async () => azuriteToken() };
  const state = azureState(storageClient(options), environments['acme-desks']!['SALLYPORT_STATE']);
  const before = await state.read('jobs/report');
  await state.write('jobs/report', JSON.stringify(value), before?.version);
};

beforeEach(() => {
  denied = new Set();
  report = { ...goodReport, at: new Date().toISOString() };
  run = async () => {
    await leave(report);
    return 'Succeeded';
  };
  manager = resourceManager({
    tokens: ['CANARY-management'],
    may: (action) => !denied.has(action),
    run: (job) => run(job),
  });
  environments = deployAzure(place.config, manager);
  program(
    'az',
    `case "$4" in https://storage.azure.com) echo ${azuriteToken()};; *vault*) echo CANARY-vault;; *) echo CANARY-management;; esac`,
  );
  const vault = keyVault({ tokens: ['CANARY-vault'], now: Date.now });
  const { SALLYPORT_SECRET: secret = '', SALLYPORT_KEY_SECRET: key = '' } = environments['acme-tickets']!;
  const value = '{"token":"CANARY"}';
  vault.secrets.set(secret, [{ id: '1'.repeat(32), value, created: 1_763_800_000, enabled: true }]).set(key, []);
  const answer = gate();
  const respond = async (request: Request): Promise<Response> => {
    const { host } = new URL(request.url);
    if (host === 'management.azure.com') return manager.answer(request);
    if (host.endsWith('.vault.azure.net')) return vault.answer(request);
    if (host.endsWith('.azurecontainerapps.io')) return answer(request);
    return azurite.fetch(request);
  };
  vi.stubGlobal('fetch', (input: string, init?: RequestInit) => respond(new Request(input, init)));
});

const doctor = async (...args: readonly string[]) => {
  const ended = await inProcess(doctorCommand, ['doctor', '--config', place.config, ...args]);
  expect(ended.stdout + ended.stderr).not.toMatch(/CANARY|eyJ|^ +at /m);
  return ended;
};

const linesOf = async (...args: readonly string[]) => {
  const { code, stdout } = await doctor('--json', ...args);
  const [diagnosis] = JSON.parse(stdout) as [Diagnosis];
  const named = diagnosis.lines.map((line) => [`${line.source ?? ''}/${line.what}`, line] as const);
  const bad = named.filter(([, { state }]) => state === 'failed').map(([name]) => name);
  return { code, lines: Object.fromEntries(named), bad };
};

describe('a gateway on Azure', () => {
  test('is well as it was deployed, and reports by its job', async () => {
    const { code, stdout } = await doctor();
    const text = stdout.replaceAll(/\([0-9a-f]{12}\)/g, '(<digest>)');
    await expect(text).toMatchFileSnapshot('__snapshots__/azure-platform.txt');
    expect(code).toBe(0);
    expect(manager.started.map(([job]) => job)).toEqual([jobId('acme-desks-check')]);
    const { containers } = manager.started[0]![1] as { containers: { env: { name: string }[]; command: string[] }[] };
    expect(containers[0]!.env.filter(({ name }) => name === 'SALLYPORT_JOB')).toEqual([
      { name: 'SALLYPORT_JOB', value: 'report' },
    ]);
    expect(containers[0]!.command[0]).toBe('node');
  });

  const variable = (value: string): void => {
    const found = manager.resources.get(appId('acme-desks')) as {
      properties: { template: { containers: { env: { name: string; value: string }[] }[] } };
    };
    const { env } = found.properties.template.containers[0]!;
    env.find(({ name }) => name === 'SALLYPORT_CALLERS')!.value = value;
  };
  const credentials = (...value: readonly object[]): void => {
    manager.resources.set(`${identityId('acme--vendor-aws')}/federatedIdentityCredentials`, { value });
  };
  const callers = () => JSON.parse(environments['acme-desks']!['SALLYPORT_CALLERS']!) as Record<string, unknown>[];
  const intruder = { issuer: 'https://evil.example', audience: 'x', claims: { sub: '1' } };
  const otherRole = {
    issuer: 'https://0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9.tokens.sts.global.api.aws',
    subject: 'arn:aws:iam::111122223333:role/other',
    audiences: ['api://AzureADTokenExchange'],
  };
  const openDoor = (): void => {
    const found = manager.resources.get(appId('acme-desks')) as { properties: object };
    const configuration = { ingress: { external: true, allowInsecure: true } };
    manager.resources.set(appId('acme-desks'), { properties: { ...found.properties, configuration } });
  };

  test.each<[string, () => void, string, RegExp]>([
    [
      'whose handler lets in one more',
      () => variable(JSON.stringify([...callers(), intruder])),
      'desks/may call',
      /^is there and is not configured: tokens of https:\/\/evil.example for x, sub 1$/,
    ],
    [
      'whose handler asks nobody for whom it calls',
      () => variable(JSON.stringify(callers().map(({ externalId: _, ...each }) => each))),
      'desks/may call',
      /is configured and is not there: .*sallyport-external-id acme-7f3c9b2e5b1d4086/,
    ],
    [
      'whose identity another role may take',
      () => credentials({ name: 'vendor', properties: otherRole }),
      '/identity acme--vendor-aws',
      /role\/other/,
    ],
    ['whose identity nobody may take', () => credentials(), '/identity acme--vendor-aws', /^is configured and is not/],
    ['that takes calls without TLS', openDoor, 'desks/ingress', /without TLS/],
  ])('%s is found out', async (_, befall, line, found) => {
    befall();
    const { code, lines, bad } = await linesOf('--no-calls');
    expect(bad).toEqual([line]);
    expect(lines[line]).toMatchObject({
      found: expect.stringMatching(found),
      todo: expect.stringMatching(/deploy again: npx cdktf synth, and terraform apply/),
    });
    expect(code).toBe(1);
    expect(manager.started).toEqual([]);
  });

  test('of which the job fails says so', async () => {
    run = async () => 'Failed';
    const { lines, code } = await linesOf('desks');
    expect(lines['desks/report']).toMatchObject({ state: 'not known', found: 'the job ended and left no report' });
    expect(code).toBe(0);
  });

  test('of which a call fails says so', async () => {
    report = { ...report, call: { ok: false, code: 'source-failed', reason: 'the source answered that it failed' } };
    const { lines, code } = await linesOf('desks');
    expect(lines['desks/call']).toMatchObject({ found: 'the source answered that it failed (source-failed)' });
    expect(code).toBe(1);
  });

  test('without the right to start its job tells the rest', async () => {
    denied.add('Microsoft.App/jobs/start/action');
    const { lines } = await linesOf('desks');
    const todo = 'sign in as somebody with Microsoft.App/jobs/start/action (Container Apps Jobs Operator)';
    expect(lines['desks/report']).toMatchObject({ state: 'not known', todo });
    expect(lines['desks/configuration']).toMatchObject({ state: 'ok' });
  });
});
