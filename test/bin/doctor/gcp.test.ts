import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { doctorCommand } from '../../../bin/commands/doctor.ts';
import type { Diagnosis } from '../../../bin/doctor/diagnosis.ts';
import { type GoogleCloud, type GoogleCloudOptions, googleCloud } from '../../standins/google-cloud/google-cloud.ts';
import { idTokenOf } from '../../standins/google-cloud/iam.ts';
import { inProcess } from '../in-process.ts';
import { deployGcp } from './deployed-gcp.ts';
import { type GateOptions, gate, goodReport } from './gate.ts';
import { programs } from './programs.ts';
import { type DoctorWorkspace, doctorWorkspace, everyIdentity } from './workspace.ts';

const program = programs();
const service = (name: string) => `projects/acme-gateway/locations/europe-west1/services/acme-${name}`;
const urlOf = (name: string) => `https://acme-${name}-123456789012.europe-west1.run.app`;
const scheduler = 'acme--scheduler@acme-gateway.iam.gserviceaccount.com';
const pool = 'projects/123456789012/locations/global/workloadIdentityPools/vendor-acme';
const vendor = 'acme--vendor@acme-gateway.iam.gserviceaccount.com';
const now = Date.parse('2026-11-22T12:30:00Z');

let cloud: GoogleCloud;
let gates: Record<string, (request: Request) => Response>;
let denied: Set<string>;

const gateOf = (name: string, options: GateOptions = {}): void => {
  gates[urlOf(name)] = gate({ scheduler: idTokenOf(scheduler, urlOf(name)), ...options });
};

/** A cloud in which all is as it should be. */
const deploy = (place: DoctorWorkspace): void => {
  const may: GoogleCloudOptions['may'] = (_, permission) => !denied.has(permission);
  cloud = googleCloud({ tokens: ['CANARY-token'], now: Date.now, may });
  deployGcp(place.config, cloud);
  const { SALLYPORT_SECRET: secret = '' } = cloud.services.get(service('tickets'))!;
  cloud.secretManager.secrets.set(secret, [{ text: '{"token":"CANARY"}', madeAt: now, state: 'ENABLED' }]);
  record({ due: Date.parse('2026-11-22T12:00:00Z'), outcome: 'done', attempts: 1, startedAt: now, endedAt: now });
  gateOf('desks');
  gateOf('tickets');
};

const record = (value: object): void => {
  const bucket = cloud.services.get(service('desks'))!['SALLYPORT_STATE']!;
  cloud.storage.put(bucket, 'jobs/check', JSON.stringify({ mark: 'CANARY', text: JSON.stringify(value) }));
};

beforeEach(() => {
  vi.useFakeTimers({ now, toFake: ['Date'] });
  denied = new Set();
  gates = {};
  program('gcloud', '[ "$*" = "auth print-access-token" ] && echo CANARY-token');
  const answer = async (request: Request): Promise<Response> => {
    const { origin } = new URL(request.url);
    return gates[origin]?.(request) ?? cloud.answer(request);
  };
  vi.stubGlobal('fetch', (input: string, init?: RequestInit) => answer(new Request(input, init)));
});

const doctor = async ({ config }: DoctorWorkspace, ...args: readonly string[]) => {
  const ended = await inProcess(doctorCommand, ['doctor', '--config', config, ...args]);
  expect(ended.stdout + ended.stderr).not.toMatch(/CANARY|eyJ|^ +at /m);
  return ended;
};

/** They change with every edit of the handler. */
const withoutDigests = (text: string): string => text.replaceAll(/\([0-9a-f]{12}\)/g, '(<digest>)');

/** Lines by source and subject. */
const linesOf = async (place: DoctorWorkspace, ...args: readonly string[]) => {
  const { code, stdout } = await doctor(place, '--json', ...args);
  const [diagnosis] = JSON.parse(stdout) as [Diagnosis];
  const lines = Object.fromEntries(
    diagnosis.lines.map(({ source, what, ...line }) => [`${source ?? ''}/${what}`, line]),
  );
  const bad = diagnosis.lines
    .filter(({ state }) => state === 'failed')
    .map(({ source, what }) => `${source ?? ''}/${what}`);
  return { code, lines, bad };
};

