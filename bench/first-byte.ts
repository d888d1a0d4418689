import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import type { SourceDocument } from '../config/config.ts';
import { bundleHandler, writeHandler } from '../stacks/bundle.ts';
import { handlerBytes } from './handler-bytes.ts';
import { atMost, beside, type Measurement, median, repeat } from './measurement.ts';

const runs = 9;

// The platform profile: a bearer token would add the way to its issuer, which is not ours to measure.
const document: SourceDocument = {
  gateway: 'bench',
  vendor: { name: 'vendor', profile: 'platform', identity: {} },
  name: 'people',
  source: { connector: 'sql', serve: ['import'], claims: {}, closed: [], options: {} },
};

const emptyHandler = `export const handler = async (event, stream) => { stream.end('{}'); };`;

/** Milliseconds from the start of a process to the first byte of its answer. */
const firstByte = async (runtime: string, handler: string): Promise<number> => {
  const began = Date.now();
  const env = { ...process.env, SALLYPORT_VENDOR_ROLE_ARN: 'arn:aws:iam::111122223333:role/bench-vendor' };
  const child = fork(runtime, [pathToFileURL(handler).href], { env, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const [{ first }] = (await once(child, 'message')) as [{ first: number }];
  await once(child, 'exit');
  return first - began;
};

/** The size of the handler for AWS, and how soon a new process answers with it. */
export async function* firstBytes(): AsyncGenerator<Measurement> {
  const directory = await mkdtemp(join(tmpdir(), 'sallyport-bench-'));
  try {
    writeHandler(bundleHandler('aws'), directory);
    await writeFile(join(directory, 'source.json'), JSON.stringify(document));
    await writeFile(join(directory, 'empty.mjs'), emptyHandler);
    const runtime = join(directory, 'runtime.mjs');
    await build({
      entryPoints: [join(import.meta.dirname, 'servers', 'first-meta.ts')],
      outfile: runtime,
      platform: 'node',
      format: 'esm',
    });

    const { started, all } = await handlerBytes(directory);
    yield atMost('bundle.aws', started / 1e6, 'MB', 1);
    yield beside('bundle.aws.with-what-is-loaded-later', all / 1e6, 'MB');
    // In turn, so that both see the same machine.
    const pairs = await repeat(runs, async () => ({
      ours: await firstByte(runtime, join(directory, 'gateway.mjs')),
      empty: await firstByte(runtime, join(directory, 'empty.mjs')),
    }));
    yield atMost('start.first-byte-of-meta', median(pairs.map(({ ours }) => ours)), 'ms', 250);
    yield beside('start.empty-handler', median(pairs.map(({ empty }) => empty)), 'ms');
  } finally {
    await rm(directory, { recursive: true });
  }
}
