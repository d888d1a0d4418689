import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, describe, expect, test } from 'vitest';
import { localMailbox } from '../../../lambda/platform/local/local-mailbox.ts';
import { failureOf } from '../support/failure-of.ts';
import { mailboxLaws } from './mailbox-laws.ts';

const parent = mkdtempSync(join(tmpdir(), 'sallyport-mailbox-'));
let runs = 0;
const newFolder = (): string => join(parent, String(runs++));
afterAll(() => rmSync(parent, { recursive: true }));

const module = join(import.meta.dirname, '../../../lambda/platform/local/local-mailbox.ts');

/** Runs a program in processes of its own, all from the same moment on. @returns what each wrote */
const inProcesses = async (folder: string, count: number, body: string): Promise<readonly string[]> => {
  const program = `
    import { localMailbox } from ${JSON.stringify(module)};
    const mailbox = localMailbox(${JSON.stringify(folder)}, Date.now);
    process.stdin.once('data', async () => { ${body}; process.exit(); });
    console.log('ready');`;
  const children = Array.from({ length: count }, () =>
    spawn(process.execPath, ['--input-type=module', '--eval', program], { stdio: ['pipe', 'pipe', 'inherit'] }),
  );
  const said = children.map((child) => text(child.stdout));
  await Promise.all(children.map((child) => once(child.stdout, 'data')));
  for (const child of children) child.stdin.write('go');
  return (await Promise.all(said)).map((each) => each.replace('ready\n', '').trim());
};

