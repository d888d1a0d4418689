import type { ClosedTime, Schedule } from '../config/config.ts';
import { cronOf } from '../config/cron-of.ts';

/** Fixed, so that what is said does not depend on the day. */
const start = new Date(Date.UTC(2027, 0, 1));

/** So many closed times are looked at: more than a year of one that is every day. */
const lookedAt = 400;

/**
 * The first time of a schedule that falls into a closed time; `undefined` if none of the year does.
 *
 * @example closedRun({ cron: '0 2 * * *', timeZone: 'UTC' }, [{ cron: '30 1 * * *', timeZone: 'UTC', minutes: 60 }]) // 2027-01-01T02:00:00Z
 */
export const closedRun = (schedule: Schedule, closed: readonly ClosedTime[]): Date | undefined => {
  const runs = cronOf(schedule);
  for (const time of closed) {
    for (const began of cronOf(time).nextRuns(lookedAt, start)) {
      // Croner leaves out the very second that it is asked about.
      const run = runs.nextRun(new Date(began.getTime() - 1_000));
      if (run && run.getTime() < began.getTime() + time.minutes * 60_000) return run;
    }
  }
  return undefined;
};
