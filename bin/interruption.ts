import { CommandError, exitCode } from './exit-code.ts';

const exitCodes = { SIGINT: exitCode.interrupted, SIGTERM: exitCode.terminated } as const;

/**
 * Aborted by the first Ctrl-C (SIGINT) or SIGTERM; its reason is a CommandError with the exit code of that signal.
 *
 * Further signals do nothing: npm passes a Ctrl-C on that the terminal has sent already, and a stop takes seconds at most.
 */
export const interruption = (): AbortSignal => {
  const controller = new AbortController();
  for (const [signal, code] of Object.entries(exitCodes)) {
    process.on(signal, () => controller.abort(new CommandError(code, 'Stopped.')));
  }
  return controller.signal;
};
