import type { ClosedTime } from '../config/config.ts';
import { cronOf } from '../config/cron-of.ts';

/**
 * When a source may be read again, in milliseconds since 1970; `undefined` if it may be read now.
 *
 * @param now milliseconds since 1970
 */
export const closedUntil = (closed: readonly ClosedTime[], now: number): number | undefined => {
  // Croner counts in seconds, and leaves out a run at the very second it is asked about: so it is asked about the next one.
  const next = new Date((Math.floor(now / 1_000) + 1) * 1_000);
  const ends = closed.map((time) => {
    const [began] = cronOf(time).previousRuns(1, next);
    return began ? began.getTime() + time.minutes * 60_000 : 0;
  });
  const end = Math.max(0, ...ends);
  return end > now ? end : undefined;
};
