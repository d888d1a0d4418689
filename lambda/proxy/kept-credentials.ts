import type { Credentials } from '../../connectors/connector.ts';

/** New credentials are seen after at most so long; within it, the secret store is asked once. */
const freshMilliseconds = 60_000;

/** The credentials of a source, kept for a while. */
export interface KeptCredentials {
  /** Throws what making them throws. */
  current(): Promise<Credentials>;
  /** The source refused them: they may have been renewed since. */
  forget(): void;
}

/**
 * Keeps what a connector made of a source's secret. Several callers at once cause one read; a failure is not kept.
 *
 * @param now milliseconds since 1970
 */
export const keptCredentials = (make: () => Promise<Credentials>, now: () => number): KeptCredentials => {
  let kept: { readonly at: number; readonly value: Promise<Credentials> } | undefined;
  return {
    current() {
      if (kept && now() - kept.at < freshMilliseconds) return kept.value;
      const mine = { at: now(), value: make() };
      kept = mine;
      mine.value.catch(() => {
        if (kept === mine) kept = undefined;
      });
      return mine.value;
    },
    forget() {
      kept = undefined;
    },
  };
};
