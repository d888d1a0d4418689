import type { Schedule } from '../../config/config.ts';
import { cronOf } from '../../config/cron-of.ts';

/** A run that begins later than this, in milliseconds, is none: its time has been missed. Clouds try again for so long. */
export const mostLateness = 60 * 60_000;

/** More missed times than this are not counted one by one. */
const mostMissed = 100;

/** What a schedule asks for now. All times are milliseconds since 1970. */
export interface DueTime {
  /** The time whose run should begin; `undefined` if there is nothing to do. */
  readonly due: number | undefined;
  /** Times that went by without a run, oldest first, 100 at most. */
  readonly missed: readonly number[];
  /** The last time of the schedule; `undefined` if there was none yet. */
  readonly latest: number | undefined;
}

/**
 * Whether something is due. A time that the clock jumps over is due at the end of the jump; a time of day that comes twice, the first time
 * (croner's reading: github.com/hexagon/croner). So it is due once, whatever woke us up, and however often.
 *
 * @param handled the last time of the schedule that was dealt with; `undefined` if none ever was: then nothing was missed
 * @example dueTime({ cron: '0 2 * * *', timeZone: 'Europe/Brussels' }, Date.now(), record.due)
 */
export const dueTime = (schedule: Schedule, now: number, handled: number | undefined): DueTime => {
  const latest = cronOf(schedule)
    .previousRuns(1, new Date(now + 1))[0]
    ?.getTime();
  if (latest === undefined || (handled !== undefined && latest <= handled))
    return { due: undefined, missed: [], latest };
  const due = now - latest <= mostLateness ? latest : undefined;
  return { due, missed: handled === undefined ? [] : missedIn(schedule, handled, due ?? latest + 1), latest };
};

/** The times after one and before another. */
const missedIn = (schedule: Schedule, after: number, before: number): readonly number[] => {
  const cron = cronOf(schedule);
  const isRepeated = repeatedIn(schedule.timeZone);
  const missed: number[] = [];
  for (let time = cron.nextRun(new Date(after)); time; time = cron.nextRun(time)) {
    if (time.getTime() >= before || missed.length === mostMissed) break;
    if (!isRepeated(time.getTime())) missed.push(time.getTime());
  }
  return missed;
};

/** By how many minutes clocks are put back somewhere. */
const steps = [30, 60, 120];

/** Whether the clock on the wall showed the same before: clouds that know the zone need not wake us up a second time. */
const repeatedIn = (timeZone: string): ((time: number) => boolean) => {
  const clock = new Intl.DateTimeFormat('sv', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  return (time) => steps.some((minutes) => clock.format(time - minutes * 60_000) === clock.format(time));
};
