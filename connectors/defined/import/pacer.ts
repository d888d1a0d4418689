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
  const started: number[] = [];
  let running = 0;
  let quietUntil = 0;

  const milliseconds = (): number => {
    const oldest = every && started.length >= every.requests ? started[started.length - every.requests]! : undefined;
    const allowed = oldest === undefined ? 0 : oldest + every!.seconds * 1_000;
    return Math.max(quietUntil, allowed) - now();
  };

  return {
    async start() {
      if (running >= parallel) await new Promise<void>((resolve) => waiting.push(resolve));
      else running++;
      try {
        for (let wait = milliseconds(); wait > 0; wait = milliseconds()) await sleep(wait);
      } catch (error) {
        this.end();
        throw error;
      }
      if (!every) return;
      started.push(now());
      if (started.length > every.requests) started.shift();
    },
    end() {
      const next = waiting.shift();
      if (next) next();
      else running--;
    },
    pause(wait) {
      quietUntil = Math.max(quietUntil, now() + wait);
    },
  };
};
