import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { root } from '../../readme-blocks.ts';

/** How a command ended, and what it said. */
export interface Ended {
  readonly status: number | null;
  readonly output: string;
}

/** A command that runs. */
export interface Running {
  /** Resolves as soon as the output has the text; rejects if the command ends before. */
  says(text: string): Promise<string>;
  /** As Ctrl-C does. */
  interrupt(): Promise<Ended>;
  ended: Promise<Ended>;
}

/** A fresh clone of what is committed, with a home of its own and without the Node of this checkout. */
export interface FreshClone {
  readonly directory: string;
  readonly home: string;
  start(command: string, environment?: Readonly<Record<string, string>>): Running;
}

/** The PATH of the person, not that of an npm script. */
const outerPath = (process.env['PATH'] ?? '')
  .split(delimiter)
  .filter((folder) => !folder.includes('node_modules'))
  .join(delimiter);

export const freshClone = (): FreshClone => {
  const home = mkdtempSync(join(tmpdir(), 'sallyport-readme-'));
  const directory = join(home, 'sallyport');
  execFileSync('git', ['clone', '--quiet', root, directory]);
  // What a person answers with yes: there is nobody here to be asked.
  writeFileSync(join(home, '.cdk.json'), JSON.stringify({ requireApproval: 'never' }));
  const start = (command: string, environment = {}): Running => {
    const env = { ...outerEnvironment(), PATH: outerPath, HOME: home, NO_COLOR: '1', ...environment };
    const child = spawn('sh', ['-c', command], {
      cwd: directory,
      env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const listeners = new Set<() => void>();
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
        for (const listener of listeners) listener();
      });
    }
    const ended = once(child, 'close').then(([status]): Ended => ({ status: status as number | null, output }));
    return {
      ended,
      says: (text) =>
        new Promise((resolve, reject) => {
          const look = () => output.includes(text) && resolve(output);
          listeners.add(look);
          look();
          ended.then(() => reject(new Error(`${command} ended without saying "${text}":\n${output}`)));
        }),
      interrupt: () => {
        // The whole group, as a terminal does.
        process.kill(-child.pid!, 'SIGINT');
        return ended;
      },
    };
  };
  return { directory, home, start };
};

/** Nothing of npm's and of the runner's own settings: they would change what npm and Node do. */
const outerEnvironment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(npm_|NODE_|VITEST|INIT_CWD)/.test(name)));
