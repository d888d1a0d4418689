import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dashboardAddress } from '../../../examples/dashboard/server.ts';
import { running, sallyport } from '../sallyport.ts';
import { type SyncWorkspace, syncWorkspace } from './sync-workspace.ts';

// A configuration that names the example's address gets the example's dashboard.
let place: SyncWorkspace;
let secret: string;
beforeAll(async () => {
  place = await syncWorkspace();
  secret = join(place.directory, '.sallyport/secrets/bi-users.json');
  rmSync(secret);
  const text = readFileSync(place.config, 'utf8');
  writeFileSync(place.config, text.replace(place.dashboard.url, dashboardAddress));
});
afterAll(() => place[Symbol.asyncDispose]());

const start = (...more: readonly string[]) => ['start', '--config', place.config, '--port', '0', ...more];

describe('start with a sync that goes to the dashboard of the example', { timeout: 60_000 }, () => {
  test('shows what it sends, sends it, and finds nothing to do the second time', async () => {
    const { code, stdout, stderr } = await sallyport(start('--once'));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^What a first run of bi-users sends, from people to Panintelligence:$/m);
    expect(stdout.match(/^\+ create +\w+ +user\.email +"\w+@acme\.example"$/gm)).toHaveLength(3);
    expect(stdout).toMatch(/^ {2}… and 1 more:/m);
    expect(stdout).toMatch(/^ {2}The first run took \d+\.\d s: 4 created; 4 were sent\.$/m);
    expect(stdout).toMatch(/^ {2}The second run took \d+\.\d s: 4 as they should be; nothing was sent\.$/m);
    expect(place.log()).toContain('"event":"sync.ended"');
  });

  test('does the same again, for the dashboard has forgotten them, with the secret that was made up', async () => {
    const made = readFileSync(secret, 'utf8');
    expect(JSON.parse(made)).toEqual({ username: 'gate', password: expect.stringMatching(/^[\w-]{32}$/) });
    expect(statSync(secret).mode & 0o777).toBe(0o600);
    const { code, stdout } = await sallyport(start('--once'));
    expect(code).toBe(0);
    expect(stdout).toMatch(/The first run took .*: 4 created; 4 were sent\./);
    expect(readFileSync(secret, 'utf8')).toBe(made);
  });

  test('prints commands that go on with it while it stands', async () => {
    await using program = running(start());
    await program.until(/Ctrl-C stops\./);
    const commands = [...program.said.matchAll(/^ {2}(\S.* sync (?:run|status) .*)$/gm)].map(([, command]) => command!);
    expect(commands).toHaveLength(2);
    // npm itself takes longer than they do; test/bin/start.test.ts runs commands by it.
    const [plan, status] = await Promise.all(
      commands.map((command) => sallyport(command.replace(/^npm run -s sallyport -- /, '').split(' '))),
    );
    expect(plan).toMatchObject({ code: 0, stdout: expect.stringContaining('Nothing is to be changed.') });
    expect(status).toMatchObject({ code: 0, stdout: expect.stringMatching(/^bi-users on this machine: people to/) });
    // Another local host beside it has a dashboard of its own, which nobody else finds.
    await using second = running(start());
    await second.until(/Ctrl-C stops\./);
    expect(second.said).toMatch(/The first run took .*: 4 created; 4 were sent\./);
    expect(second.said).not.toMatch(/ sync run /);
  });

  test('ends with 1 if a run fails, and says what to do', async () => {
    const people = join(place.directory, 'people.csv');
    const before = readFileSync(people, 'utf8');
    writeFileSync(people, before.replace('Viewers', 'Owners'));
    const { code, stdout } = await sallyport(start('--once'));
    writeFileSync(people, before);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^ {2}bi-users failed: 1 users could not be applied/m);
  });
});

test('start reaches a destination that is behind agents through the one that it starts', {
  timeout: 60_000,
}, async () => {
  await using behind = await syncWorkspace({ rest: ['relay: { agents: { maximum: 1 } }'] });
  rmSync(join(behind.directory, '.sallyport/secrets/bi-users.json'));
  const text = readFileSync(behind.config, 'utf8').replace(behind.dashboard.url, dashboardAddress);
  writeFileSync(
    behind.config,
    text.replace('destination: panintelligence,', 'destination: panintelligence, via: relay,'),
  );
  const { code, stdout, stderr } = await sallyport(['start', '--once', '--config', behind.config, '--port', '0']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/^Agent this-machine is enrolled and has dialled the gate: bi-users go through it, /m);
  expect(stdout).toMatch(/^ {2}The first run took .*: 4 created; 4 were sent\.$/m);
  expect(stdout).toMatch(/^ {2}The second run took .*: 4 as they should be; nothing was sent\.$/m);
});

test('start leaves a sync alone that goes anywhere else', async () => {
  await using other = await syncWorkspace();
  const { code, stdout } = await sallyport(['start', '--once', '--config', other.config, '--port', '0']);
  expect(code).toBe(0);
  expect(stdout).not.toMatch(/bi-users/);
  expect(other.dashboard.users.size).toBe(0);
});
