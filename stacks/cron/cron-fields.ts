import { cronOf } from '../../config/cron-of.ts';

/** What the fields of a cron expression stand for, as far as they can be listed. */
export interface CronFields {
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly months: readonly number[];
  /** 0 is Sunday. */
  readonly weekdays: readonly number[];
  /** The five fields as they were written. */
  readonly written: readonly [minute: string, hour: string, day: string, month: string, weekday: string];
}

/** A Friday. Any moment would do that begins a year. */
const start = new Date(Date.UTC(2027, 0, 1));
const dayMilliseconds = 24 * 3_600_000;

/**
 * Lists what each field of a cron expression stands for, as the handler reads it: names, ranges, steps and 7 for Sunday included.
 *
 * @param cron five fields, checked before
 * @example cronFields("0 7-9 * * 1-5").hours // [7, 8, 9]
 */
export const cronFields = (cron: string): CronFields => {
  const kept = known.get(cron) ?? read(cron);
  known.set(cron, kept);
  return kept;
};

/** Reading takes some milliseconds, and one schedule is read for several purposes. */
const known = new Map<string, CronFields>();

const read = (cron: string): CronFields => {
  const written = cron.trim().split(/\s+/) as [string, string, string, string, string];
  const [minute, hour, , month, weekday] = written;
  return {
    minutes: within(`${minute} * * * *`, dayMilliseconds / 24).map((time) => time.getUTCMinutes()),
    hours: within(`0 ${hour} * * *`, dayMilliseconds).map((time) => time.getUTCHours()),
    months: within(`0 0 1 ${month} *`, 365 * dayMilliseconds).map((time) => time.getUTCMonth() + 1),
    weekdays: within(`0 0 * * ${weekday.replace(/[#L].*$/, '')}`, 7 * dayMilliseconds)
      .map((time) => time.getUTCDay())
      .sort((a, b) => a - b),
    written,
  };
};

/** What comes after the end of the time is another round of the same. */
const within = (expression: string, milliseconds: number): readonly Date[] => {
  const cron = cronOf({ cron: expression, timeZone: 'UTC' });
  const times: Date[] = [];
  for (
    let time = cron.nextRun(new Date(start.getTime() - 1));
    time && time.getTime() < start.getTime() + milliseconds;
    time = cron.nextRun(time)
  ) {
    times.push(time);
  }
  return times;
};
