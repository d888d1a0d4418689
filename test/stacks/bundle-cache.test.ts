import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type HandlerFiles, keptBundle } from '../../stacks/bundle-cache.ts';

describe('a kept bundle', () => {
  let root: string;
  let input: string;
  let bundled: number;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'sallyport-cache-'));
    input = join(root, 'input.ts');
    writeFileSync(input, 'one');
    bundled = 0;
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const cache = (): string => join(root, 'cache');
  const bundle = (settings = 'settings', name = 'aws'): HandlerFiles =>
    keptBundle(cache(), name, settings, () => {
      bundled++;
      const files = [`code ${bundled}`, `map ${bundled}`].map((text) => Buffer.from(text));
      return {
        inputs: [input, join(root, 'absent.json')],
        files: ['gateway.mjs', 'gateway.mjs.map'].map((path, index) => ({
          path: `/x/${path}`,
          contents: files[index]!,
        })),
      };
    });
  const code = (files: HandlerFiles): string[] =>
    files.map(({ path, contents }) => `${path.split('/').at(-1)}: ${Buffer.from(contents)}`);

  test('is made once while nothing changes', () => {
    const first = code(bundle());
    expect(first).toEqual(['gateway.mjs: code 1', 'gateway.mjs.map: map 1']);
    expect(code(bundle())).toEqual(first);
    expect(bundled).toBe(1);
    expect(readdirSync(cache()).filter((name) => name.startsWith('unfinished'))).toEqual([]);
  });

  test.each<[string, () => unknown]>([
    ['an input changes', () => writeFileSync(input, 'two')],
    ['an input goes', () => rmSync(input)],
    ['an input comes that could have been there', () => writeFileSync(join(root, 'absent.json'), '{}')],
    ['its record is not readable', () => writeFileSync(join(cache(), 'aws.json'), '{"inputs":')],
    [
      'its files are gone',
      () => {
        for (const name of readdirSync(cache()))
          if (name !== 'aws.json') rmSync(join(cache(), name), { recursive: true });
      },
    ],
  ])('is made anew when %s', (_, change) => {
    bundle();
    change();
    expect(code(bundle())[0]).toBe('gateway.mjs: code 2');
    bundle();
    expect(bundled).toBe(2);
  });

  test('is made anew for other settings, and for another name', () => {
    bundle();
    expect(code(bundle('other settings'))[0]).toBe('gateway.mjs: code 2');
    expect(code(bundle('other settings', 'gcp'))[0]).toContain('code');
    expect(bundled).toBe(3);
  });

  test('is not needed: where it can not be written, each is made', () => {
    writeFileSync(cache(), 'a file where the folder should be');
    chmodSync(cache(), 0o400);
    expect(code(bundle())[0]).toBe('gateway.mjs: code 1');
    expect(code(bundle())[0]).toBe('gateway.mjs: code 2');
  });
});
