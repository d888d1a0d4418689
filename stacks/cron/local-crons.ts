import type { Schedule } from '../../config/config.ts';
import { fallsInto, wallTimes } from './wall-times.ts';
import { zoneOffsets } from './zone-offsets.ts';

/**
 * The cron expressions that a schedule is given to a cloud as that knows its time zone itself: its own, and where its time is one that the
 * clock jumps over on a day of the year, one for the end of that jump.
 *
 * EventBridge Scheduler leaves out a time that does not exist (docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html), and
 * other clouds do not say. So the handler is asked at the end of the jump on every day, and does something on that one.
 *
 * @example localCrons({ cron: '30 2 * * *', timeZone: 'Europe/Brussels' }) // ['30 2 * * *', '0 3 * * *']
 */
export const localCrons = (schedule: Schedule): readonly string[] => {
  const times = wallTimes(schedule);
  const ends = zoneOffsets(schedule.timeZone)
    .gaps.filter(fallsInto(times))
    .map(({ to }) => to)
    .filter((end) => !times.includes(end));
  const further = [...new Set(ends)].sort((a, b) => a - b).map((end) => `${end % 60} ${Math.floor(end / 60)} * * *`);
  return [schedule.cron.trim().split(/\s+/).join(' '), ...further];
};
