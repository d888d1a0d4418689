import { userInfo } from 'node:os';
import { describe, expect, test } from 'vitest';
import { syncCommand } from '../../../bin/commands/sync.ts';
import type { SyncStatus } from '../../../bin/sync/sync-status.ts';
import type { SyncPlan } from '../../../lambda/sync/plan/sync-plan.ts';
import type { RunRecord } from '../../../lambda/sync/sync-run.ts';
import { type InProcessOptions, inProcess } from '../in-process.ts';
import { type SyncWorkspace, syncWorkspace } from './sync-workspace.ts';

const sync = async (place: SyncWorkspace, args: readonly string[], options: InProcessOptions = {}) => {
  const ended = await inProcess(syncCommand, ['sync', ...args, '--config', place.config], options);
  expect(ended.stdout + ended.stderr).not.toMatch(/CANARY|^ +at /m);
  return ended;
};
const json = async <Answer>(place: SyncWorkspace, args: readonly string[]): Promise<Answer> =>
  JSON.parse((await sync(place, [...args, '--json'])).stdout);
const status = (place: SyncWorkspace) => json<SyncStatus>(place, ['status', 'bi-users', '--users']);

const everybody = { ada: {}, bela: {}, chloe: {}, dilek: {} };

describe('sync run', () => {
  test('sends everybody, then who is another one, and says how many', async () => {
    await using place = await syncWorkspace();
    const first = await sync(place, ['run', 'bi-users']);
    expect(first).toMatchObject({ code: 0, stderr: expect.stringMatching(/^Ended after \d\.\d s\.\n$/) });
    expect(first.stdout).toMatch(/^Run [\w-]{8} of bi-users on this machine \(changed, \d\.\d s\):\n\n/);
    expect(first.stdout).toMatch(/^ {2}created +4$/m);
    expect(place.dashboard.users.payload('ada')).toMatchObject({
      user: { email: 'ada@acme.example', clientEnabled: true },
      userRoles: [{ name: 'Viewers' }],
    });
    const again = await json<RunRecord>(place, ['run', 'bi-users']);
    expect(again).toMatchObject({ kind: 'changed', outcome: 'done', by: userInfo().username, cause: 'command' });
    expect(again.counts).toMatchObject({ users: 4, create: 0, update: 0, unchanged: 4 });
    place.people({ ...everybody, bela: { active: false }, chloe: { mail: 'c@acme.example' } });
    const third = await json<RunRecord>(place, ['run', 'bi-users', '--full']);
    expect(third).toMatchObject({ kind: 'full', counts: { update: 1, disable: 1, unchanged: 2 } });
    expect(place.dashboard.users.payload('bela').user).toMatchObject({ clientEnabled: false });
  });

  test('that is a dry run shows each field before and after, and changes nothing', async () => {
    await using place = await syncWorkspace();
    await sync(place, ['run', 'bi-users']);
    place.people({
      ada: { mail: 'ada@\u202eexample' },
      bela: { role: 'Team leads' },
      chloe: { active: false },
      dilek: {},
      eino: {},
    });
    const before = JSON.stringify(place.dashboard.users.list());
    const { code, stdout, stderr } = await sync(place, ['run', 'bi-users', '--dry-run']);
    expect(code).toBe(0);
    expect(stderr).toMatch(/^Apply it: sallyport sync run bi-users$/m);
    const rows = stdout.split('\n').map((line) => line.trim().split(/ {2,}/));
    expect(rows).toContainEqual(['to be at the destination', '4']);
    expect(rows).toContainEqual(['change', 'user', 'field', 'before', 'after']);
    // What would change how the line is read is written out.
    expect(rows).toContainEqual(['~ update', 'ada', 'user.email', '"ada@acme.example"', '"ada@\\u202eexample"']);
    expect(rows).toContainEqual(['~ update', 'bela', 'userRoles', '{"name":"Viewers"}', '{"name":"Team leads"}']);
    expect(rows).toContainEqual(['- disable', 'CHLOE']);
    expect(rows).toContainEqual(['+ create', 'eino', 'user.email', '"eino@acme.example"']);
    expect(stdout).toMatch(/^ {2}The guard lets it be applied\.\n$/m);
    const plan = await json<SyncPlan>(place, ['run', 'bi-users', '--dry-run']);
    expect(plan.counts).toMatchObject({ create: 1, update: 2, disable: 1, unchanged: 1 });
    expect(plan.changes.map(({ kind, key }) => [kind, key]).toSorted()).toEqual([
      ['create', 'eino'],
      ['disable', 'CHLOE'],
      ['update', 'ada'],
      ['update', 'bela'],
    ]);
    expect(JSON.stringify(place.dashboard.users.list())).toBe(before);
    expect((await json<RunRecord[]>(place, ['history', 'bi-users'])).length).toBe(1);
  });

  test('cuts a long plan, and shows all of it when asked', async () => {
    await using place = await syncWorkspace();
    place.people(Object.fromEntries(Array.from({ length: 30 }, (_, number) => [`user-${number}`, {}])));
    const { stdout } = await sync(place, ['run', 'bi-users', '--dry-run']);
    expect(stdout.match(/^\+ create/gm)).toHaveLength(20);
    expect(stdout).toMatch(/^ {2}… and 10 more: --all shows them, and --json has them all$/m);
    const all = await sync(place, ['run', 'bi-users', '--dry-run', '--all']);
    expect(all.stdout.match(/^\+ create/gm)).toHaveLength(30);
    expect(all.stdout).not.toMatch(/ more:/);
  });

  test('tells of users who are left alone, and what to do', async () => {
    await using place = await syncWorkspace({ sync: ['adopt: nothing'] });
    place.dashboard.users.sync([{ user: { usercode: 'ada', surname: 'Theirs' } }]);
    const { code, stdout } = await sync(place, ['run', 'bi-users', '--dry-run']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ {2}Left alone, not-ours \(1\): .*adopt: matching makes them ours\n {4}ada$/m);
    await sync(place, ['run', 'bi-users']);
    expect(place.dashboard.users.payload('ada').user).toMatchObject({ surname: 'Theirs' });
  });
});

