import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** What a server process has used since its start. */
export interface Usage {
  readonly cpuSeconds: number;
  readonly peakMebibytes: number;
}

/**
 * As `npm start` sets it. V8 lets the young generation grow with everything that was ever promoted, up to 96 MiB in a long import,
 * though a scavenge leaves 11 MiB. A long answer by proxy asks the collector to look at its buffers.
 */
const execArgv = ['--max-semi-space-size=8', '--expose-gc'];

/**
 * Bundles a program as the handler is bundled, in parts: stripping types at start takes time and memory that no deployment spends, and
 * so does code in one file of which some is for later.
 */
const bundled = async (entry: string, outdir: string): Promise<void> => {
  await build({
    entryPoints: [fileURLToPath(new URL(entry, import.meta.url))],
    outdir,
    outExtension: { '.js': '.mjs' },
    splitting: true,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    external: ['pg-native'],
    logLevel: 'error',
    banner: { js: "import{createRequire as nodeRequire}from'node:module';const require=nodeRequire(import.meta.url);" },
  });
};

/**
 * Starts a server of `bench/servers/` in a process of its own, lets `measure` use it, and tells what it used.
 *
 * @param measure gets the server's URL, and what asks for its usage so far
 */
export const withServer = async <T>(
  name: string,
  args: readonly string[],
  measure: (url: string, used: () => Promise<Usage>) => Promise<T>,
): Promise<{ readonly result: T; readonly usage: Usage }> => {
  const directory = await mkdtemp(join(tmpdir(), 'sallyport-bench-'));
  const program = join(directory, `${name}.mjs`);
  await bundled(`./servers/${name}.ts`, directory);
  const child = fork(program, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], execArgv });
  try {
    const [{ url }] = (await once(child, 'message')) as [{ url: string }];
    const used = async (): Promise<Usage> => {
      child.send('usage');
      const [usage] = (await once(child, 'message')) as [Usage];
      return usage;
    };
    return { result: await measure(url, used), usage: await used() };
  } finally {
    child.disconnect();
    await once(child, 'exit');
    await rm(directory, { recursive: true });
  }
};
