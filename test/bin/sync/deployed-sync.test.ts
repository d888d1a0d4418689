import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { syncCommand } from '../../../bin/commands/sync.ts';
import { CommandError, exitCode } from '../../../bin/exit-code.ts';
import type { SyncStatus } from '../../../bin/sync/sync-status.ts';
import { syncDocument } from '../../../config/config.ts';
import { loadConfig } from '../../../config/load.ts';
import { connectors } from '../../../connectors/index.ts';
import { runningConnector } from '../../../connectors/running.ts';
import { gcpKeys } from '../../../lambda/platform/gcp/gcp-keys.ts';
import { gcpState } from '../../../lambda/platform/gcp/gcp-state.ts';
import { googleClient } from '../../../lambda/platform/gcp/google-client.ts';
import { localPlatform } from '../../../lambda/platform/local/local-platform.ts';
import { jsonLog } from '../../../lambda/platform/log.ts';
import { type OpenSync, openSync } from '../../../lambda/sync/open-sync.ts';
import type { SyncPlan } from '../../../lambda/sync/plan/sync-plan.ts';
import type { RunRecord } from '../../../lambda/sync/sync-run.ts';
import { type GoogleCloud, googleCloud } from '../../standins/google-cloud/google-cloud.ts';
import { inProcess } from '../in-process.ts';
import { type SyncWorkspace, syncWorkspace } from './sync-workspace.ts';

const key = 'projects/acme-gateway/secrets/acme_key';
const topic = 'projects/acme-gateway/topics/acme-bi-users-wake';
const service = 'projects/acme-gateway/locations/europe-west1/services/acme-bi-users';
const deploy = 'deploy: { gcp: { project: acme-gateway, projectNumber: "123456789012", region: europe-west1 } }';
const schedule = 'schedule: { cron: "0 2 * * *", timeZone: UTC }';

/** A folder with the program that knows who is signed in, which is all of PATH. */
const programs = mkdtempSync(join(tmpdir(), 'sallyport-programs-'));
writeFileSync(
  join(programs, 'gcloud'),
  `#!/bin/sh
case "$*" in
  "auth print-access-token") echo CANARY-token ;;
  "config get account") echo operator@acme.example ;;
  *) exit 1 ;;
esac
`,
);
chmodSync(join(programs, 'gcloud'), 0o755);
afterAll(() => rmSync(programs, { recursive: true }));

let cloud: GoogleCloud;
/** What wakes the function up. */
let woken: () => void;

beforeEach(() => {
  vi.stubEnv('PATH', programs);
  vi.stubEnv('GOOGLE_APPLICATION_CREDENTIALS', undefined);
  cloud = googleCloud({ tokens: ['CANARY-token'], now: Date.now });
  woken = () => undefined;
  const real = globalThis.fetch;
  vi.stubGlobal('fetch', async (input: string, init?: RequestInit) => {
    const request = new Request(input, init);
    if (new URL(request.url).hostname === '127.0.0.1') return real(request);
    const answer = await cloud.answer(request);
    if (request.url === `https://pubsub.googleapis.com/v1/${topic}:publish` && answer.ok) woken();
    return answer;
  });
  cloud.services.set(service, {
    SALLYPORT_KEY_SECRET: key,
    SALLYPORT_KEY_STATE: 'acme-key',
    SALLYPORT_STATE: 'acme-bi-users-state',
    SALLYPORT_WAKE: topic,
  });
  cloud.secretManager.secrets.set(key, []);
  cloud.storage.buckets.set('acme-key', new Map()).set('acme-bi-users-state', new Map());
  cloud.pubSub.topics.add(topic);
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
});

const here = () => syncWorkspace({ sync: [schedule], rest: [deploy] });

/** The sync's function: its own code, its place in the cloud, the example's dashboard. */
const deployedFunction = ({ directory, config: file }: SyncWorkspace): OpenSync => {
  const config = loadConfig(file, connectors);
  const client = googleClient({ fetch: globalThis.fetch, random: () => 0, token: async () => 'CANARY-token' });
  const log = jsonLog(() => undefined, Date.now);
  const own = {
    ...localPlatform({ directory, gateway: 'acme', source: 'bi-users', log }),
    state: gcpState(client, 'acme-bi-users-state'),
    keys: gcpKeys(client, { secret: key, bucket: 'acme-key' }),
  };
  const source = localPlatform({ directory, gateway: 'acme', source: 'people', log });
  const document = syncDocument(config, 'bi-users');
  const connector = runningConnector(document.source)!;
  return openSync({ document, connector, platforms: { own, source, wake: async () => undefined }, isLocal: true });
};

const deployed = async () => {
  const place = await here();
  const running = deployedFunction(place);
  const ended: Promise<unknown>[] = [];
  woken = () => void ended.push(running.runJob('resume', { signal: new AbortController().signal }));
  return { place, running, ended };
};

