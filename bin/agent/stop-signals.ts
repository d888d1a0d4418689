import type { Log } from '../../lambda/platform/log.ts';

/** What an agent is stopped by. */
export interface StopSignals {
  /** The first signal: it takes no more work. */
  readonly drain: AbortSignal;
  /** The second one: it ends at once. */
  readonly cut: AbortSignal;
}

/** What ends the process in any case when it was told to end at once, in milliseconds. */
const cutMilliseconds = 3_000;

/** On Windows the last two: Ctrl-Break, and the console that is closed. */
const names = ['SIGTERM', 'SIGINT', 'SIGBREAK', 'SIGHUP'] as const;

/** Listens to the signals of this process. */
export const stopSignals = (log: Log): StopSignals => {
  const [drain, cut] = [new AbortController(), new AbortController()];
  const stop = (signal: NodeJS.Signals): void => {
    if (!drain.signal.aborted) {
      log.info('agent.draining', { signal });
      return drain.abort();
    }
    log.warn('agent.cut', { signal });
    cut.abort();
    setTimeout(() => process.exit(143), cutMilliseconds).unref();
  };
  for (const name of names) process.on(name, stop);
  return { drain: drain.signal, cut: cut.signal };
};
