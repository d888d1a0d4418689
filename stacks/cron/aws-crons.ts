import type { Schedule } from '../../config/config.ts';
import { cronFields } from './cron-fields.ts';
import { localCrons } from './local-crons.ts';
import { listed } from './wall-times.ts';

const names = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

/**
 * The expressions that EventBridge Scheduler is given for a schedule, to be read in its time zone: six fields, days of the week by name.
 * One of the two fields for days must be `?` there, so an expression that restricts both, which means either, becomes two
 * (docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#cron-based).
 *
 * @example awsCrons({ cron: '0 2 * * 1-5', timeZone: 'Europe/Oslo' }) // ['cron(0 2 ? * MON,TUE,WED,THU,FRI *)', 'cron(0 3 * * ? *)']
 */
export const awsCrons = (schedule: Schedule): readonly string[] => localCrons(schedule).flatMap(awsCron);

const awsCron = (cron: string): readonly string[] => {
  const { minutes, hours, months, weekdays, written } = cronFields(cron);
  const [, , day, , weekday] = written;
  const time = `${listed(minutes, 60)} ${listed(hours, 24)}`;
  const month = listed(months, 12);
  const byDay = `cron(${time} ${day.replace('?', '*')} ${month} ? *)`;
  const byWeekday = `cron(${time} ? ${month} ${weekdayField(weekday, weekdays)} *)`;
  const isOpen = (field: string) => field === '*' || field === '?';
  if (isOpen(weekday)) return [byDay];
  return isOpen(day) ? [byWeekday] : [byDay, byWeekday];
};

/** `1#2` and `5L` (the second Monday, the last Friday) are written with numbers from 1 for Sunday. */
const weekdayField = (written: string, weekdays: readonly number[]): string => {
  const special = /[#L].*$/.exec(written)?.[0];
  return special ? `${weekdays[0]! + 1}${special}` : weekdays.map((weekday) => names[weekday]).join(',');
};
