import { setTimeout as sleep } from 'node:timers/promises';

/** Waits between two looks at something that another process is to write: short at first, and longer the longer nothing comes. */
export interface Pause {
  /** Rejects with the signal's reason when it is aborted. */
  next(): Promise<void>;
}

/** Where a look costs time and money by itself, it is no use to look again at once. */
const shortest = 1;
const longest = 500;

/**
 * A quarter of the time that was waited already, so that a wait is noticed at most a quarter late: 1 to 500 ms. What the looks themselves take is waited
 * too: where each is a round trip, few of them are made.
 *
 * @param signal ends the wait
 * @param now milliseconds, which only grow
 */
export const pausing = (signal: AbortSignal, now = () => performance.now()): Pause => {
  const began = now();
  return {
    async next() {
      const milliseconds = Math.min(longest, Math.max(shortest, (now() - began) / 4));
      signal.throwIfAborted();
      await sleep(milliseconds, undefined, { signal }).catch(() => {
        throw signal.reason;
      });
    },
  };
};
