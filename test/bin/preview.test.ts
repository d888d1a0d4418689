import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { previewCommand } from '../../bin/commands/preview.ts';
import { generatedDesk } from '../../examples/helpdesk/desk.ts';
import { type HelpdeskWorkspace, helpdeskWorkspace } from './helpdesk-workspace.ts';
import { type InProcessEnd, type InProcessOptions, inProcess } from './in-process.ts';
import { type Ended, program as programFile, running, sallyport } from './sallyport.ts';

let place: HelpdeskWorkspace;
beforeAll(async () => {
  place = await helpdeskWorkspace();
});
afterAll(() => place[Symbol.asyncDispose]());

/** Runs it without a process of its own. */
const preview = (args: readonly string[], options: InProcessOptions = {}): Promise<InProcessEnd> =>
  inProcess(previewCommand, ['preview', '--config', place.config, ...args], options);

/** Runs the program, where the configuration lies. */
const program = (args: readonly string[], cwd = place.directory): Promise<Ended> =>
  sallyport(['preview', ...args], { cwd });

interface Value {
  readonly pointer: string;
  readonly outcome: string;
  readonly reason: string;
  readonly original: string;
  readonly leaving: string | null;
}

const valuesOf = ({ stdout }: InProcessEnd): ReadonlyMap<string, Value> =>
  new Map((JSON.parse(stdout) as { values: Value[] }).values.map((value) => [value.pointer, value]));

const [ticket] = generatedDesk().tickets;
const saved = JSON.stringify({ data: [{ number: 1, subject: 'Ada asks', extra: 'x', status: 'shut' }] });