describe('a gateway on Google Cloud that lets in by Cloud Run', () => {
  let place: DoctorWorkspace;
  beforeAll(() => {
    place = doctorWorkspace({ deploy: ['gcp'], profile: 'platform', identity: everyIdentity });
  });
  afterAll(() => place[Symbol.dispose]());
  beforeEach(() => deploy(place));

  test('is well as it was deployed', async () => {
    const { code, stdout } = await doctor(place);
    await expect(withoutDigests(stdout)).toMatchFileSnapshot('__snapshots__/gcp-platform.txt');
    expect(code).toBe(0);
  });

  const { accounts, pools } = { accounts: () => cloud.iam.accounts, pools: () => cloud.iam.pools };
  const door = (change: object): void => {
    cloud.doors.set(service('desks'), { ...cloud.doors.get(service('desks')), ...change });
  };
  const provider = (index: number, change: object): void => {
    pools().set(
      pool,
      pools()
        .get(pool)!
        .map((each, at) => (at === index ? { ...each, ...change } : each)),
    );
  };
  const variable = (name: string, value: string): void => {
    cloud.services.set(service('desks'), { ...cloud.services.get(service('desks')), [name]: value });
  };

  test.each<[string, () => void, string, RegExp]>([
    ['opened to everybody', () => door({ invokerIamDisabled: true }), 'desks/Cloud Run', /the opposite/],
    [
      'given to one more',
      () =>
        door({
          bindings: [
            ...cloud.doors.get(service('desks'))!.bindings!,
            { role: 'roles/run.invoker', members: ['allUsers'] },
          ],
        }),
      'desks/may call',
      /^is there and is not configured: allUsers has roles\/run.invoker$/,
    ],
    [
      'bound by a condition',
      () =>
        door({
          bindings: [{ ...cloud.doors.get(service('desks'))!.bindings![0]!, condition: { expression: 'false' } }],
        }),
      'desks/may call',
      / if false.* is configured and is not there: /,
    ],
    ['taken away', () => door({ bindings: [] }), 'desks/may call', /^is configured and is not there: .*; .*; /],
    [
      'told of another audience',
      () => door({ customAudiences: ['https://x.example'] }),
      'desks/audiences',
      /https:\/\/x/,
    ],
    [
      'without a condition',
      () => provider(0, { attributeCondition: '' }),
      '/vendor pool',
      /aws-role takes .* without a condition/,
    ],
    [
      'with another issuer',
      () => provider(3, { oidc: { issuerUri: 'https://evil.example', allowedAudiences: ['acme-gateway'] } }),
      '/vendor pool',
      /evil.example/,
    ],
    ['with a provider that is disabled', () => provider(1, { disabled: true }), '/vendor pool', /and is disabled/],
    ['without its pool', () => pools().clear(), '/vendor pool', /^is configured and is not there/],
    [
      'whose account anybody of the pool may be',
      () =>
        accounts().set(vendor, {
          ...accounts().get(vendor)!,
          bindings: [
            ...accounts().get(vendor)!.bindings,
            { role: 'roles/iam.workloadIdentityUser', members: [`principalSet://iam.googleapis.com/${pool}/*`] },
          ],
        }),
      '/vendor account',
      /principalSet:/,
    ],
    [
      'whose handler lets in another account',
      () =>
        variable(
          'SALLYPORT_CALLERS',
          JSON.stringify([{ issuer: 'https://accounts.google.com', audience: 'x', claims: { sub: '1' } }]),
        ),
      'desks/handler lets in',
      /for x, sub 1/,
    ],
    ['whose jobs anybody may start', () => variable('SALLYPORT_SCHEDULER', '[]'), 'desks/starts jobs', /is not there/],
  ])('%s is found out', async (_, befall, line, found) => {
    befall();
    const { code, lines, bad } = await linesOf(place, '--no-calls');
    expect(bad).toEqual([line]);
    expect(lines[line]).toMatchObject({
      state: 'failed',
      found: expect.stringMatching(found),
      todo: expect.stringMatching(/deploy again/),
    });
    expect(code).toBe(1);
  });
});

