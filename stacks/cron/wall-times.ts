import type { Schedule } from '../../config/config.ts';
import { cronFields } from './cron-fields.ts';
import type { Gap } from './zone-offsets.ts';

/** The times of day that a schedule has, as minutes by the clock on the wall. */
export const wallTimes = ({ cron }: Schedule): readonly number[] => {
  const { hours, minutes } = cronFields(cron);
  return hours.flatMap((hour) => minutes.map((minute) => hour * 60 + minute));
};

/** Whether the clock jumps over one of the times: then they fall to its end, as the handler reads cron expressions. */
export const fallsInto =
  (times: readonly number[]) =>
  ({ from, to }: Gap): boolean =>
    times.some((time) => (from < to ? time >= from && time < to : time >= from || time < to));

/** A list of a cron field: `*` for all. */
export const listed = (values: Iterable<number>, count: number): string => {
  const list = [...new Set(values)].sort((a, b) => a - b);
  return list.length === count ? '*' : list.join(',');
};
