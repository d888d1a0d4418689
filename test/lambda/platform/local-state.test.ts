import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { localPlatform } from '../../../lambda/platform/local/local-platform.ts';
import { localState } from '../../../lambda/platform/local/local-state.ts';
import { stateFailure } from '../../../lambda/platform/local/state-failure.ts';
import { jsonLog } from '../../../lambda/platform/log.ts';
import { PlatformError } from '../../../lambda/platform/platform-error.ts';
import { memoryState } from '../support/memory-state.ts';
import { increment } from './increment.ts';
import { stateLaws } from './state-laws.ts';

const parent = mkdtempSync(join(tmpdir(), 'sallyport-state-'));
let folder: string;
let runs = 0;
const newFolder = (): string => join(parent, String(runs++));
beforeEach(() => {
  folder = newFolder();
});
afterAll(() => rmSync(parent, { recursive: true }));

describe('the local state store', () => {
  stateLaws(() => localState(newFolder(), 'people'));
});

describe('the state store of tests', () => {
  stateLaws(memoryState);
});

/** Another process that has the store of this folder as `store`, and begins when it is told to. */
const startProcess = async (work: string): Promise<ChildProcess> => {
  const room = join(import.meta.dirname, '../../..');
  const program = `
    import { localState } from ${JSON.stringify(join(room, 'lambda/platform/local/local-state.ts'))};
    import { increment } from ${JSON.stringify(join(import.meta.dirname, 'increment.ts'))};
    const store = localState(${JSON.stringify(folder)}, 'people');
    console.log('ready');
    process.stdin.once('data', async () => { ${work}; process.exit(); });`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child.stdout!, 'data');
  return child;
};

describe('processes that share a local store', () => {
  test('count to four hundred together', async () => {
    const children = await Promise.all(
      Array.from({ length: 4 }, () => startProcess(`for (let n = 0; n < 100; n++) await increment(store, 'count')`)),
    );
    const ended = Promise.all(children.map((child) => once(child, 'exit')));
    for (const child of children) child.stdin!.write('go');
    expect(await ended).toEqual(Array(4).fill([0, null]));
    expect(await localState(folder, 'people').read('count')).toEqual({ text: '400', version: '400' });
    expect(readdirSync(folder)).toEqual(['people.sqlite']);
  });

  test('lose nothing that was told when one of them is killed in the middle of it', async () => {
    const store = localState(folder, 'people');
    for (let round = 0; round < 8; round++) {
      const child = await startProcess(
        `for (;;) { await increment(store, 'count'); console.log((await store.read('count')).text) }`,
      );
      let told = 0;
      createInterface({ input: child.stdout! }).on('line', (line) => {
        told = Number(line);
      });
      const closed = once(child, 'close');
      child.stdin!.write('go');
      await once(child.stdout!, 'data');
      await sleep(5 + round * 7);
      child.kill('SIGKILL');
      await closed;
      const count = Number((await store.read('count'))!.text);
      expect(told).toBeGreaterThan(0);
      expect([told, told + 1]).toContain(count);
      await increment(store, 'count');
      expect(await store.read('count')).toMatchObject({ text: String(count + 1) });
    }
  });

  test('wait for one another without holding up everything else', async () => {
    const store = localState(folder, 'people');
    await store.write('a', 'one', undefined);
    using other = new DatabaseSync(join(folder, 'people.sqlite'));
    other.exec('begin exclusive');
    const reading = store.read('a');
    let turns = 0;
    const timer = setInterval(() => turns++, 5);
    await sleep(300);
    clearInterval(timer);
    other.exec('commit');
    expect(await reading).toMatchObject({ text: 'one' });
    // Of 300 ms SQLite takes 50 at a time.
    expect(turns).toBeGreaterThan(3);
  });

  test('say so when one of them does not let go', async () => {
    const store = localState(folder, 'people');
    await store.write('a', 'one', undefined);
    using other = new DatabaseSync(join(folder, 'people.sqlite'));
    other.exec('begin exclusive');
    const failure = await failureOf(store.write('a', 'two', '1'));
    expect(failure).toMatchObject({ code: 'state-unreachable', message: expect.stringMatching(/holds .*: end it/) });
    other.exec('rollback');
    expect(await store.read('a')).toEqual({ text: 'one', version: '1' });
  });
});