describe('a plan that the guard stops', () => {
  const stopped = async () => {
    const place = await syncWorkspace();
    await sync(place, ['run', 'bi-users']);
    place.people({ ada: {} });
    return place;
  };

  test('is applied by nobody before somebody has looked at it', async () => {
    await using place = await stopped();
    const dry = await sync(place, ['run', 'bi-users', '--dry-run']);
    expect(dry.code).toBe(6);
    expect(dry.stdout).toMatch(
      /The guard lets nothing of it be applied:\n {2}- [\s\S]*3 of 4 active users would be disabled/,
    );
    expect(dry.stderr).toMatch(/sallyport sync run bi-users, then sallyport sync approve bi-users\n$/);
    const tripped = await sync(place, ['run', 'bi-users']);
    expect(tripped).toMatchObject({
      code: 6,
      stderr: expect.stringMatching(/See it, .*: sallyport sync approve bi-users\n$/),
    });
    expect(await status(place)).toMatchObject({ waiting: { plan: expect.any(String), reasons: expect.any(Array) } });
    expect((await sync(place, ['status'])).stdout).toMatch(
      /approve it if it is right: sallyport sync approve bi-users\n/,
    );

    const not = await sync(place, ['approve', 'bi-users'], { answers: ['n\n'] });
    expect(not).toMatchObject({
      code: 0,
      stdout: '',
      stderr: expect.stringMatching(/^- disable +BELA[\s\S]*Nothing was approved\.\n$/m),
    });
    expect((await sync(place, ['run', 'bi-users'])).code).toBe(6);
    const approved = await sync(place, ['approve', 'bi-users'], { answers: ['y\n'] });
    expect(approved).toMatchObject({ code: 0, stdout: `Approved, by ${userInfo().username}.\n` });
    expect(await json(place, ['run', 'bi-users'])).toMatchObject({ outcome: 'done', counts: { disable: 3 } });
    expect(await status(place)).toMatchObject({ waiting: null });
  });

  test('is approved by its id, in a script', async () => {
    await using place = await stopped();
    await sync(place, ['run', 'bi-users']);
    const { waiting } = await status(place);
    const other = await sync(place, ['approve', 'bi-users', '--plan', 'other', '--yes']);
    expect(other).toMatchObject({
      code: 1,
      stderr: `--plan: another plan waits, ${waiting!.plan}. Look at it: sallyport sync approve bi-users\n`,
    });
    const nobody = await sync(place, ['approve', 'bi-users']);
    expect(nobody).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/Nobody can be asked here: add --yes to approve it\.\n$/),
    });
    const told = await json(place, ['approve', 'bi-users', '--plan', waiting!.plan, '--yes']);
    expect(told).toEqual({
      sync: 'bi-users',
      host: 'local',
      plan: waiting!.plan,
      by: userInfo().username,
      at: expect.stringMatching(/Z$/),
    });
    expect((await sync(place, ['run', 'bi-users'])).code).toBe(0);
    const none = await sync(place, ['approve', 'bi-users', '--yes']);
    expect(none).toMatchObject({ code: 1, stderr: expect.stringMatching(/^No plan of bi-users waits/) });
  });
});

