import { Cron } from 'croner';
import type { Schedule } from './config.ts';

/**
 * The times that a schedule fires at, or a closed time begins. The one reading of cron expressions, for the check of the
 * configuration and for the handler: five fields, minutes to weekdays.
 *
 * @throws TypeError or RangeError of croner if the expression or the time zone is none
 * @example cronOf({ cron: '0 2 * * *', timeZone: 'Europe/Brussels' }).nextRun(new Date(now))
 */
export const cronOf = ({ cron, timeZone }: Schedule): Cron =>
  new Cron(cron, { mode: '5-part', timezone: timeZone, paused: true });
