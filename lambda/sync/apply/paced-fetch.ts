import type { SyncRate } from '../../../config/sync-config.ts';
import type { Sleep } from '../../lease.ts';
import { DestinationError } from '../destinations/destination-error.ts';

/** What a paced fetch is made from. */
export interface PacedFetchOptions {
  /** With credentials. */
  readonly fetch: typeof globalThis.fetch;
  readonly rate: SyncRate;
  readonly sleep: Sleep;
  /** Milliseconds since 1970. */
  now(): number;
  /** A number in [0, 1). */
  random(): number;
}

const attempts = 5;
/** Who asks for more patience in one answer is not waited for, in milliseconds. */
const longestWait = 120_000;
const firstWait = 500;

/** May be sent twice without harm (RFC 9110, section 9.2.2). */
const repeatable: ReadonlySet<string> = new Set(['GET', 'HEAD', 'PUT', 'DELETE']);
/** Not processed: anything may be sent again. */
const throttled: ReadonlySet<number> = new Set([429, 503]);
const failed: ReadonlySet<number> = new Set([500, 502, 504]);

/**
 * `fetch` at the pace that a destination bears: so many calls at once, and so many begun in a second. It waits where the destination asks for it
 * (Retry-After, RFC 9110, section 10.2.3), for all of its calls, and asks again what failed in passing: 429 and 503 always, other failures only of methods that
 * may be sent twice.
 *
 * Throws DestinationError `destination-unreachable` or `destination-throttled` when its attempts are over, what the credentials throw, and the signal's reason.
 */
export const pacedFetch = ({ fetch, rate, sleep, now, random }: PacedFetchOptions): typeof globalThis.fetch => {
  const slots = slotsOf(rate.concurrency);
  const gap = rate.perSecond === undefined ? 0 : 1_000 / rate.perSecond;
  let nextAt = 0;

  const turn = async (signal: AbortSignal): Promise<void> => {
    const at = Math.max(now(), nextAt);
    nextAt = at + gap;
    if (at > now()) await sleep(at - now(), signal);
  };

  const askUntil = async (input: string | URL | Request, init: RequestInit, signal: AbortSignal): Promise<Response> => {
    const isRepeatable = repeatable.has((init.method ?? 'GET').toUpperCase());
    for (let attempt = 1; ; attempt++) {
      await turn(signal);
      const pause = firstWait * 2 ** (attempt - 1) * (0.5 + random());
      try {
        const response = await fetch(input, { ...init, signal });
        const isThrottled = throttled.has(response.status);
        if (!isThrottled && !(isRepeatable && failed.has(response.status))) return response;
        if (attempt === attempts) return response;
        const asked = isThrottled ? retryAfter(response, now()) : undefined;
        await response.body?.cancel();
        if (asked !== undefined && asked > longestWait) throw tooLong(asked);
        const wait = Math.max(asked ?? 0, pause);
        // All of them wait: the others would only be told the same.
        if (asked !== undefined) nextAt = Math.max(nextAt, now() + asked);
        await sleep(wait, signal);
      } catch (error) {
        signal.throwIfAborted();
        // What is no failure of the network says itself what is wrong.
        if (!(error instanceof TypeError)) throw error;
        if (!isRepeatable || attempt === attempts) throw unreachable(error);
        await sleep(pause, signal);
      }
    }
  };

  return async (input, init = {}) => {
    const signal = init.signal ?? new AbortController().signal;
    const release = await slots();
    try {
      signal.throwIfAborted();
      return await askUntil(input, init, signal);
    } finally {
      release();
    }
  };
};

const retryAfter = (response: Response, now: number): number | undefined => {
  const text = response.headers.get('retry-after');
  if (text === null) return undefined;
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1_000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
};

/** Hands out so many slots, in the order in which they are asked for. */
const slotsOf = (count: number): (() => Promise<() => void>) => {
  let free = count;
  const waiting: (() => void)[] = [];
  const release = () => {
    const next = waiting.shift();
    if (next) next();
    else free++;
  };
  return async () => {
    if (free > 0) free--;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    let isHeld = true;
    return () => {
      if (isHeld) release();
      isHeld = false;
    };
  };
};

const tooLong = (milliseconds: number): DestinationError =>
  new DestinationError('destination-throttled', 'the destination asks to be left alone for long: a later run goes on', {
    detail: { seconds: Math.round(milliseconds / 1_000) },
  });

const unreachable = (cause: unknown): DestinationError =>
  new DestinationError(
    'destination-unreachable',
    'the destination did not answer: is its address right, and the network open to it?',
    { cause },
  );
