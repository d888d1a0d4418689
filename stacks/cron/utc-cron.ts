import type { Schedule } from '../../config/config.ts';
import { fallsInto, listed, wallTimes } from './wall-times.ts';
import { zoneOffsets } from './zone-offsets.ts';

/**
 * One cron expression in UTC that fires whenever a schedule may be due in its time zone: in summer and in winter, and where the clock jumps
 * over it. It fires more often than that, on other days too; the handler decides by the time zone whether there is something to do.
 *
 * For Container Apps Jobs, which know UTC alone (learn.microsoft.com/azure/container-apps/jobs).
 *
 * @example utcCron({ cron: '0 2 * * *', timeZone: 'Europe/Brussels' }) // '0 0,1 * * *'
 */
export const utcCron = (schedule: Schedule): string => {
  const times = wallTimes(schedule);
  const { offsets, gaps } = zoneOffsets(schedule.timeZone);
  const all = [
    ...offsets.flatMap((offset) => times.map((time) => (time - offset + 1440) % 1440)),
    ...gaps.filter(fallsInto(times)).map(({ at }) => (at / 60_000) % 1440),
  ];
  const minutes = listed(
    all.map((time) => time % 60),
    60,
  );
  const hours = listed(
    all.map((time) => Math.floor(time / 60)),
    24,
  );
  return `${minutes} ${hours} * * *`;
};