const failureOf = async (promise: Promise<unknown>): Promise<PlatformError> => {
  const failure = await promise.then(
    () => expect.fail('it went well'),
    (error: unknown) => error,
  );
  expect(failure).toBeInstanceOf(PlatformError);
  expect((failure as Error).message).not.toMatch(/canary|sallyport-state/);
  return failure as PlatformError;
};

describe('the file of a local store', () => {
  const path = () => join(folder, 'people.sqlite');

  test("is its owner's alone, its folder too", async () => {
    await localState(join(folder, 'deep'), 'people').write('a', 'canary', undefined);
    expect(statSync(join(folder, 'deep', 'people.sqlite')).mode & 0o777).toBe(0o600);
    for (const place of [folder, join(folder, 'deep')]) expect(statSync(place).mode & 0o777).toBe(0o700);
  });

  test('is another one for each source and each gateway', async () => {
    const stateOf = (gateway: string, source: string) =>
      localPlatform({ directory: folder, gateway, source, log: jsonLog(() => undefined, Date.now) }).state;
    await stateOf('acme', 'people').write('a', 'one', undefined);
    expect(await stateOf('acme', 'people').read('a')).toMatchObject({ text: 'one' });
    expect(await stateOf('acme', 'desks').read('a')).toBeUndefined();
    expect(await stateOf('globex', 'people').read('a')).toBeUndefined();
    expect(readdirSync(join(folder, '.sallyport', 'state')).sort()).toEqual(['acme', 'globex']);
  });

  test('can be removed while the store is in use: it begins anew', async () => {
    const store = localState(folder, 'people');
    await store.write('a', 'one', undefined);
    rmSync(folder, { recursive: true });
    expect(await store.read('a')).toBeUndefined();
    expect(await store.write('a', 'two', undefined)).toBe('1');
  });

  test.each([0o640, 0o604, 0o644, 0o660, 0o777])('is refused if others may read it (%o)', async (mode) => {
    const store = localState(folder, 'people');
    await store.write('a', 'canary', undefined);
    chmodSync(path(), mode);
    for (const act of [() => store.read('a'), () => store.write('a', 'two', '1')]) {
      expect(await failureOf(act())).toMatchObject({
        code: 'state-denied',
        message: expect.stringMatching(/chmod 600/),
      });
    }
  });

  test('that is damaged, or no database, is told', async () => {
    mkdirSync(folder, { mode: 0o700 });
    writeFileSync(path(), 'canary '.repeat(1_000), { mode: 0o600 });
    const failure = await failureOf(localState(folder, 'people').read('a'));
    expect(failure).toMatchObject({ code: 'state-invalid', message: expect.stringMatching(/remove it/) });
    expect(readFileSync(path(), 'utf8')).toMatch(/^canary /);
  });

  test('that can not be made is told', async () => {
    writeFileSync(folder, '');
    const failure = await failureOf(localState(folder, 'people').write('a', 'one', undefined));
    expect(failure).toMatchObject({ code: 'state-denied', message: expect.stringMatching(/correct who may/) });
    const directory = newFolder();
    mkdirSync(join(directory, 'people.sqlite'), { recursive: true, mode: 0o700 });
    chmodSync(join(directory, 'people.sqlite'), 0o700);
    expect(await failureOf(localState(directory, 'people').read('a'))).toMatchObject({ code: 'state-denied' });
  });

  test('that can not grow is told, and keeps what it had', async () => {
    const store = localState(folder, 'people');
    await store.write('a', 'one', undefined);
    // As a full disk answers: SQLITE_FULL.
    using database = new DatabaseSync(path());
    database.exec('pragma max_page_count = 2');
    const full = new Promise((resolve) => resolve(database.exec(`update state set text = '${'x'.repeat(100_000)}'`)));
    const error = await full.catch((thrown: unknown) => stateFailure(thrown));
    expect(error).toMatchObject({ code: 'state-unreachable', message: expect.stringMatching(/disk full/) });
    expect(await store.read('a')).toEqual({ text: 'one', version: '1' });
  });
});
