import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { localKeys } from '../../../lambda/platform/local/local-keys.ts';
import { localPlatform } from '../../../lambda/platform/local/local-platform.ts';
import { jsonLog } from '../../../lambda/platform/log.ts';
import { PlatformError } from '../../../lambda/platform/platform-error.ts';

const parent = mkdtempSync(join(tmpdir(), 'sallyport-keys-'));
let folder: string;
let runs = 0;
beforeEach(() => {
  folder = join(parent, String(runs++));
});
afterAll(() => rmSync(parent, { recursive: true }));

const failureOf = async (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => Promise.reject(new Error('it went well')),
    (error: unknown) => error,
  );

describe('the local key store', () => {
  test('keeps what is made first, for its owner alone', async () => {
    const keys = localKeys(folder, 'acme');
    expect(await keys.read()).toBeUndefined();
    expect(await keys.readOrCreate(() => 'one')).toBe('one');
    expect(await keys.readOrCreate(() => 'two')).toBe('one');
    expect(await localKeys(folder, 'acme').read()).toBe('one');
    expect(statSync(join(folder, 'acme.json')).mode & 0o777).toBe(0o600);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(readdirSync(folder)).toEqual(['acme.json']);
  });

  test('has a key for each gateway, which all its sources share', async () => {
    const keysOf = (gateway: string, source: string) =>
      localPlatform({ directory: folder, gateway, source, log: jsonLog(() => undefined, Date.now) }).keys;
    expect(await keysOf('acme', 'people').readOrCreate(() => 'acme')).toBe('acme');
    expect(await keysOf('acme', 'desks').readOrCreate(() => 'other')).toBe('acme');
    expect(await keysOf('globex', 'people').readOrCreate(() => 'globex')).toBe('globex');
    expect(readFileSync(join(folder, '.sallyport', 'keys', 'acme.json'), 'utf8')).toBe('acme');
  });

  test('gives one key to all who ask at the same time', async () => {
    const all = await Promise.all(
      Array.from({ length: 20 }, (_, at) => localKeys(folder, 'acme').readOrCreate(() => `key ${at}`)),
    );
    expect(new Set(all).size).toBe(1);
    expect(readdirSync(folder)).toEqual(['acme.json']);
  });

  test('gives one key to processes that race', async () => {
    const module = join(import.meta.dirname, '../../../lambda/platform/local/local-keys.ts');
    const program = `
      import { localKeys } from ${JSON.stringify(module)};
      process.stdout.write('ready');
      process.stdin.once('data', async () => {
        process.stdout.write(await localKeys(${JSON.stringify(folder)}, 'acme').readOrCreate(() => 'key of ' + process.pid));
        process.exit();
      });`;
    const children = Array.from({ length: 4 }, () =>
      spawn(process.execPath, ['--input-type=module', '--eval', program], { stdio: ['pipe', 'pipe', 'inherit'] }),
    );
    const said = children.map((child) => text(child.stdout));
    await Promise.all(children.map((child) => once(child.stdout, 'data')));
    for (const child of children) child.stdin.write('go');
    const keys = (await Promise.all(said)).map((each) => each.replace('ready', ''));
    expect(keys[0]).toMatch(/^key of \d+$/);
    expect(new Set(keys).size).toBe(1);
    expect(readFileSync(join(folder, 'acme.json'), 'utf8')).toBe(keys[0]);
  });

  test('replaces a key that is still the one before', async () => {
    const keys = localKeys(folder, 'acme');
    await keys.readOrCreate(() => 'one');
    await keys.replace('one', 'two');
    expect(await keys.read()).toBe('two');
    const failure = await failureOf(keys.replace('one', 'three'));
    expect(failure).toBeInstanceOf(PlatformError);
    expect(failure).toMatchObject({ code: 'key-changed', message: expect.stringMatching(/look at it again/) });
    expect(await failureOf(localKeys(folder, 'none').replace('one', 'two'))).toMatchObject({ code: 'key-changed' });
    expect(await keys.read()).toBe('two');
    expect(statSync(join(folder, 'acme.json')).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['acme.json']);
  });

  test.each([0o640, 0o604, 0o644, 0o660, 0o777])('refuses a file that others may read (%o)', async (mode) => {
    mkdirSync(folder);
    writeFileSync(join(folder, 'acme.json'), 'canary');
    chmodSync(join(folder, 'acme.json'), mode);
    for (const act of [
      () => localKeys(folder, 'acme').read(),
      () => localKeys(folder, 'acme').readOrCreate(() => 'two'),
      () => localKeys(folder, 'acme').replace('canary', 'two'),
    ]) {
      const failure = await failureOf(act());
      expect(failure).toMatchObject({ code: 'key-denied', message: expect.stringMatching(/chmod 600/) });
      expect((failure as Error).message).not.toContain('canary');
    }
    expect(readFileSync(join(folder, 'acme.json'), 'utf8')).toBe('canary');
  });

  test('says that a place can not be read or written', async () => {
    mkdirSync(join(folder, 'acme.json'), { recursive: true, mode: 0o700 });
    chmodSync(join(folder, 'acme.json'), 0o700);
    expect(await failureOf(localKeys(folder, 'acme').read())).toMatchObject({
      code: 'key-denied',
      detail: { cause: 'EISDIR' },
    });
    writeFileSync(join(folder, 'file'), '', { mode: 0o600 });
    const failure = await failureOf(localKeys(join(folder, 'file'), 'acme').readOrCreate(() => 'one'));
    expect(failure).toMatchObject({ code: 'key-denied', message: expect.stringMatching(/correct who may/) });
    expect((failure as PlatformError).detail['cause']).toMatch(/ENOTDIR|EEXIST/);
  });
});