const sync = async (place: SyncWorkspace, args: readonly string[]) => {
  const ended = await inProcess(syncCommand, ['sync', ...args, '--host', 'gcp', '--config', place.config]);
  expect(ended.stdout + ended.stderr).not.toMatch(/CANARY|^ +at /m);
  return ended;
};
const json = async <Answer>(place: SyncWorkspace, args: readonly string[]): Promise<Answer> =>
  JSON.parse((await sync(place, [...args, '--json'])).stdout);

describe('a sync that is deployed', { timeout: 20_000 }, () => {
  test('is asked for a run, woken up and followed to its end', async () => {
    const { place } = await deployed();
    await using _ = place;
    const { code, stdout } = await sync(place, ['run', 'bi-users']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Run [\w-]{8} of bi-users on Google Cloud \(europe-west1\) \(changed, /);
    expect(stdout).toMatch(/^ {2}created +4$/m);
    expect(place.dashboard.users.size).toBe(4);
    const [run] = await json<RunRecord[]>(place, ['history', 'bi-users']);
    expect(run).toMatchObject({ cause: 'command', by: 'operator@acme.example', outcome: 'done' });
    const status = await json<SyncStatus>(place, ['status', 'bi-users']);
    expect(status).toMatchObject({ host: 'gcp', users: 4, next: { changed: expect.stringMatching(/T02:00:00Z$/) } });
    expect(status.next!.full).toMatch(/T04:00:00Z$/);
  });

  test('makes its plan there, which is shown here', async () => {
    const { place } = await deployed();
    await using _ = place;
    const { code, stdout, stderr } = await sync(place, ['run', 'bi-users', '--dry-run']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\+ create +ada +user\.email/m);
    expect(stderr).toMatch(/^Apply it: sallyport sync run bi-users --host gcp$/m);
    expect(place.dashboard.users.size).toBe(0);
    const plan = await json<SyncPlan>(place, ['run', 'bi-users', '--dry-run']);
    expect(plan.counts).toMatchObject({ users: 4, create: 4 });
    const full = await json<SyncPlan>(place, ['run', 'bi-users', '--dry-run', '--full']);
    expect(full.counts).toMatchObject({ users: 4, create: 4 });
    const runs = await json<RunRecord[]>(place, ['history', 'bi-users']);
    expect(runs.map(({ kind, outcome }) => [kind, outcome])).toEqual([
      ['full-plan', 'planned'],
      ['plan', 'planned'],
      ['plan', 'planned'],
    ]);
  });

  test('that its guard has stopped is approved by who is signed in there', async () => {
    const { place } = await deployed();
    await using _ = place;
    await sync(place, ['run', 'bi-users']);
    place.people({ ada: {} });
    const tripped = await sync(place, ['run', 'bi-users']);
    expect(tripped).toMatchObject({
      code: 6,
      stderr: expect.stringMatching(/sallyport sync approve bi-users --host gcp\n$/),
    });
    const approved = await sync(place, ['approve', 'bi-users', '--yes']);
    expect(approved).toMatchObject({ code: 0, stdout: 'Approved, by operator@acme.example.\n' });
    expect(await json(place, ['run', 'bi-users'])).toMatchObject({ outcome: 'done', counts: { disable: 3 } });
    // Nothing of a user lies there in the clear.
    const kept = [...cloud.storage.buckets.get('acme-bi-users-state')!.values()].map((stored) =>
      JSON.stringify(stored),
    );
    expect(kept.length).toBeGreaterThan(3);
    for (const text of kept) expect(text).not.toMatch(/acme\.example(?<!operator@acme\.example)|BELA|chloe/i);
  });

  test('that can not be woken up begins by itself, and is followed all the same', async () => {
    const { place, running } = await deployed();
    await using _ = place;
    cloud.pubSub.topics.delete(topic);
    const ended = sync(place, ['run', 'bi-users']);
    // The job of the next quarter of an hour.
    await expect
      .poll(() => running.runJob('resume', { signal: new AbortController().signal }), { timeout: 10_000 })
      .toBe('done');
    expect((await ended).code).toBe(0);
  });

  test('is left to itself by Ctrl-C', async () => {
    const place = await here();
    await using _ = place;
    const stop = new AbortController();
    woken = () => stop.abort(new CommandError(exitCode.interrupted, 'Stopped.'));
    const { code, stderr } = await inProcess(
      (program, terminal) => syncCommand(program, { ...terminal, stop: () => stop.signal }),
      ['sync', 'run', 'bi-users', '--host', 'gcp', '--config', place.config],
    );
    expect({ code, stderr }).toEqual({
      code: 130,
      stderr: 'The run goes on there. See: sallyport sync status bi-users --host gcp\nStopped.\n',
    });
    await deployedFunction(place).runJob('resume', { signal: new AbortController().signal });
    expect(place.dashboard.users.size).toBe(4);
    expect(readFileSync(place.config, 'utf8')).toContain('bi-users');
  });
});
