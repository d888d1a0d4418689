/** The first time at once, then after 1, 2, 4 … 60 seconds, each of them shortened by up to a half: agents of one gate must not come back together. */
const first = 1_000;
const longest = 60_000;

/**
 * How long to wait before something is tried again, in milliseconds.
 *
 * @param failed how often it has failed, 1 for the first time
 * @param random in [0, 1)
 */
export const backoff = (failed: number, random: number): number =>
  failed <= 1 ? 0 : Math.min(longest, first * 2 ** Math.min(failed - 2, 10)) * (0.5 + random / 2);
