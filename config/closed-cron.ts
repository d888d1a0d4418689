import { Cron } from 'croner';
import type { ClosedTime } from './config.ts';

/**
 * The times at which a closed time begins. The one reading of its cron expression, for the check of the configuration and for
 * the handler: five fields, minutes to weekdays.
 *
 * @throws TypeError or RangeError of croner if the expression or the time zone is none
 * @example closedCron({ cron: '0 2 * * *', timeZone: 'Europe/Brussels' }).nextRun(new Date(now))
 */
export const closedCron = ({ cron, timeZone }: Pick<ClosedTime, 'cron' | 'timeZone'>): Cron =>
  new Cron(cron, { mode: '5-part', timezone: timeZone, paused: true });
