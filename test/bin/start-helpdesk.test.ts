import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { helpdeskAddress } from '../../examples/helpdesk/server.ts';
import { type HelpdeskWorkspace, helpdeskWorkspace } from './helpdesk-workspace.ts';
import { running, sallyport } from './sallyport.ts';

// A configuration that names the example's address gets the example's help desk.
let place: HelpdeskWorkspace;
beforeAll(async () => {
  place = await helpdeskWorkspace();
  place.file('sallyport.yaml', readFileSync(place.config, 'utf8').replace(place.url, helpdeskAddress));
  place.file('desks.csv', 'desk,name\nd-1,d-1\n');
});
afterAll(() => place[Symbol.asyncDispose]());

const start = (...more: readonly string[]) => ['start', '--config', place.config, '--port', '0', ...more];

describe('start with a source that is served by proxy', () => {
  test('calls it once, and shows one answer before and after', async () => {
    const { code, stdout, stderr } = await sallyport(start('--once'));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^ {2}helpdesk +GET \/people +200 +\d\.\d +[\d.]+ KB$/m);
    expect(stdout).toMatch(/^What became of that answer of helpdesk on its way:$/m);
    expect(stdout).toMatch(/^~ +email +"\S+@acme\.example" +"sp1h\.\S+ +pseudonym$/m);
    expect(stdout).toMatch(/^- +phone .* not named$/m);
    expect(stdout).toMatch(/\d+ kept +~ \d+ treated +- \d+ dropped/);
    const log = readFileSync(join(place.directory, '.sallyport/gateway.log'), 'utf8');
    expect(
      log
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).event),
    ).toContain('proxy.ended');
    expect(log).not.toMatch(/acme\.example"|canary-token/);
  });

  test('makes up a secret for its stand-in that only its owner can read, and keeps one that is there', async () => {
    const secret = join(place.directory, '.sallyport/secrets/helpdesk.json');
    expect(JSON.parse(readFileSync(secret, 'utf8'))).toEqual({ token: place.token });
    place.file('.sallyport/secrets/helpdesk.json', '{}');
    expect((await sallyport(start('--once'))).code).toBe(0);
    const made = JSON.parse(readFileSync(secret, 'utf8'));
    expect(made).toEqual({ client_id: 'gate', client_secret: expect.stringMatching(/^[\w-]{32}$/) });
    expect(statSync(secret).mode & 0o777).toBe(0o600);
    expect((await sallyport(start('--once'))).code).toBe(0);
    expect(JSON.parse(readFileSync(secret, 'utf8'))).toEqual(made);
  });

  test('prints commands that call it, and one that is refused', async () => {
    await using program = running(start());
    await program.until(/Ctrl-C stops\./);
    const commands = [...program.said.matchAll(/^ {2}(curl \S+ \S+\/helpdesk\/\S+ .*)$/gm)].map(
      ([, command]) => command!,
    );
    expect(commands).toHaveLength(2);
    const [answered, refused] = commands.map(
      (command) => spawnSync('bash', ['-c', command], { cwd: process.cwd(), encoding: 'utf8' }).stdout,
    );
    expect(JSON.parse(answered!).data[0].id).toMatch(/^sp1r\./);
    expect(JSON.parse(refused!)).toMatchObject({ status: 403, code: 'path-not-allowed' });
  });

  test('says nothing of previews where another program has the port of its stand-in', async () => {
    await using first = running(start());
    await first.until(/Ctrl-C stops\./);
    await using second = running(start());
    await second.until(/Ctrl-C stops\./);
    expect(second.said).toMatch(/^ {2}helpdesk +GET \/people +200 /m);
    expect(second.said).not.toMatch(/^ {2}.* preview helpdesk /m);
  });
});