describe('the local mailbox', () => {
  mailboxLaws(() => {
    const folder = newFolder();
    return [localMailbox(folder, Date.now), localMailbox(folder, Date.now)];
  }, 60);

  test('is its owner’s alone', async () => {
    const folder = newFolder();
    const mailbox = localMailbox(folder, Date.now);
    await mailbox.put('Requests/a', Buffer.from('text'));
    await mailbox.create('b', 'text');
    for (const path of ['.', 'objects', 'drafts']) expect(statSync(join(folder, path)).mode & 0o777).toBe(0o700);
    for (const name of ['+requests,a=', 'b=']) expect(statSync(join(folder, 'objects', name)).mode & 0o777).toBe(0o600);
    chmodSync(folder, 0o750);
    const calls = [mailbox.put('a', Buffer.from('text')), mailbox.create('c', 'text'), mailbox.remove(['b'])];
    for (const failure of await Promise.all(calls.map(failureOf)))
      expect(failure).toMatchObject({
        code: 'mailbox-denied',
        message: expect.stringMatching(/folder of this mailbox: run chmod 700/),
      });
    chmodSync(folder, 0o700);
    expect([...(await mailbox.list())].sort()).toEqual(['Requests/a', 'b']);
  });

  test('begins anew where its folder was taken away', async () => {
    const folder = newFolder();
    const mailbox = localMailbox(folder, Date.now);
    const long = 'x'.repeat(400);
    for (const write of [() => mailbox.put(long, Buffer.from('text')), () => mailbox.create(long, 'text')]) {
      await write();
      expect(await mailbox.list()).toEqual([long]);
      rmSync(folder, { recursive: true });
      expect(await mailbox.list()).toEqual([]);
      await mailbox.remove([long]);
    }
    for (const part of ['drafts', 'objects']) {
      await mailbox.put('a', Buffer.from('text'));
      rmSync(join(folder, part), { recursive: true });
      await mailbox.put('b', Buffer.from('text'));
    }
    expect(await mailbox.list()).toEqual(['b']);
  });

  test('removes the drafts of killed processes when they are minutes old, and no other', async () => {
    const folder = newFolder();
    const drafts = join(folder, 'drafts');
    let later = 0;
    const mailbox = localMailbox(folder, () => Date.now() + later);
    await mailbox.put('a', Buffer.from('text'));
    expect(readdirSync(drafts)).toEqual([]);
    for (const name of ['old', 'young']) writeFileSync(join(drafts, name), 'CANARY');
    const tenMinutesAgo = new Date(Date.now() - 600_000);
    utimesSync(join(drafts, 'old'), tenMinutesAgo, tenMinutesAgo);
    expect(await mailbox.list()).toEqual(['a']);
    // Another process looks when it writes first, this one after some minutes.
    await localMailbox(folder, Date.now).put('a', Buffer.from('text'));
    expect(readdirSync(drafts)).toEqual(['young']);
    await mailbox.create('b', 'text');
    expect(readdirSync(drafts)).toEqual(['young']);
    later = 360_000;
    expect(await mailbox.create('b', 'text')).toBe(false);
    expect(readdirSync(drafts)).toEqual([]);
  });

  test('leaves nothing of what could not be put into its place', async () => {
    const folder = newFolder();
    const mailbox = localMailbox(folder, Date.now);
    await mailbox.put('b', Buffer.from('text'));
    mkdirSync(join(folder, 'objects/a=/in-the-way'), { recursive: true });
    expect(await failureOf(mailbox.put('a', Buffer.from('text')))).toMatchObject({ code: 'mailbox-denied' });
    expect(readdirSync(join(folder, 'drafts'))).toEqual([]);
  });

  test('reads nothing of an object that is larger than any that is written there', async () => {
    const folder = newFolder();
    const mailbox = localMailbox(folder, Date.now);
    await mailbox.put('a', Buffer.from('text'));
    truncateSync(join(folder, 'objects/a='), 9 * 1024 * 1024);
    expect(await failureOf(mailbox.get('a'))).toMatchObject({
      code: 'mailbox-unreachable',
      detail: { cause: 'too-large' },
    });
  });

  test('says that it can not be written', async () => {
    const folder = newFolder();
    writeFileSync(folder, 'a file is in the way');
    const mailbox = localMailbox(folder, Date.now);
    const calls = [
      mailbox.put('a', Buffer.from('x')),
      mailbox.get('a'),
      mailbox.has('a'),
      mailbox.list(),
      mailbox.create('a', 'x'),
    ];
    for (const call of calls) expect(await failureOf(call)).toMatchObject({ code: 'mailbox-denied' });
  });

  test('lets one of several processes win each race, and the others read what it wrote', async () => {
    const folder = newFolder();
    const mine = `writer ${'x'.repeat(20_000)} `;
    const said = await inProcesses(
      folder,
      4,
      `const mine = ${JSON.stringify(mine)} + process.pid;
      for (let at = 0; at < 150; at++) {
        const isFirst = await mailbox.create('claims/' + at, mine);
        const read = Buffer.from((await mailbox.get('claims/' + at)) ?? []).toString();
        console.log(at, read.slice(${mine.length}), isFirst === (read === mine), isFirst);
      }`,
    );
    const lines = said.flatMap((each) => each.split('\n')).map((line) => line.split(' '));
    expect(lines).toHaveLength(600);
    for (let at = 0; at < 150; at++) {
      const ofThis = lines.filter(([number]) => number === String(at));
      expect(new Set(ofThis.map(([, winner]) => winner))).toHaveLength(1);
      expect(ofThis.map(([, , isTrue]) => isTrue)).toEqual(Array(4).fill('true'));
      expect(ofThis.filter(([, , , isFirst]) => isFirst === 'true')).toHaveLength(1);
    }
  });

  test('shows an object whole to one process while another one writes it', async () => {
    const folder = newFolder();
    const mailbox = localMailbox(folder, Date.now);
    await mailbox.put('a', new Uint8Array(300_000).fill(1));
    const writing = inProcesses(
      folder,
      2,
      `for (let at = 1; at < 60; at++) await mailbox.put('a', new Uint8Array(200_000 + at).fill(at))`,
    );
    let isDone = false;
    void writing.finally(() => {
      isDone = true;
    });
    while (!isDone) {
      const bytes = (await mailbox.get('a'))!;
      expect(bytes.byteLength).toBeGreaterThan(200_000);
      expect(Buffer.from(bytes).equals(new Uint8Array(bytes.byteLength).fill(bytes[0]!))).toBe(true);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await writing;
  });

  test.each([
    ['put', `mailbox.put('a', new Uint8Array(4_000_000).fill(1))`],
    ['create', `mailbox.create('b', 'x'.repeat(4_000_000)); await mailbox.remove(['b'])`],
  ])('holds nobody up, and shows nothing, of what was killed in the middle: %s', async (_, write) => {
    const folder = newFolder();
    const mailbox = localMailbox(folder, Date.now);
    for (let round = 0; round < 3; round++) {
      const program = `
        import { localMailbox } from ${JSON.stringify(module)};
        const mailbox = localMailbox(${JSON.stringify(folder)}, Date.now);
        console.log('ready');
        for (;;) { await ${write}; }`;
      const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      await once(child.stdout, 'data');
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
      // What it had put into its place is whole.
      for (const name of await mailbox.list()) expect([4, 4_000_000]).toContain((await mailbox.get(name))!.byteLength);
      await mailbox.remove(['b']);
      await mailbox.put('a', Buffer.from('mine'));
      expect(await mailbox.create('b', 'mine')).toBe(true);
      for (const name of ['a', 'b']) expect(Buffer.from((await mailbox.get(name))!).toString()).toBe('mine');
      await mailbox.remove(['b']);
    }
    expect(await mailbox.list()).toEqual(['a']);
    await localMailbox(folder, () => Date.now() + 600_000).put('a', Buffer.from('text'));
    expect(readdirSync(join(folder, 'drafts'))).toEqual([]);
  });
});
