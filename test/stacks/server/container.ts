import { spawn, spawnSync } from 'node:child_process';
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

/** Node itself refuses to write elsewhere (nodejs.org/api/permissions.html), as a root folder does that can only be read. */
const readOnlyRoot = '--permission --allow-fs-read=* --allow-fs-write=/tmp';

const nobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', '--no-new-privs'];

/** What makes nobody of root. Who is not root is nobody already; and nobody may not see a program in a folder of root's own. */
const asNobody: readonly string[] =
  process.getuid?.() === 0 && spawnSync(nobody[0]!, [...nobody.slice(1), process.execPath, '--version']).status === 0
    ? nobody
    : [];

/** Whether containers run as root after all. */
export const isRoot = process.getuid?.() === 0 && asNobody.length === 0;

/**
 * Starts a container's command with its environment and nothing else of this process, as nobody, without a home, and with no more than
 * `/tmp` to write to. `node` is the one that runs the tests.
 *
 * @param environment of the template, and of the cloud
 */
export const startContainer = (
  [program, ...args]: readonly string[],
  environment: Readonly<Record<string, string>>,
): Container => {
  if (program !== 'node') throw new Error(`no image has ${program}`);
  const [file, ...rest] = [...asNobody, process.execPath, ...args];
  const child = spawn(file!, rest, {
    cwd: '/',
    env: { ...environment, NODE_OPTIONS: readOnlyRoot },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
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
