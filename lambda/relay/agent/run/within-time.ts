import { RelayFailure } from '../../relay-failure.ts';

/** A signal that is aborted with another one, when time is up, or when it is said. */
export interface WithinTime {
  readonly signal: AbortSignal;
  /** Forgets the time: all is done. */
  end(): void;
  /** Aborts the signal: nobody wants the rest. */
  cancel(): void;
}

/**
 * Limits a request by the agent's own file, whatever time the gate gives it.
 *
 * @param seconds up to a week
 */
export const withinTime = (signal: AbortSignal, seconds: number): WithinTime => {
  const own = new AbortController();
  const over = () =>
    own.abort(failure('relay-deadline', `the agent's own file gives a request ${seconds} s (limits.wholeSeconds)`));
  // An answer whose body nobody reads must not hold up the end of the process.
  const timer = setTimeout(over, seconds * 1_000).unref();
  const end = () => clearTimeout(timer);
  const cancel = () => {
    end();
    own.abort(failure('relay-cancelled', 'nobody wants the rest of the answer'));
  };
  return { signal: AbortSignal.any([signal, own.signal]), end, cancel };
};

const failure = (code: 'relay-cancelled' | 'relay-deadline', message: string): RelayFailure =>
  new RelayFailure(code, message, { sent: true });