describe('of a source', () => {
  test('shows what it gave beside what leaves, with counts', async () => {
    const { code, stdout, stderr } = await program(['helpdesk', '/tickets?per_page=2']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^helpdesk: GET \/tickets, answered with 200\n\n {2,}in the source +leaves the gate\n/);
    expect(stdout).toMatch(/^~ {5}subject +".*" +"\d+ characters, \d+ words" +length$/m);
    expect(stdout).toMatch(
      /^~ {7}id +"u-\d{4}" +"sp1r\..*" *pseudonym-reversible$|^~ {7}id .*… +pseudonym-reversible$/m,
    );
    expect(stdout).toContain(`-       name         "${ticket!.requester.name}"`);
    expect(stdout).toMatch(
      /\n {2}\d+ kept {3}~ \d+ treated {3}- \d+ dropped {3}! \d+ unfit\n.* in the source, .* leave\n$/,
    );
    // There is no terminal: then there are no colors.
    expect(stdout).not.toContain('\u001b');
  });

  test('puts pseudonyms back that it made, and hides them in links', async () => {
    const first = valuesOf(await preview(['helpdesk', '/tickets?per_page=1', '--json']));
    const { original, leaving } = first.get('/data/0/requester/id')!;
    const pseudonym = JSON.parse(leaving!) as string;
    const person = valuesOf(await preview(['helpdesk', `/people/${pseudonym}`, '--json']));
    expect(person.get('/id')).toMatchObject({ original, leaving });
    const theirs = valuesOf(await preview(['helpdesk', `/tickets?assignee=${pseudonym}&per_page=1`, '--json']));
    const next = theirs.get('/page/next')!;
    expect(next.original).toContain(`assignee=${JSON.parse(original)}`);
    expect(next.leaving).toBe(`"http://127.0.0.1:8787/helpdesk/tickets?assignee=${pseudonym}&per_page=1&page=2"`);
  });

  test('says that nothing of an error leaves, and shows what that is', async () => {
    const { code, stdout } = await preview(['helpdesk', '/tickets/9999']);
    expect(code).toBe(0);
    expect(stdout).toContain('answered with 404\nNothing of an answer of status 404 leaves');
    expect(stdout).toMatch(/^- {3}message +"There is no ticket 9999/m);
    expect(stdout).toMatch(/ 0 kept {3}~ 0 treated {3}- 1 dropped/);
  });

  test('leaves nothing behind but the key, and no value in any file', async () => {
    await preview(['helpdesk', '/tickets']);
    const files = readdirSync(join(place.directory, '.sallyport'), { recursive: true, withFileTypes: true });
    const names = files.filter((file) => file.isFile()).map(({ name }) => name);
    expect(names.sort()).toEqual(['acme.json', 'helpdesk.json']);
    expect(readFileSync(join(place.directory, '.sallyport/keys/acme.json'), 'utf8')).not.toContain('@');
  });
});

describe('of a file', () => {
  test('needs no source, no secret and no network', async () => {
    const config = readFileSync(place.config, 'utf8').replace(/localServer: .*/, '');
    const file = place.file('offline.yaml', config);
    const input = place.file('answer.json', `\ufeff${saved}`);
    const { code, stdout } = await preview(['helpdesk', '/tickets', '--config', file, '--input', input]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^~ {5}subject +"Ada asks" +"8 characters, 2 words" +length$/m);
    expect(stdout).toMatch(/^! {5}status +"shut" +is not "open", "pending", "so…$/m);
  });

  test('or of standard input', async () => {
    const { stdout } = await preview(['helpdesk', '/tickets', '--input', '-', '--json'], { input: saved });
    expect(JSON.parse(stdout)).toMatchObject({
      source: 'helpdesk',
      endpoint: 'GET /tickets',
      status: 200,
      bytes: saved.length,
      counts: { kept: 1, treated: 1, dropped: 1, unfit: 1 },
      fields: [
        { path: 'data[].number' },
        { path: 'data[].subject' },
        { path: 'data[].extra' },
        { path: 'data[].status' },
      ],
      values: [
        { pointer: '/data/0/number', outcome: 'kept', reason: '', original: '1', leaving: '1' },
        { outcome: 'treated', reason: 'length', original: '"Ada asks"', leaving: '"8 characters, 2 words"' },
        { outcome: 'dropped', reason: 'not named', original: '"x"', leaving: null },
        { outcome: 'unfit', reason: 'is not "open", "pending", "solved"' },
      ],
    });
  });

  test('says that there is no shape, or that the answer is none', async () => {
    const created = ['/tickets/1/comments', '--method', 'POST', '--input', '-'];
    const other = await preview(['helpdesk', ...created, '--status', '200'], { input: '{"id":1}' });
    expect(other.stdout).toContain('no shape for status 200 of POST /tickets/{number}/comments');
    expect(other.stdout).toMatch(/^- the answer +not named\n- {3}id +1\n/m);
    const list = await preview(['helpdesk', '/tickets', '--input', '-'], { input: '[1]' });
    expect(list.stdout).toContain('The answer as a whole is not what its shape says');
    expect(list.stdout).toMatch(/^! the answer +1 element +is not an object$/m);
  });

  test('may hold one value a line', async () => {
    const input = place.file('answer.ndjson', `${saved}\n${saved}\n`);
    const { stdout } = await preview(['helpdesk', '/tickets', '--input', input]);
    expect(stdout).toMatch(/^ {2}line 1$/m);
    expect(stdout).toMatch(/^ {2}line 2$/m);
  });

  test('shows as many elements as one asks for', async () => {
    const input = JSON.stringify({ data: Array.from({ length: 9 }, (_, number) => ({ number })) });
    const { stdout } = await preview(['helpdesk', '/tickets', '--input', '-', '--elements', '8'], { input });
    expect(stdout).toMatch(/^ {4}\[7\]$/m);
    expect(stdout).toMatch(/^ {4}… 1 more element$/m);
  });
});

describe('the page', () => {
  test('is for the eyes of its writer, even where an older one was for everyone', async () => {
    const page = join(place.directory, 'tickets.html');
    writeFileSync(page, 'old', { mode: 0o644 });
    const { code, stdout } = await preview(['helpdesk', '/tickets', '--html', page]);
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: expect.stringMatching(/tickets\.html holds the preview\. Only you can read it\.\n {2}\d+ kept/),
    });
    expect(statSync(page).mode & 0o777).toBe(0o600);
    expect(readFileSync(page, 'utf8')).toContain(`<del>&quot;${ticket!.requester.name}&quot;</del>`);
    expect(readdirSync(place.directory).filter((name) => name.startsWith('tickets.html'))).toEqual(['tickets.html']);
  });

  test('that can not be written is told', async () => {
    const ended = await preview(['helpdesk', '/tickets', '--input', '-', '--html', 'none/x.html'], { input: saved });
    expect(ended).toMatchObject({ code: 1, stderr: expect.stringContaining('ENOENT: it is not there') });
  });
});

interface Misuse {
  readonly args: readonly string[];
  readonly code: 1 | 2 | 3;
  readonly says: RegExp;
  readonly input?: string;
}

