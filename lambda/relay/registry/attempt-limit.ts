/** How often something may be tried. */
export interface AttemptLimit {
  /** Whether it may be tried once more now. */
  take(): boolean;
}

/**
 * Lets through so many attempts in any such time, of this process.
 *
 * @param now milliseconds since 1970
 * @example attemptLimit({ attempts: 20, milliseconds: 10_000, now: Date.now }).take()
 */
export const attemptLimit = ({
  attempts,
  milliseconds,
  now,
}: {
  readonly attempts: number;
  readonly milliseconds: number;
  readonly now: () => number;
}): AttemptLimit => {
  let taken: number[] = [];
  return {
    take() {
      taken = taken.filter((at) => at > now() - milliseconds);
      if (taken.length >= attempts) return false;
      taken.push(now());
      return true;
    },
  };
};
