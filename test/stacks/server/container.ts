import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A line of a container's log. */
export type LogLine = Readonly<Record<string, unknown>>;

/** A process that runs what a container would. */
export interface Container {
  readonly lines: readonly LogLine[];
  /** What it wrote to its error output. */
  readonly errors: () => string;
  /** The first line of an event. */
  line(event: string): Promise<LogLine>;
  kill(signal: NodeJS.Signals): void;
  /** Resolves to its exit code. */
  readonly ended: Promise<number | null>;
}

/**
 * Starts a container's command with its environment and nothing else of this process. `node` is the one that runs the tests.
 *
 * @param environment of the template, and of the cloud
 */
export const startContainer = (
  [program, ...args]: readonly string[],
  environment: Readonly<Record<string, string>>,
): Container => {
  if (program !== 'node') throw new Error(`no image has ${program}`);
  const child = spawn(process.execPath, args, { cwd: '/', env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  const lines: LogLine[] = [];
  const waiting = new Set<() => void>();
  let errors = '';
  createInterface({ input: child.stdout }).on('line', (text) => {
    lines.push(JSON.parse(text));
    for (const wake of waiting) wake();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const ended = once(child, 'close').then(([code]) => code as number | null);
  const line = (event: string): Promise<LogLine> => {
    const { promise, resolve, reject } = Promise.withResolvers<LogLine>();
    const look = () => {
      const found = lines.find((each) => each['event'] === event);
      if (found) resolve(found);
    };
    waiting.add(look);
    look();
    void ended.then((code) => reject(new Error(`it ended with ${code}: ${errors}${JSON.stringify(lines)}`)));
    return promise.finally(() => waiting.delete(look));
  };
  return { lines, errors: () => errors, line, kill: (signal) => void child.kill(signal), ended };
};
