/** After each failure of one user it is waited longer, up to a day, for four weeks in all. */
const gaps = [15, 60, 180, 360, 720] as const;
const dayMinutes = 1_440;
const mostAttempts = gaps.length + 27;

/**
 * When a change of one user is tried again, in milliseconds since 1970; `undefined`: not by itself any more.
 *
 * @param attempts how often it has failed, this time included
 * @param random a number in [0, 1): those who failed together are not tried again together
 */
export const nextAttempt = (attempts: number, now: number, random: number): number | undefined => {
  if (attempts > mostAttempts) return undefined;
  const minutes = gaps[attempts - 1] ?? dayMinutes;
  return Math.round(now + minutes * 60_000 * (0.9 + random * 0.2));
};
