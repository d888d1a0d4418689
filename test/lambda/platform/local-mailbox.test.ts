import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
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
    const mailbox = localMailbox(${JSON.stringify(folder)});
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
    return [localMailbox(folder), localMailbox(folder)];
  }, 60);

  test('is its owner’s alone', async () => {
    const folder = newFolder();
    const mailbox = localMailbox(folder);
    await mailbox.put('Requests/a', Buffer.from('text'));
    for (const path of [folder, join(folder, 'objects')]) expect(statSync(path).mode & 0o777).toBe(0o700);
    for (const path of ['lock', 'objects/+requests,a=']) expect(statSync(join(folder, path)).mode & 0o777).toBe(0o600);
    chmodSync(join(folder, 'lock'), 0o640);
    expect(await failureOf(mailbox.put('a', Buffer.from('text')))).toMatchObject({
      code: 'mailbox-denied',
      message: expect.stringMatching(/file of this mailbox: run chmod 600/),
    });
  });

  test('reads nothing of an object that is larger than any that is written there', async () => {
    const folder = newFolder();
    const mailbox = localMailbox(folder);
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
    const mailbox = localMailbox(folder);
    for (const call of [mailbox.put('a', Buffer.from('x')), mailbox.get('a'), mailbox.list(), mailbox.create('a', 'x')])
      expect(await failureOf(call)).toMatchObject({ code: 'mailbox-denied' });
  });

  test('lets one of several processes win each race', async () => {
    const folder = newFolder();
    const won = await inProcesses(
      folder,
      3,
      `for (let at = 0; at < 40; at++) {
        if (await mailbox.create('claims/' + at, String(process.pid))) console.log('created ' + at);
      }`,
    );
    const lines = won.flatMap((each) => each.split('\n')).filter((line) => line !== '');
    expect(lines.sort()).toEqual(Array.from({ length: 40 }, (_, at) => `created ${at}`).sort());
  });

  test('shows an object whole to one process while another one writes it', async () => {
    const folder = newFolder();
    const mailbox = localMailbox(folder);
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

  test('is not held by a process that was killed in the middle of a write', async () => {
    const folder = newFolder();
    const mailbox = localMailbox(folder);
    for (let round = 0; round < 3; round++) {
      const program = `
        import { localMailbox } from ${JSON.stringify(module)};
        const mailbox = localMailbox(${JSON.stringify(folder)});
        console.log('ready');
        for (;;) await mailbox.put('a', new Uint8Array(4_000_000).fill(1));`;
      const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      await once(child.stdout, 'data');
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
      await mailbox.put('a', Buffer.from('mine'));
      expect(Buffer.from((await mailbox.get('a'))!).toString()).toBe('mine');
    }
    expect(await mailbox.list()).toEqual(['a']);
  });
});
