import { RelayFailure } from '../../relay-failure.ts';

/** A signal that is aborted with another one, or when time is up. */
export interface WithinTime {
  readonly signal: AbortSignal;
  /** Forgets the time. */
  end(): void;
}

/**
 * Limits a request by the agent's own file, whatever time the gate gives it.
 *
 * @param seconds up to a week
 */
export const withinTime = (signal: AbortSignal, seconds: number): WithinTime => {
  const late = new AbortController();
  const over = () =>
    late.abort(
      new RelayFailure('relay-deadline', `the agent's own file gives a request ${seconds} s (limits.wholeSeconds)`, {
        sent: true,
      }),
    );
  // An answer whose body nobody reads must not hold up the end of the process.
  const timer = setTimeout(over, seconds * 1_000).unref();
  return { signal: AbortSignal.any([signal, late.signal]), end: () => clearTimeout(timer) };
};