describe('users who can not be applied', () => {
  const owner = { role: 'Owners' };

  test('are told of by their number, by name if somebody asks, and tried again', async () => {
    await using place = await syncWorkspace();
    place.people({ ...everybody, eino: owner });
    const run = await sync(place, ['run', 'bi-users']);
    expect(run).toMatchObject({
      code: 8,
      stderr: expect.stringMatching(/^1 users could not be applied, .* sallyport sync status bi-users$/m),
    });
    expect(run.stdout).toMatch(/^ {2}not applied +1$/m);
    const told = await sync(place, ['status', 'bi-users']);
    expect(told.stdout).toMatch(/^ {2}refused +1 +20\S+Z +the destination does not take/m);
    expect(told.stdout).not.toMatch(/eino/i);
    expect((await status(place)).troubles).toEqual([
      { code: 'refused', users: 1, next: expect.stringMatching(/Z$/), keys: ['EINO'] },
    ]);
    expect(place.log()).not.toMatch(/eino|CANARY/i);
    const sooner = await sync(place, ['run', 'bi-users', '--dry-run']);
    expect(sooner.stdout).toMatch(/Left alone, waiting \(1\): .*sallyport sync retry/);
    expect((await sync(place, ['retry', 'bi-users'])).code).toBe(8);
    place.people({ ...everybody, eino: {} });
    expect(await json(place, ['retry', 'bi-users'])).toMatchObject({
      kind: 'retry',
      outcome: 'done',
      counts: { create: 1 },
    });
    expect((await status(place)).troubles).toEqual([]);
  });

  test('stop a run if they are too many, until somebody has it try again', async () => {
    await using place = await syncWorkspace();
    place.people({ ada: owner, bela: owner, chloe: owner, dilek: {} });
    const { code, stderr } = await sync(place, ['run', 'bi-users']);
    expect({ code, stderr }).toEqual({
      code: 7,
      stderr: expect.stringMatching(
        /Too many users could not be applied \(\d\)[\s\S]*then: sallyport sync retry bi-users\n$/,
      ),
    });
    const told = await sync(place, ['status']);
    expect(told.stdout).toMatch(/In quarantine since 20\S+Z: \d users .* sallyport sync retry bi-users\n/s);
    place.people(everybody);
    expect((await sync(place, ['retry', 'bi-users'])).code).toBe(0);
    expect(await status(place)).toMatchObject({ quarantine: null });
  });
});

