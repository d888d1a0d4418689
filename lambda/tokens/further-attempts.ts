import type { Sleep } from '../lease.ts';
import { TokenError } from './token-error.ts';

/** What ends further attempts, and what they wait with. */
export interface FurtherAttemptsOptions {
  readonly signal: AbortSignal;
  /** A number in [0, 1). */
  random(): number;
  readonly sleep: Sleep;
}

const attempts = 3;
const firstWait = 200;
/** Whoever is asked to wait longer is told so; callers do not wait for it. */
const longestWait = 5_000;

/**
 * Asks an authorization server, and again after what may pass.
 *
 * @throws what the last attempt threw
 */
export const withFurtherAttempts = async <Answer>(
  ask: () => Promise<Answer>,
  { signal, random, sleep }: FurtherAttemptsOptions,
): Promise<Answer> => {
  for (let tried = 1; ; tried++) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof TokenError) || !error.mayPass || tried === attempts) throw error;
      const wait = error.retryAfter ?? random() * firstWait * 4 ** tried;
      if (wait > longestWait) throw error;
      await sleep(wait, signal);
    }
  }
};