describe('a gateway on Google Cloud whose handler verifies tokens', () => {
  let place: DoctorWorkspace;
  beforeAll(() => {
    place = doctorWorkspace({ deploy: ['gcp'] });
  });
  afterAll(() => place[Symbol.dispose]());
  beforeEach(() => deploy(place));

  test('is well as it was deployed, with all that is called', async () => {
    const { code, stdout, stderr } = await doctor(place);
    await expect(withoutDigests(stdout)).toMatchFileSnapshot('__snapshots__/gcp-bearer.txt');
    expect({ code, stderr }).toEqual({ code: 0, stderr: 'Looked at 2 of 2 sources on Google Cloud (europe-west1).\n' });
  });

  test('of another configuration is found out, and not what did not change', async () => {
    using changed = doctorWorkspace({ deploy: ['gcp'] });
    changed.change('publicUrl: https://gate.example/desks');
    const { lines, bad } = await linesOf(changed, '--no-calls');
    expect(bad).toEqual(['desks/configuration', 'desks/package']);
    expect(lines['desks/configuration']).toMatchObject({
      found: expect.stringMatching(/^deployed configuration differs: it is [0-9a-f]{12}, here it is [0-9a-f]{12}$/),
      todo: 'deploy again: npx cdktf synth, and terraform apply in cdktf.out/stacks/acme-gcp',
    });
  });

  test('is called by nobody where calls are not wanted', async () => {
    gates = {};
    const { code, lines } = await linesOf(place, '--no-calls');
    expect(code).toBe(0);
    expect(Object.keys(lines)).not.toEqual(expect.arrayContaining(['desks/health']));
    expect(cloud.calls.filter((call) => call.includes('iamcredentials'))).toEqual([]);
  });

  test.each<[string, () => void, string, RegExp]>([
    [
      'lets in whoever calls',
      () => gateOf('desks', { lets: () => true }),
      'desks/without a token',
      /answered with 200, and must be refused/,
    ],
    [
      'verifies no signature',
      () => gateOf('tickets', { lets: (sent) => sent !== null }),
      'tickets/with a wrong token',
      /answered with 200, and must be refused/,
    ],
    [
      'can not be called with what it has',
      () =>
        gateOf('desks', {
          report: { ...goodReport, call: { ok: false, code: 'source-failed', reason: 'the source failed' } },
        }),
      'desks/call',
      /^the source failed \(source-failed\)$/,
    ],
    [
      'does not reach its hosts',
      () => gateOf('desks', { report: { ...goodReport, egress: [{ host: 'a.example', open: false }] } }),
      'desks/egress',
      /can not be reached from there: a.example/,
    ],
    [
      'runs another version',
      () => gateOf('desks', { report: { ...goodReport, version: '0.0.1' } }),
      'desks/version',
      /^0.0.1 runs/,
    ],
    [
      'was not tried for hours',
      () =>
        record({ due: Date.parse('2026-11-22T09:00:00Z'), outcome: 'done', attempts: 1, startedAt: now, endedAt: now }),
      'desks/schedule',
      /^3 of its times went by without a run, since 2026-11-22T10:00:00Z/,
    ],
    [
      'failed when it was tried',
      () =>
        record({
          due: Date.parse('2026-11-22T12:00:00Z'),
          outcome: 'given-up',
          attempts: 3,
          startedAt: now,
          code: 'source-failed',
        }),
      'desks/schedule',
      /given-up \(source-failed\), attempt 3/,
    ],
    [
      'has no secret',
      () => cloud.secretManager.secrets.set('projects/acme-gateway/secrets/acme-tickets', []),
      'tickets/secret',
      /calls can not be made: .* lacks token/,
    ],
    ['is not there', () => cloud.services.delete(service('tickets')), 'tickets/deployed', /deploy the gateway/],
  ])('a source that %s is found out', async (_, befall, line, found) => {
    befall();
    const { code, lines } = await linesOf(place);
    expect(lines[line]).toMatchObject({
      state: 'failed',
      found: expect.stringMatching(found),
      todo: expect.any(String),
    });
    expect(code).toBe(1);
  });

  test.each([
    [
      'run.services.getIamPolicy',
      'desks/trust',
      'sign in as somebody with run.services.getIamPolicy (roles/run.viewer)',
    ],
    [
      'iam.serviceAccounts.getOpenIdToken',
      'desks/report',
      `sign in as somebody with roles/iam.serviceAccountOpenIdTokenCreator on ${scheduler}`,
    ],
  ])('without the right %s the rest is told', async (permission, line, todo) => {
    denied.add(permission);
    const { code, lines } = await linesOf(place, 'desks');
    expect(lines[line]).toMatchObject({ state: 'not known', todo });
    expect(lines['desks/configuration']).toMatchObject({ state: 'ok' });
    expect(code).toBe(0);
  });

  test('a source without a schedule is not asked what only a job can tell', async () => {
    const { lines } = await linesOf(place, 'tickets');
    expect(lines['tickets/report']).toMatchObject({
      state: 'not known',
      todo: expect.stringMatching(/^add check to tickets/),
    });
  });
});

describe('a gateway on Google Cloud that has agents', () => {
  let place: DoctorWorkspace;
  beforeAll(() => {
    place = doctorWorkspace({
      deploy: ['gcp'],
      tickets: '\n    via: relay',
      rest: 'relay: { agents: { maximum: 1 } }',
    });
  });
  afterAll(() => place[Symbol.dispose]());
  beforeEach(() => deploy(place));

  test('is told of what its registry says', async () => {
    const { registryBucket } = JSON.parse(cloud.services.get(service('relay'))!['SALLYPORT_RELAY']!);
    cloud.storage.buckets.set(registryBucket, new Map());
    expect((await linesOf(place, '--no-calls')).lines).toMatchObject({
      '/agents': { state: 'ok', found: 'the registry can be read: it has 0 of at most 1 agents' },
      'tickets/agents': { state: 'failed', todo: 'enrol one: sallyport agent code <agent> --host gcp' },
    });
  });

  test('without the right to read it, or without the relay, is told so', async () => {
    denied.add('storage.objects.get');
    expect((await linesOf(place, '--no-calls')).lines).toMatchObject({
      '/agents': { state: 'not known' },
      'tickets/agents': { state: 'not known' },
    });
    cloud.services.delete(service('relay'));
    const { code, lines } = await linesOf(place, '--no-calls');
    expect(code).toBe(1);
    expect(lines['/agents']).toMatchObject({
      state: 'failed',
      found: expect.stringMatching(/services\/acme-relay can not be looked at: deploy the gateway/),
      todo: expect.stringMatching(/^deploy it/),
    });
  });
});
