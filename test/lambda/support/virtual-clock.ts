import { setImmediate as turn } from 'node:timers/promises';

interface Sleeper {
  readonly until: number;
  wake(): void;
}

/** Time that passes only while everybody sleeps. */
export interface VirtualClock {
  now(): number;
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** Lets time pass until a promise is settled. */
  run<Result>(promise: Promise<Result>): Promise<Result>;
  /** Lets so much time pass. */
  pass(milliseconds: number): Promise<void>;
}

/** A clock for tests: hours pass in milliseconds, and always in the same order. */
export const virtualClock = (start = Date.parse('2026-01-02T03:04:05Z')): VirtualClock => {
  let now = start;
  const sleepers = new Set<Sleeper>();

  const sleep = async (milliseconds: number, signal?: AbortSignal): Promise<void> => {
    signal?.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const sleeper: Sleeper = { until: now + milliseconds, wake: resolve };
    const abort = () => reject(signal!.reason);
    signal?.addEventListener('abort', abort, { once: true });
    sleepers.add(sleeper);
    try {
      await promise;
    } finally {
      sleepers.delete(sleeper);
      signal?.removeEventListener('abort', abort);
    }
  };

  /** Whatever can be done without time passing is done: stores in memory take a turn for each call. */
  const settle = async (): Promise<void> => {
    for (let turns = 0; turns < 20; turns++) await turn();
  };

  const wakeNext = (): void => {
    const [first] = [...sleepers].sort((one, other) => one.until - other.until);
    if (!first) throw new Error('everybody waits, and nobody sleeps: this never ends');
    now = Math.max(now, first.until);
    sleepers.delete(first);
    first.wake();
  };

  return {
    now: () => now,
    sleep,
    async run(promise) {
      let isSettled = false;
      const done = () => {
        isSettled = true;
      };
      promise.then(done, done);
      for (;;) {
        await settle();
        if (isSettled) return promise;
        wakeNext();
      }
    },
    async pass(milliseconds) {
      const end = now + milliseconds;
      for (;;) {
        await settle();
        if (![...sleepers].some(({ until }) => until <= end)) break;
        wakeNext();
      }
      now = end;
    },
  };
};
