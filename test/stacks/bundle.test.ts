import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { bundleHandler, bundleHandlerOnce, writeHandler } from '../../stacks/bundle.ts';
import { bearer } from './aws/configurations.ts';

const folder = (): string => mkdtempSync(join(tmpdir(), 'sallyport-bundle-'));
const sha256 = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');

/** Loads every part of a bundle: what is loaded only when it is needed may have been put in an order in which it does not load. */
const loadParts = (target: string): { readonly stdout: string; readonly stderr: string } => {
  const script = `
    const parts = (await import('node:fs')).readdirSync('.').filter((name) => /^gateway-\\w+\\.mjs$/.test(name));
    for (const part of parts) await import(${JSON.stringify(pathToFileURL(join(target, '/')))} + part);
    process.stdout.write(parts.length > 30 ? 'loaded' : 'nothing to load');
    process.exit();`;
  const options = { cwd: target, encoding: 'utf8', env: {} } as const;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], options);
  return { stdout, stderr };
};

/** Bundles in a process of its own, from another working directory. */
const bundleFrom = (directory: string, target: string): void => {
  const bundle = join(import.meta.dirname, '..', '..', 'stacks', 'bundle.ts');
  const script = `
    import { bundleHandler, writeHandler } from ${JSON.stringify(pathToFileURL(bundle))};
    writeHandler(bundleHandler('aws'), ${JSON.stringify(target)});`;
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module-typescript', '-e', script], {
    cwd: directory,
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  expect(status).toBe(0);
};

describe('the bundle of the AWS handler', () => {
  const [first, second, third] = [folder(), folder(), folder()];
  beforeAll(() => {
    writeHandler(bundleHandler('aws'), first);
    bundleFrom(tmpdir(), second);
    writeHandler(bundleHandlerOnce('aws'), third);
  });

  test('has the same bytes on every run, from every folder', () => {
    expect(readdirSync(first)).toContain('gateway.mjs');
    expect(readdirSync(first)).toContain('gateway.mjs.map');
    for (const other of [second, third]) {
      expect(readdirSync(other)).toEqual(readdirSync(first));
      for (const file of readdirSync(first)) expect(sha256(join(other, file)), file).toBe(sha256(join(first, file)));
    }
  });

  test('starts with at most 470 KB, and names no path of this machine', () => {
    const started = new Set<string>();
    const start = (file: string) => {
      if (started.has(file)) return;
      started.add(file);
      const code = readFileSync(join(first, file), 'utf8');
      for (const [, part] of code.matchAll(/(?:from|import)"\.\/([\w-]+\.mjs)"/g)) start(part!);
    };
    start('gateway.mjs');
    const bytes = (files: Iterable<string>) =>
      [...files].reduce((sum, file) => sum + statSync(join(first, file)).size, 0);
    const parts = readdirSync(first).filter((file) => file.endsWith('.mjs'));
    expect(bytes(started)).toBeLessThanOrEqual(470_000);
    expect(bytes(parts)).toBeGreaterThan(bytes(started) * 2);
    expect(parts.every((file) => /^gateway(-[A-Z0-9]{8})?\.mjs$/.test(file))).toBe(true);
    const root = join(import.meta.dirname, '..', '..');
    for (const file of readdirSync(first)) expect(readFileSync(join(first, file), 'utf8')).not.toContain(root);
    for (const file of parts) expect(readFileSync(join(first, file), 'utf8')).not.toContain('sourceMappingURL');
  });

  test('starts with nothing but Node, its part of the configuration, and what Lambda gives', () => {
    const source = { connector: 'file', serve: ['import'], claims: {}, closed: [], options: { files: [] } };
    const document = { gateway: 'acme', vendor: bearer, name: 'people', source };
    writeFileSync(join(second, 'source.json'), JSON.stringify(document));
    const script = `
      globalThis.awslambda = { streamifyResponse: (handler) => handler, HttpResponseStream: {} };
      const { handler } = await import(${JSON.stringify(pathToFileURL(join(second, 'gateway.mjs')))});
      process.stdout.write(typeof handler);`;
    const options = { cwd: second, encoding: 'utf8', env: { AWS_REGION: 'eu-west-1' } } as const;
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], options);
    expect({ stdout, stderr }).toEqual({ stdout: 'function', stderr: '' });
  });

  test('has parts that all load', () => expect(loadParts(first)).toEqual({ stdout: 'loaded', stderr: '' }));
});

