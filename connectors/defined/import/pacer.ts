import type { ImportContext } from '../../connector.ts';
import type { RateLimits } from '../../definition/definition.ts';

/** Lets requests go when they may. */
export interface Pacer {
  /** Resolves when a request may go: a place is free, the source has not asked to wait, and the rate allows it. */
  start(): Promise<void>;
  /** A request has ended. */
  end(): void;
  /** The source wants to be left alone for so many milliseconds. */
  pause(milliseconds: number): void;
}

type Clock = Pick<ImportContext, 'now' | 'sleep'>;

/**
 * Holds an import to what a source bears: so many requests at once, so many in a span of time, none while it asks to wait.
 */
export const pacer = ({ parallel, every }: Pick<RateLimits, 'parallel' | 'every'>, { now, sleep }: Clock): Pacer => {
  const waiting: (() => void)[] = [];
  let started: readonly number[] = [];
  let running = 0;
  let quietUntil = 0;
  let latest = 0;

  /** A clock that is set back must not make an import wait for the time to come again. */
  const time = (): number => {
    const at = now();
    const back = latest - at;
    if (back > 0) {
      started = started.map((each) => each - back);
      quietUntil -= back;
    }
    latest = at;
    return at;
  };

  const milliseconds = (): number => {
    const at = time();
    const oldest = every && started.length >= every.requests ? started[started.length - every.requests]! : undefined;
    const allowed = oldest === undefined ? 0 : oldest + every!.seconds * 1_000;
    return Math.max(quietUntil, allowed) - at;
  };

  /** One after the other, so that nobody is overtaken. */
  let turn: Promise<void> = Promise.resolve();
  const goWhenAllowed = async (): Promise<void> => {
    for (let wait = milliseconds(); wait > 0; wait = milliseconds()) await sleep(wait);
    if (!every) return;
    const at = time();
    started = [...started, at].slice(-every.requests);
  };

  return {
    async start() {
      if (running >= parallel) await new Promise<void>((resolve) => waiting.push(resolve));
      else running++;
      const mine = turn.then(goWhenAllowed);
      turn = mine.catch(() => undefined);
      try {
        await mine;
      } catch (error) {
        this.end();
        throw error;
      }
    },
    end() {
      const next = waiting.shift();
      if (next) next();
      else running--;
    },
    pause(wait) {
      const at = time();
      quietUntil = Math.max(quietUntil, at + wait);
    },
  };
};
