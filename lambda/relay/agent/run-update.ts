import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Log } from '../../platform/log.ts';

/** What an update needs. */
export interface RunUpdateOptions {
  /** The program first; from the agent's own file. */
  readonly command: readonly string[];
  /** The gate's version: the command is told it as SALLYPORT_VERSION. */
  readonly version: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly log: Log;
  /** @default 600,000 */
  readonly milliseconds?: number | undefined;
}

/** What the gate says becomes a variable: it is a version, or it is not passed on. */
const form = /^\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]{1,32})?$/;

/**
 * Runs the command that installs another version, without a shell. What it does is the owner's of the machine to say: the gate only says that it is time.
 *
 * @returns whether it succeeded; never throws
 */
export const runUpdate = async (options: RunUpdateOptions): Promise<boolean> => {
  const { command, version, environment, log, milliseconds = 600_000 } = options;
  const [program = '', ...args] = command;
  if (!form.test(version)) {
    log.error('agent.update-failed', { code: 'version-malformed' });
    return false;
  }
  log.info('agent.update-begun', { version, program });
  try {
    const child = spawn(program, args, {
      env: { ...environment, SALLYPORT_VERSION: version },
      // What it says belongs beside the log, and not into it.
      stdio: ['ignore', 2, 2],
      timeout: milliseconds,
      killSignal: 'SIGKILL',
      windowsHide: true,
    });
    const [code, signal] = await once(child, 'close');
    if (code === 0) {
      log.info('agent.updated', { version });
      return true;
    }
    log.error('agent.update-failed', { version, program, status: code ?? signal });
  } catch (error) {
    log.error('agent.update-failed', { version, program, code: (error as NodeJS.ErrnoException).code ?? 'unknown' });
  }
  return false;
};
