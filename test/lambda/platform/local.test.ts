import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { localFiles } from '../../../lambda/platform/local/local-files.ts';
import { localSecrets } from '../../../lambda/platform/local/local-secrets.ts';
import { PlatformError } from '../../../lambda/platform/platform-error.ts';

const outside = mkdtempSync(join(tmpdir(), 'sallyport-platform-'));
const directory = join(outside, 'acme');

const write = (path: string, content: string, mode = 0o600): void => {
  writeFileSync(join(outside, path), content, { mode });
  chmodSync(join(outside, path), mode);
};

beforeAll(() => {
  mkdirSync(join(directory, 'data'), { recursive: true });
  mkdirSync(join(outside, 'acme-other'));
  write('elsewhere.csv', 'elsewhere');
  write('acme-other/people.csv', 'other');
  write('acme/people.csv', 'people');
  write('acme/data/teams.csv', 'teams');
  symlinkSync(join(directory, 'people.csv'), join(directory, 'data', 'same.csv'));
  symlinkSync('../elsewhere.csv', join(directory, 'link.csv'));
  symlinkSync(outside, join(directory, 'up'));
  symlinkSync(join(directory, 'nowhere.csv'), join(directory, 'dangling.csv'));
  symlinkSync(directory, join(outside, 'alias'));
});
afterAll(() => rmSync(outside, { recursive: true }));

/** The error that something ends with. */
const failureOf = async (act: () => unknown): Promise<unknown> => {
  try {
    await act();
  } catch (error) {
    return error;
  }
  throw new Error('it went well');
};

describe('local files', () => {
  const files = localFiles(directory);

  test.each([
    ['./people.csv', 'people.csv', 'people'],
    ['people.csv', 'people.csv', 'people'],
    ['data/teams.csv', 'data/teams.csv', 'teams'],
    ['./data/../people.csv', 'people.csv', 'people'],
    ['data/same.csv', 'data/same.csv', 'people'],
  ])('%s is opened', async (location, path, content) => {
    expect(files.path(location)).toBe(join(directory, path));
    const { bytes, version } = await files.open(location);
    expect((await buffer(bytes)).toString()).toBe(content);
    expect(version).toMatch(/^\d+-[\d.]+$/);
  });

  test('are opened through a link to the whole folder', async () => {
    const { bytes } = await localFiles(join(outside, 'alias')).open('people.csv');
    expect((await buffer(bytes)).toString()).toBe('people');
  });

  test('have another version when their content is another', async () => {
    write('acme/changing.csv', 'one');
    const { version } = await files.open('changing.csv');
    expect((await files.open('changing.csv')).version).toBe(version);
    write('acme/changing.csv', 'other');
    expect((await files.open('changing.csv')).version).not.toBe(version);
  });

  test.each([
    ['..', 'file-outside'],
    ['../elsewhere.csv', 'file-outside'],
    ['data/../../elsewhere.csv', 'file-outside'],
    ['../acme-other/people.csv', 'file-outside'],
    [join(outside, 'elsewhere.csv'), 'file-outside'],
    ['/etc/hostname', 'file-outside'],
    ['link.csv', 'file-outside'],
    ['up/elsewhere.csv', 'file-outside'],
    ['up/acme-other/people.csv', 'file-outside'],
    ['s3://bucket/people.csv', 'file-unsupported'],
    ['https://files.example/people.csv', 'file-unsupported'],
    ['file:///etc/hostname', 'file-unsupported'],
    ['HTTP://[', 'file-unsupported'],
  ])('%s is refused as %s', async (location, code) => {
    for (const failure of [await failureOf(() => files.open(location)), await failureOf(() => files.path(location))]) {
      expect(failure).toBeInstanceOf(PlatformError);
      expect(failure).toMatchObject({ code });
    }
  });

  test.each(['nowhere.csv', 'dangling.csv', 'data/nowhere/people.csv'])('%s is not there', async (location) => {
    expect(await failureOf(() => files.open(location))).toMatchObject({ code: 'ENOENT' });
    expect(files.path(location)).toBe(join(directory, location));
  });
});

describe('local secrets', () => {
  const secretOf = (source: string) => localSecrets(directory, source).read();

  test('are read each time', async () => {
    write('acme/hr.json', '{"user":"reader","password":"pässword"}');
    const secrets = localSecrets(directory, 'hr');
    expect(await secrets.read()).toEqual({ user: 'reader', password: 'pässword' });
    write('acme/hr.json', '{}');
    expect(await secrets.read()).toEqual({});
  });

  test('that nobody has entered are empty', async () => {
    expect(await secretOf('none')).toEqual({});
  });

  test.each([0o640, 0o604, 0o644, 0o660, 0o601, 0o777])('that others may read (%o) are refused', async (mode) => {
    write('acme/open.json', '{"password":"canary"}', mode);
    const failure = await failureOf(() => secretOf('open'));
    expect(failure).toBeInstanceOf(PlatformError);
    expect(failure).toMatchObject({ code: 'secret-denied', message: expect.stringMatching(/chmod 600/) });
  });

  test.each([
    ['text', 'canary'],
    ['nothing', ''],
    ['half of it', '{"password":"canary"'],
    ['a list', '["canary"]'],
    ['null', 'null'],
    ['a string', '"canary"'],
    ['a number in it', '{"password":"canary","port":5432}'],
    ['null in it', '{"password":"canary","user":null}'],
    ['an object in it', '{"password":{"value":"canary"}}'],
  ])('that are %s are refused, and not repeated', async (_, content) => {
    write('acme/bad.json', content);
    const failure = await failureOf(() => secretOf('bad'));
    expect(failure).toBeInstanceOf(PlatformError);
    expect(failure).toMatchObject({ code: 'secret-invalid', cause: undefined });
    expect((failure as Error).message).not.toContain('canary');
  });

  test('that are a folder are refused', async () => {
    mkdirSync(join(directory, 'folder.json'), { mode: 0o700 });
    expect(await failureOf(() => secretOf('folder'))).toMatchObject({
      code: 'secret-denied',
      detail: { cause: 'EISDIR' },
    });
  });
});
