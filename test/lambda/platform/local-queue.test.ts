import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { localQueue } from '../../../lambda/platform/local/local-queue.ts';
import type { PlatformError } from '../../../lambda/platform/platform-error.ts';
import { failureOf } from '../support/failure-of.ts';
import { queueLaws } from './queue-laws.ts';

const parent = mkdtempSync(join(tmpdir(), 'sallyport-queue-'));
let runs = 0;
const newFolder = (): string => join(parent, String(runs++));
afterAll(() => rmSync(parent, { recursive: true }));

const module = join(import.meta.dirname, '../../../lambda/platform/local/local-queue.ts');
const none = { maximum: 10, waitSeconds: 0 };

describe('the local queue', () => {
  queueLaws(() => {
    const folder = newFolder();
    return [localQueue(folder, 'work', Date.now), localQueue(folder, 'work', Date.now)];
  });

  test('is its owner’s alone', async () => {
    const folder = newFolder();
    const queue = localQueue(folder, 'work', Date.now);
    await queue.send('work');
    expect(readdirSync(folder)).toEqual(['work.sqlite']);
    expect(statSync(join(folder, 'work.sqlite')).mode & 0o777).toBe(0o600);
    chmodSync(join(folder, 'work.sqlite'), 0o640);
    const failure = (await failureOf(queue.receive(none))) as PlatformError;
    expect(failure).toMatchObject({
      code: 'queue-denied',
      message: expect.stringMatching(/file of this queue: run chmod 600/),
    });
  });

  test('holds what is received for half a minute, and forgets what nobody received in two weeks', async () => {
    let now = 1_000_000;
    const queue = localQueue(newFolder(), 'work', () => now);
    await queue.send('work');
    expect(await queue.receive(none)).toHaveLength(1);
    now += 29_999;
    expect(await queue.receive(none)).toEqual([]);
    now += 1;
    expect(await queue.receive(none)).toMatchObject([{ text: 'work', attempts: 2 }]);
    now += 15 * 86_400_000;
    await queue.send('another');
    expect(await queue.receive(none)).toMatchObject([{ text: 'another', attempts: 1 }]);
  });

  test('wakes whoever waits within milliseconds, in another process too', async () => {
    const folder = newFolder();
    const queue = localQueue(folder, 'work', Date.now, 'process');
    const program = `
      import { localQueue } from ${JSON.stringify(module)};
      const queue = localQueue(${JSON.stringify(folder)}, 'work', Date.now, 'process');
      console.log('ready');
      for (let count = 0; count < 20; ) {
        for (const message of await queue.receive({ maximum: 1, waitSeconds: 20 })) {
          console.log(performance.timeOrigin + performance.now() - Number(message.text));
          await message.done();
          count++;
        }
      }`;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const said = text(child.stdout);
    await once(child.stdout, 'data');
    for (let count = 0; count < 20; count++) {
      await sleep(30);
      await queue.send(String(performance.timeOrigin + performance.now()));
    }
    const waits = (await said)
      .trim()
      .split('\n')
      .slice(1)
      .map(Number)
      .sort((a, b) => a - b);
    expect(waits).toHaveLength(20);
    // A machine that is busy with other tests is slower than the two milliseconds of one that is not; looking every 100 ms would take 50.
    expect(waits[10]).toBeLessThan(25);
  });

  test('costs nothing while there is nothing to receive', async () => {
    const program = `
      import { localQueue } from ${JSON.stringify(module)};
      const queue = localQueue(${JSON.stringify(newFolder())}, 'work', Date.now, 'process');
      await queue.receive({ maximum: 1, waitSeconds: 1 });
      const before = process.cpuUsage();
      await queue.receive({ maximum: 1, waitSeconds: 2 });
      const { user, system } = process.cpuUsage(before);
      console.log((user + system) / 1_000);`;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    // Milliseconds of two seconds; it is about three.
    expect(Number(await text(child.stdout))).toBeLessThan(20);
  });

  test('says that its file is damaged', async () => {
    const folder = newFolder();
    const queue = localQueue(folder, 'work', Date.now);
    await queue.send('work');
    writeFileSync(join(folder, 'work.sqlite'), 'CANARY'.repeat(100));
    const failure = await failureOf(queue.receive(none));
    expect(failure).toMatchObject({
      code: 'queue-unreachable',
      message: expect.stringMatching(/file of this queue is damaged/),
    });
    expect(String(failure)).not.toMatch(/CANARY/);
  });

  test('gives each message to one of several processes', async () => {
    const folder = newFolder();
    const queue = localQueue(folder, 'work', Date.now);
    const texts = Array.from({ length: 30 }, (_, at) => `message ${at}`).sort();
    for (const text of texts) await queue.send(text);
    const program = `
      import { localQueue } from ${JSON.stringify(module)};
      const queue = localQueue(${JSON.stringify(folder)}, 'work', Date.now);
      process.stdin.once('data', async () => {
        for (;;) {
          const received = await queue.receive({ maximum: 3, waitSeconds: 0 });
          if (received.length === 0) process.exit();
          for (const message of received) console.log(message.text), await message.done();
        }
      });
      console.log('ready');`;
    const children = Array.from({ length: 3 }, () =>
      spawn(process.execPath, ['--input-type=module', '--eval', program], { stdio: ['pipe', 'pipe', 'inherit'] }),
    );
    const said = children.map((child) => text(child.stdout));
    await Promise.all(children.map((child) => once(child.stdout, 'data')));
    for (const child of children) child.stdin.write('go');
    const received = (await Promise.all(said)).flatMap((each) => each.trim().split('\n').slice(1));
    expect(received.sort()).toEqual(texts);
    expect(await queue.receive(none)).toEqual([]);
  });
});
