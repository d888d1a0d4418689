import { closedCron } from '../config/closed-cron.ts';
import type { ClosedTime } from '../config/config.ts';

/**
 * When a source may be read again, in milliseconds since 1970; `undefined` if it may be read now.
 *
 * @param now milliseconds since 1970
 */
export const closedUntil = (closed: readonly ClosedTime[], now: number): number | undefined => {
  const ends = closed.map((time) => {
    // The second after now: croner leaves out a run at the very time it is asked about.
    const [began] = closedCron(time).previousRuns(1, new Date(now + 1_000));
    return began ? began.getTime() + time.minutes * 60_000 : 0;
  });
  const end = Math.max(0, ...ends);
  return end > now ? end : undefined;
};
