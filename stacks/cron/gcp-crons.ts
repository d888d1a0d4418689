import type { Schedule } from '../../config/config.ts';
import { cronFields } from './cron-fields.ts';
import { localCrons } from './local-crons.ts';
import { listed } from './wall-times.ts';

/**
 * The expressions that Cloud Scheduler is given for a schedule, to be read in its time zone. It knows numbers, names, lists and ranges; no `L`,
 * no `#`, and what it makes of a day of the month and a weekday together it does not say
 * (docs.cloud.google.com/scheduler/docs/configuring/cron-job-schedules). Where it does not, it asks on more days than there is something to do
 * on; the handler decides.
 *
 * @example gcpCrons({ cron: '0 7-9 * * MON-FRI', timeZone: 'Asia/Tokyo' }) // ['0 7,8,9 * * 1,2,3,4,5']
 */
export const gcpCrons = (schedule: Schedule): readonly string[] => localCrons(schedule).map(gcpCron);

const gcpCron = (cron: string): string => {
  const { minutes, hours, months, weekdays, written } = cronFields(cron);
  const [, , day, , weekday] = written;
  const [dayField, weekdayField] = daysOf(day, weekday, weekdays);
  return [listed(minutes, 60), listed(hours, 24), dayField, listed(months, 12), weekdayField].join(' ');
};

const everyDay = ['*', '*'] as const;

/** The field of the day and that of the weekday: one of them, as it is, or every day. */
const daysOf = (day: string, weekday: string, weekdays: readonly number[]): readonly [string, string] => {
  if (isOpen(weekday)) return isPlain(day) ? [day, '*'] : everyDay;
  return isOpen(day) && !/[#L]/.test(weekday) ? ['*', listed(weekdays, 7)] : everyDay;
};

const isOpen = (field: string): boolean => field === '*' || field === '?';

/** Numbers and ranges, in a list. */
const isPlain = (field: string): boolean => /^\d+(-\d+)?(,\d+(-\d+)?)*$/.test(field);