const misuses: readonly Misuse[] = [
  {
    args: ['desks', '/x'],
    code: 2,
    says: /desks is not served by proxy, so there are no answers; these are: helpdesk/,
  },
  {
    args: ['helpdesk'],
    code: 2,
    says: /Say which path, for example \/people\nThe shapes file names:\n {2}GET \/people\n/,
  },
  { args: ['helpdesk', '/tickets/{number}'], code: 2, says: /stands for many: say which one, as \/tickets\/17/ },
  { args: ['helpdesk', '/tickets', '--method', 'POST'], code: 2, says: /belong to --input/ },
  { args: ['helpdesk', '/tickets', '--subject', 'canary'], code: 1, says: /\(subject-not-allowed\)\n/ },
  { args: ['helpdesk', '/tickets', '--subject', 'canary', '--input', '-'], code: 2, says: /leave out --subject/ },
  { args: ['helpdesk', '/tickets?name=canary'], code: 1, says: /\(query-not-allowed\)\n {2}endpoint: GET \/tickets$/ },
  { args: ['helpdesk', '/tickets', '--input', 'none.json'], code: 1, says: /none\.json: ENOENT/ },
  {
    args: ['helpdesk', '/tickets', '--input', '-'],
    input: '{"canary":',
    code: 1,
    says: /not valid JSON in UTF-8 \(noticed/,
  },
];

describe('what can not be shown', () => {
  test.each(misuses)('$args: $code', async ({ args, code, says, input }) => {
    const ended = await preview(args, input === undefined ? {} : { input });
    expect(ended).toMatchObject({ code, stdout: '' });
    expect(ended.stderr.trim()).toMatch(says);
    expect(ended.stderr).not.toMatch(/canary-?token|"canary|=canary|\n {4}at /);
  });

  test.each([
    { more: [], code: 2, says: 'is called as a user: say whom by --subject.' },
    { more: ['--subject', 'canary'], code: 1, says: '(subject-refused)' },
    { more: ['--subject', 'ada@example.com'], code: 1, says: '(credentials-missing)' },
  ])('what is called as a user, with $more', async ({ more, code, says }) => {
    const source = `  mail:
    connector: google-workspace
    claims: { source_id: "3" }
    administrator: gate@acme.example
    authentication: key
`;
    const config = place.file('mail.yaml', readFileSync(place.config, 'utf8') + source);
    const ended = await preview(['mail', '/gmail/v1/users/me/messages', '--config', config, ...more]);
    expect(ended).toMatchObject({ code, stdout: '', stderr: expect.stringContaining(says) });
  });

  test('a secret that was not entered: where to', async () => {
    await using other = await helpdeskWorkspace();
    other.file('.sallyport/secrets/helpdesk.json', '{}');
    const ended = await program(['helpdesk', '/tickets'], other.directory);
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    expect(ended.stderr).toMatch(
      /oauth lacks client_id, client_secret; or token lacks token: .*\(credentials-missing\)\n {2}The secret on this machine is \.sallyport\/secrets\/helpdesk\.json\.\n/,
    );
  });

  test('a source that does not answer', async () => {
    const config = readFileSync(place.config, 'utf8').replace(/localServer: .*/, 'localServer: http://127.0.0.1:9/v2');
    const ended = await preview(['helpdesk', '/tickets', '--config', place.file('dead.yaml', config)]);
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    expect(ended.stderr).toContain('(source-unreachable)');
  });

  test('an answer without an end', async () => {
    const ended = await preview(['helpdesk', '/tickets', '--input', '/dev/zero']);
    expect(ended).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('more than 16 MiB') });
  });

  test('Ctrl-C while the source takes its time', async () => {
    const asked = Promise.withResolvers<void>();
    const silent = createServer(() => asked.resolve()).listen(0, '127.0.0.1');
    onTestFinished(() => {
      silent.close();
      silent.closeAllConnections();
    });
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const config = readFileSync(place.config, 'utf8').replace(
      /localServer: .*/,
      `localServer: http://127.0.0.1:${port}/v2`,
    );
    const args = ['preview', 'helpdesk', '/tickets', '--config', place.file('silent.yaml', config)];
    await using child = running(args, { cwd: place.directory });
    await asked.promise;
    child.signal('SIGINT');
    expect([await child.code, child.said]).toEqual([130, 'Stopped.\n']);
  });

  test('Ctrl-C while standard input does not end', async () => {
    const args = [programFile, 'preview', 'helpdesk', '/tickets', '--input', '-'];
    const child = spawn(process.execPath, args, { cwd: place.directory, stdio: 'pipe' });
    onTestFinished(() => void child.kill('SIGKILL'));
    // More than a pipe holds: when it is written, the program is reading.
    await new Promise((resolve) => child.stdin.write(' '.repeat(1_000_000), resolve));
    child.kill('SIGINT');
    expect(await once(child, 'close')).toEqual([130, null]);
  });
});
