import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { guideCommand } from '../../bin/commands/guide.ts';
import { secretsCommand } from '../../bin/commands/secrets.ts';
import { tokensCommand } from '../../bin/commands/tokens.ts';
import type { StandIn } from '../standins/stand-in.ts';
import { type InProcessOptions, inProcess } from './in-process.ts';
import { accepted, mark, startMarkedServer } from './marked-authorization-server.ts';
import { type Ended, type RunOptions, running, sallyport } from './sallyport.ts';
import { api, type SecretsWorkspace, secretsWorkspace } from './secrets-workspace.ts';

/** The mark as it could be written: as it is, and in base64 at each of the three places where it can begin. */
const forms = [mark, 'Q0FOQVJZ', 'NBTkFSW', 'DQU5BUl', Buffer.from(mark).toString('hex')];

/** Beside these, no file of the machine may hold a mark. */
const secretFiles = ['.sallyport/secrets/calendar.json', '.sallyport/secrets/tickets.json'];

let server: StandIn;
let place: SecretsWorkspace;
let environment: Record<string, string>;
const said: string[] = [];

/** A browser that writes down what it was started with. */
const makeBrowser = (folder: string): void => {
  mkdirSync(folder);
  for (const name of ['xdg-open', 'open']) {
    writeFileSync(join(folder, name), `#!/bin/sh\necho "$0 $*" >> '${place.directory}/opened.txt'\n`);
    chmodSync(join(folder, name), 0o755);
  }
};

beforeAll(async () => {
  server = await startMarkedServer();
  const endpoints = `tokenUrl: "${server.origin}/token", revocationUrl: "${server.origin}/revoke"`;
  const signIn = `authorizationUrl: "${server.origin}/authorize", deviceAuthorizationUrl: "${server.origin}/device"`;
  place = secretsWorkspace([
    api('tickets', `{ clientCredentials: { ${endpoints} } }`),
    api('calendar', `{ authorizationCode: { ${endpoints}, ${signIn}, clientId: ${accepted.client_id} } }`),
  ]);
  makeBrowser(join(place.directory, 'browser'));
  environment = { PATH: `${join(place.directory, 'browser')}:${process.env['PATH']}`, DISPLAY: ':0' };
});
afterAll(async () => {
  place[Symbol.dispose]();
  await server.stop();
});

const heard = <End extends Pick<Ended, 'stdout' | 'stderr'>>(ended: End): End => {
  said.push(ended.stdout, ended.stderr);
  return ended;
};

/** Each command is run by the program at least once, in a process of its own. */
const program = async (args: readonly string[], options: RunOptions = {}): Promise<Ended> =>
  heard(await sallyport(args, { cwd: place.directory, environment, ...options }));

const added = { guide: guideCommand, secrets: secretsCommand, tokens: tokensCommand };

/** Runs it in the process of this test. */
const run = async ([name, ...args]: [keyof typeof added, ...string[]], options: InProcessOptions = {}) =>
  heard(await inProcess(added[name], [name, ...args, '--config', place.config], options));

const enter = (source: string, field: string, value: string, ...more: readonly string[]) =>
  run(['secrets', 'set', source, field, ...more], { input: `${value}\n` });

const filesBelow = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));

describe('what nobody may see', { timeout: 60_000 }, () => {
  test('is needed by each command, which work', async () => {
    expect((await enter('tickets', 'client_id', accepted.client_id)).code).toBe(0);
    const wrong = { input: `${mark}-wrong\n` };
    expect((await program(['secrets', 'set', 'tickets', 'client_secret'], wrong)).code).toBe(0);
    expect((await program(['secrets', 'check', 'tickets'])).stdout).toMatch(/does not accept the client/);
    expect((await run(['tokens', 'tickets'])).stdout).toMatch(/stopped: no further token/);
    expect((await enter('tickets', 'client_secret', accepted.client_secret, '--next')).code).toBe(0);
    expect((await run(['secrets', 'check', 'tickets', '--json'])).code).toBe(0);
    expect((await run(['secrets', 'set', 'tickets', '--promote'])).code).toBe(0);
    expect((await program(['tokens', 'tickets', '--renew', '--json'])).code).toBe(0);
    expect((await program(['secrets', 'list', 'tickets', '--json'])).code).toBe(0);
    expect((await run(['tokens', 'tickets', '--revoke', '--yes'])).stderr).toMatch(/ended at the authorization server/);
    expect((await program(['guide', 'tickets', '--json'])).code).toBe(0);
  });

  test('is obtained by a person, in the browser and on another device', async () => {
    expect((await enter('calendar', 'client_secret', accepted.client_secret)).code).toBe(0);
    await using browsing = running(['connect', 'calendar'], { cwd: place.directory, environment });
    const [, url] = await browsing.until(/^ {2}(http\S+)\n/m);
    const page = await fetch(url!);
    expect(await page.text()).toContain('Signed in.');
    expect(await browsing.code).toBe(0);
    said.push(browsing.said);
    expect((await program(['connect', 'calendar', '--device'])).stdout).toMatch(/^Signed in: /);
    expect((await run(['tokens', 'calendar', '--renew'])).stdout).toMatch(/refresh token {2}yes/);
  });

  test('is not told when things go wrong either, not even to who looks for the reason', async () => {
    const debugging = { environment: { ...environment, SALLYPORT_DEBUG: '1' } };
    const renew = ['tokens', 'tickets', '--renew'] as const;
    const nonsense = [
      `{"access_token":"${mark}","expires_in":`,
      { access_token: `${mark} with blanks`, token_type: 'Bearer' },
      { token: mark },
      `<html>${mark}</html>`,
    ];
    for (const [index, body] of nonsense.entries()) {
      server.answerNext({ status: 200, body }, '/token');
      const { code, stderr } = await (index === 0 ? program(renew, debugging) : run([...renew], { isDebugging: true }));
      // With the trace that the variable asks for.
      expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(/TokenError: [\s\S]* {2}at /) });
    }
    expect((await enter('tickets', 'client_secret', `${mark}\n${mark}`)).code).toBe(2);
    expect((await run(['secrets', 'set', 'tickets', `client_secret=${mark}`])).code).toBe(2);
    expect((await program(['secrets', 'set', 'tickets', 'client_secret', mark], debugging)).code).toBe(2);
    writeFileSync(join(place.directory, secretFiles[1]!), `{"client_id": ${mark}`, { mode: 0o600 });
    expect((await program(['secrets', 'list', 'tickets'], debugging)).stderr).toMatch(
      /is not a JSON object of strings/,
    );
    expect((await enter('tickets', 'client_id', mark)).code).toBe(1);
  });

  test('is in no output, no argument of a process, and no file but those of secrets', () => {
    expect(server.requests.filter(({ body }) => body.includes(mark)).length).toBeGreaterThan(0);
    const files = filesBelow(place.directory);
    expect(files).toEqual(expect.arrayContaining([...secretFiles, 'opened.txt']));
    expect(files.some((file) => file.startsWith('.sallyport/state/'))).toBe(true);
    const found = [
      ...said.filter((text) => forms.some((form) => text.includes(form))),
      ...files
        .filter((file) => !secretFiles.includes(file))
        .filter((file) => forms.some((form) => readFileSync(join(place.directory, file), 'latin1').includes(form))),
    ];
    expect(found).toEqual([]);
    // What the browser was started with is an argument that everyone on this machine can see.
    expect(readFileSync(join(place.directory, 'opened.txt'), 'utf8')).toMatch(/^\S+open http:\S+\/authorize\?/);
    expect(readFileSync(join(place.directory, secretFiles[0]!), 'utf8')).toContain(mark);
  });
});
