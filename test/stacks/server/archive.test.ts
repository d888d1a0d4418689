import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sourceArchives } from '../../../stacks/server/archive.ts';
import { bearer, configuration, source } from '../aws/configurations.ts';

const config = configuration(bearer, { people: source() });
const block = 512;

/** A second reading of the format, by the text of POSIX. */
const read = (tar: Buffer) => {
  const files: { path: string; content: string; mode: string; owner: string; time: string; type: string }[] = [];
  for (let at = 0; tar.subarray(at, at + block).some((byte) => byte !== 0); ) {
    const field = (from: number, to: number) => tar.toString('latin1', at + from, at + to).replace(/\0.*$/s, '');
    const size = Number.parseInt(field(124, 136), 8);
    const sum = tar
      .subarray(at, at + block)
      .reduce((total, byte, index) => total + (index >= 148 && index < 156 ? 32 : byte), 0);
    expect(Number.parseInt(field(148, 156), 8)).toBe(sum);
    expect(tar.toString('latin1', at + 257, at + 265)).toBe('ustar\x0000');
    const [prefix, name] = [field(345, 500), field(0, 100)];
    files.push({
      path: prefix ? `${prefix}/${name}` : name,
      content: tar.toString('utf8', at + block, at + block + size),
      mode: field(100, 108),
      owner: `${field(108, 116)} ${field(116, 124)} ${field(265, 297)}`,
      time: field(136, 148),
      type: field(156, 157),
    });
    at += block + Math.ceil(size / block) * block;
  }
  return files;
};

describe('the archive of a source', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'sallyport-archive-'));
    mkdirSync(join(root, 'configuration', 'data'), { recursive: true });
    mkdirSync(join(root, 'handler'));
    for (const name of ['gateway.mjs', 'gateway.mjs.map', 'gateway-ABCDEFGH.mjs'])
      writeFileSync(join(root, 'handler', name), name);
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const data = (path: string, content: string) => {
    writeFileSync(join(root, 'configuration', path), content);
    return path;
  };
  const archive = (...files: string[]) =>
    sourceArchives(join(root, 'handler'))({
      config,
      name: 'people',
      hosts: [],
      directory: join(root, 'configuration'),
      files,
    });

  test('holds plain files of nobody and of no time, and no source map', () => {
    const { parts, sha256, md5 } = archive(data('data/people.csv', 'id\n'), data('z', 'x'.repeat(block)));
    const bytes = Buffer.concat(parts);
    const files = read(bytes);
    expect(files.map(({ path }) => path)).toEqual([
      'gateway-ABCDEFGH.mjs',
      'gateway.mjs',
      'data/people.csv',
      'source.json',
      'z',
    ]);
    for (const file of files)
      expect(file).toMatchObject({ mode: '0000444', owner: '0000000 0000000 ', time: '00000000000', type: '0' });
    expect(files[2]!.content).toBe('id\n');
    expect(files[4]!.content).toBe('x'.repeat(block));
    expect(JSON.parse(files[3]!.content)).toMatchObject({ gateway: 'acme', name: 'people' });
    expect(sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect(md5).toBe(createHash('md5').update(bytes).digest('hex'));
    expect(bytes.length % block).toBe(0);
    expect(bytes.subarray(-2 * block).every((byte) => byte === 0)).toBe(true);
  });

  test('has the same bytes whenever it is made, and others for other data', () => {
    const path = data('people.csv', 'id\n');
    const first = archive(path);
    utimesSync(join(root, 'configuration', path), 1, 1);
    expect(archive(path).sha256).toBe(first.sha256);
    data('people.csv', 'id\n1\n');
    expect(archive(path).sha256).not.toBe(first.sha256);
  });

  test('has room for a long path, and an error for a longer one', () => {
    const folder = `data/${'x'.repeat(140)}`;
    mkdirSync(join(root, 'configuration', folder));
    const path = data(`${folder}/${'y'.repeat(95)}.csv`, 'id\n');
    expect(read(Buffer.concat(archive(path).parts))[2]).toMatchObject({ path, content: 'id\n' });
    const long = data(`${folder}/${'y'.repeat(97)}.csv`, 'id\n');
    expect(() => archive(long)).toThrow(
      expect.objectContaining({
        code: 'data-path-malformed',
        message: expect.stringContaining('Give the file a shorter one.'),
      }),
    );
    const unicode = data(`${'ü'.repeat(51)}.csv`, '');
    expect(() => archive(unicode)).toThrow(expect.objectContaining({ code: 'data-path-malformed' }));
  });

  test('has at most 100 MiB of data: a container has it in memory', () => {
    const path = data('people.csv', '');
    truncateSync(join(root, 'configuration', path), 101 * 1024 * 1024);
    expect(() => archive(path)).toThrow(
      expect.objectContaining({
        code: 'data-too-large',
        message:
          'The files of source people have 101 MiB, and a container takes 100 MiB. Put them into a bucket and write gs://<bucket>/<object>, ' +
          'or https://<account>.blob.core.windows.net/<container>/<blob> on Azure, instead.',
      }),
    );
  });
});