describe('the bundle of the server', () => {
  const target = folder();
  const texts = new Map<string, string>();
  beforeAll(() => {
    writeHandler(bundleHandler('server'), target);
    for (const file of readdirSync(target).filter((name) => name.endsWith('.mjs')))
      texts.set(file, readFileSync(join(target, file), 'utf8'));
  });
  const bytes = (files: Iterable<string>) => [...files].reduce((sum, file) => sum + texts.get(file)!.length, 0);
  /** What is loaded with a file, if nothing is asked for later. */
  const loadedWith = (file: string, loaded = new Set<string>()): ReadonlySet<string> => {
    if (loaded.has(file)) return loaded;
    loaded.add(file);
    for (const [, part] of texts.get(file)!.matchAll(/(?:from|import)"\.\/([\w-]+\.mjs)"/g)) loadedWith(part!, loaded);
    return loaded;
  };
  const fileWith = (text: string): string => [...texts].find(([, code]) => code.includes(text))![0];

  test('has parts that all load', () => expect(loadParts(target)).toEqual({ stdout: 'loaded', stderr: '' }));

  test('has at most 3 MB, and listens with 60 KB', () => {
    expect(bytes(texts.keys())).toBeLessThanOrEqual(3_000_000);
    expect(bytes(loadedWith('gateway.mjs'))).toBeLessThanOrEqual(60_000);
  });

  test("loads one cloud's code without the other's, and telemetry only where it is wanted", () => {
    const [gcp, azure, telemetry] = ['metadata.google.internal', 'x-identity-header', '/v1/'].map(fileWith);
    const onGcp = loadedWith(gcp!);
    expect(onGcp).not.toContain(azure);
    expect(loadedWith(azure!)).not.toContain(gcp);
    expect(loadedWith('gateway.mjs')).not.toContain(gcp);
    expect(loadedWith(fileWith('job.given-up'))).not.toContain(telemetry);
  });
});

describe('a bundle', () => {
  const entry = (code: string): string => {
    const path = join(folder(), 'entry.ts');
    writeFileSync(path, code);
    return path;
  };

  test('exports the handler, requires modules of Node and knows where it lies', async () => {
    const target = folder();
    const code = entry(`
      declare const require: (name: string) => { sep: string };
      /*! A licence */
      export const handler = async (): Promise<string[]> => [require('path').sep, import.meta.dirname];
    `);
    writeHandler(bundleHandler('aws', code), target);
    const { handler } = await import(pathToFileURL(join(target, 'gateway.mjs')).href);
    expect(await handler()).toEqual(['/', target]);
    expect(readFileSync(join(target, 'gateway.mjs'), 'utf8')).not.toContain('licence');
    expect(readFileSync(join(target, 'gateway.mjs.LEGAL.txt'), 'utf8')).toContain('A licence');
  });

  test('of an entry that is not there is an error', () => {
    expect(() => bundleHandler('aws', '/nowhere/aws.ts')).toThrow(
      expect.objectContaining({ code: 'handler-missing', message: expect.stringContaining('npm ci') }),
    );
  });

  test('of an entry that imports nothing real is an error that names it', () => {
    expect(() => bundleHandler('aws', entry(`export * from './nowhere.ts';`))).toThrow(
      expect.objectContaining({ code: 'handler-broken', message: expect.stringContaining('./nowhere.ts') }),
    );
  });
});
