import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

/** The top folder of this repository. */
export const root = join(import.meta.dirname, '..', '..');

/** The program, as a file that Node runs. */
export const program = join(root, 'bin', 'sallyport.ts');

export interface RunOptions {
  readonly cwd?: string;
  readonly input?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** A file that Node runs. @default - the program of this repository */
  readonly file?: string;
}

export interface Ended {
  /** As a shell says it; `null` if a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Not the whole environment: it may say that this is a cloud. */
const inherited = { PATH: process.env['PATH'], HOME: process.env['HOME'] };

const begin = (args: readonly string[], { cwd, environment, file = program }: RunOptions): ChildProcess =>
  spawn(process.execPath, ['--max-semi-space-size=8', file, ...args], {
    cwd: cwd ?? root,
    env: { ...inherited, NODE_COMPILE_CACHE: join(tmpdir(), 'sallyport-compile-cache'), ...environment },
  });

/** Runs the program to its end. */
export const sallyport = async (args: readonly string[], options: RunOptions = {}): Promise<Ended> => {
  const child = begin(args, options);
  child.stdin!.end(options.input ?? '');
  const [stdout, stderr] = [text(child.stdout!), text(child.stderr!)];
  const [code] = await once(child, 'close');
  return { code, stdout: await stdout, stderr: await stderr };
};

/** The program while it runs. */
export interface Running {
  /** What it has said so far, on both streams. */
  readonly said: string;
  /** Waits until it says something. Fails if it ends before. */
  until(pattern: RegExp): Promise<RegExpExecArray>;
  signal(signal: NodeJS.Signals): void;
  readonly code: Promise<number | null>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Starts the program and lets it run. */
export const running = (args: readonly string[], options: RunOptions = {}): Running => {
  const child = begin(args, options);
  let said = '';
  for (const stream of [child.stdout!, child.stderr!]) stream.setEncoding('utf8').on('data', (more) => (said += more));
  const code = once(child, 'close').then(([status]) => status as number | null);
  return {
    get said() {
      return said;
    },
    async until(pattern) {
      for (;;) {
        const found = pattern.exec(said);
        if (found) return found;
        if (child.exitCode !== null || child.signalCode !== null) throw new Error(`it ended, and said:\n${said}`);
        await sleep(20);
      }
    },
    signal: (signal) => child.kill(signal),
    code,
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
      await code;
    },
  };
};