describe('what goes wrong', () => {
  test('is said with its code, and with what to do', async () => {
    await using place = await syncWorkspace();
    const { dashboard } = place;
    await dashboard.stop();
    const { code, stdout, stderr } = await sync(place, ['run', 'bi-users']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^Run [\w-]{8} of bi-users on this machine \(changed, /);
    expect(stderr).toMatch(/The run failed \(credentials-unreachable\): .* See \/\S+gateway\.log\.\n$/);
    expect((await sync(place, ['history', 'bi-users'])).stdout).toMatch(/ failed: credentials-unreachable +-$/m);
    const dry = await sync(place, ['run', 'bi-users', '--dry-run']);
    expect(dry.code).toBe(1);
  });

  test('names the secret of the sync, and how it is entered', async () => {
    await using place = await syncWorkspace();
    const { writeFileSync } = await import('node:fs');
    writeFileSync(`${place.directory}/.sallyport/secrets/bi-users.json`, '{}', { mode: 0o600 });
    const { code, stderr } = await sync(place, ['run', 'bi-users', '--dry-run']);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(/sallyport secrets set bi-users username\n$/),
    });
  });

  test('leaves a run that is stopped to the next one', async () => {
    // Slow enough to be looked at.
    await using place = await syncWorkspace({ sync: ['rate: { perSecond: 100 }'] });
    place.people(Object.fromEntries(Array.from({ length: 400 }, (_, number) => [`user-${number}`, {}])));
    const stop = new AbortController();
    const running = inProcess(
      (program, terminal) => syncCommand(program, { ...terminal, stop: () => stop.signal }),
      ['sync', 'run', 'bi-users', '--config', place.config],
    );
    await expect.poll(() => place.dashboard.users.size, { interval: 5, timeout: 10_000 }).toBeGreaterThan(0);
    const shown = ['sync', 'status', 'bi-users', '--config', place.config];
    expect((await inProcess(syncCommand, shown)).stdout).toMatch(/^ {2}unfinished +a run is under way; /m);
    const { CommandError, exitCode } = await import('../../../bin/exit-code.ts');
    stop.abort(new CommandError(exitCode.interrupted, 'Stopped.'));
    const { code, stderr } = await running;
    expect({ code, stderr }).toEqual({
      code: 130,
      stderr: expect.stringMatching(/the next run goes on: sallyport sync run bi-users\nStopped\.\n$/),
    });
    expect(await status(place)).toMatchObject({ isUnfinished: true, runs: [{ outcome: 'unfinished' }] });
    expect((await inProcess(syncCommand, shown)).stdout).toMatch(/^ {2}unfinished +the last run was not finished: /m);
    expect(await json(place, ['run', 'bi-users'])).toMatchObject({ outcome: 'done' });
    expect(place.dashboard.users.size).toBe(400);
  });

  test.each([
    [
      'a sync that is not there',
      ['run', 'bi-user'],
      2,
      /has no sync bi-user; it has bi-users\. Did you mean bi-users\?/,
    ],
    ['a source', ['status', 'people'], 2, /has no sync people/],
    ['no sync', ['run'], 2, /missing required argument/],
    ['too many runs', ['history', 'bi-users', '--runs', '101'], 2, /It is a number from 1 to 100/],
    [
      'a cloud that it does not deploy to',
      ['run', 'bi-users', '--host', 'gcp'],
      2,
      /does not say where on Google Cloud/,
    ],
    [
      'a configuration that is not there',
      ['run', 'bi-users', '--config', '/nowhere.yaml'],
      3,
      /There is no \/nowhere\.yaml/,
    ],
  ] as const)('and %s ends with its code', async (_, args, code, says) => {
    await using place = await syncWorkspace();
    const ended = await inProcess(syncCommand, ['sync', args[0], '--config', place.config, ...args.slice(1)]);
    expect(ended).toMatchObject({ code, stdout: '', stderr: expect.stringMatching(says) });
  });

  test('and a configuration without a sync is told where one is shown', async () => {
    await using place = await syncWorkspace();
    const { readFileSync, writeFileSync } = await import('node:fs');
    writeFileSync(place.config, readFileSync(place.config, 'utf8').split('\nsync:\n')[0]!);
    for (const args of [['status'], ['run', 'bi-users']])
      expect(await sync(place, args)).toMatchObject({
        code: 2,
        stderr: expect.stringMatching(/has no sync\. docs\/sync\.md shows one/),
      });
  });
});

describe('sync status and history', () => {
  test('of one that has never run say how to begin', async () => {
    await using place = await syncWorkspace();
    expect((await sync(place, ['status'])).stdout).toMatch(
      /It has never run: sallyport sync run bi-users --dry-run\n$/,
    );
    expect((await sync(place, ['history', 'bi-users'])).stdout).toBe('bi-users has never run on this machine.\n');
    const [one] = await json<SyncStatus[]>(place, ['status']);
    expect(one).toEqual({
      sync: 'bi-users',
      host: 'local',
      from: 'people',
      to: 'panintelligence',
      users: null,
      lastDone: null,
      lastFull: null,
      next: null,
      runs: [],
      waiting: null,
      isUnfinished: false,
      due: null,
      quarantine: null,
      troubles: [],
    });
  });

  test('have the newest run first, and as many as are asked for', async () => {
    await using place = await syncWorkspace();
    for (const more of [[], ['--full'], []]) await sync(place, ['run', 'bi-users', ...more]);
    const all = await json<RunRecord[]>(place, ['history', 'bi-users']);
    expect(all.map(({ kind }) => kind)).toEqual(['changed', 'full', 'changed']);
    expect(await json<RunRecord[]>(place, ['history', 'bi-users', '--runs', '1'])).toEqual(all.slice(0, 1));
    const { stdout } = await sync(place, ['history', 'bi-users']);
    expect(stdout.split('\n')[1]).toMatch(
      /^ {2}[\w-]{8} +20\S+Z +\d+\.\d +changed +command, \S+ +done +4 as they should be$/,
    );
  });
});
