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
}

/**
 * Whether something is due. A time that the clock jumps over is due at the end of the jump; a time of day that comes twice, the first time
 * (croner's reading: github.com/hexagon/croner). So it is due once, whatever woke us up, and however often.
 *
 * @param handled the last time of the schedule that was dealt with; `undefined` if none ever was: then nothing was missed
 * @example dueTime({ cron: '0 2 * * *', timeZone: 'Europe/Brussels' }, Date.now(), record.due)
 */
export const dueTime = (schedule: Schedule, now: number, handled: number | undefined): DueTime => {
  const cron = cronOf(schedule);
  const latest = cron.previousRuns(1, new Date(now + 1))[0]?.getTime();
  if (latest === undefined || (handled !== undefined && latest <= handled)) return { due: undefined, missed: [] };
  const isInTime = now - latest <= mostLateness;
  if (handled === undefined) return { due: isInTime ? latest : undefined, missed: [] };
  const since = cron.previousRuns(mostMissed + 1, new Date(now + 1)).map((time) => time.getTime());
  const isRepeated = repeatedIn(schedule.timeZone);
  const missed = since
    .filter((time) => time > handled && !(isInTime && time === latest) && !isRepeated(time))
    .reverse();
  return { due: isInTime ? latest : undefined, missed: missed.slice(-mostMissed) };
};

/** By how many minutes clocks are put back somewhere. */
const steps = [30, 60, 120];

/** Whether the clock on the wall showed the same before: clouds that know the zone need not wake us up a second time. */
const repeatedIn = (timeZone: string): ((time: number) => boolean) => {
  const clock = new Intl.DateTimeFormat('sv', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  return (time) => steps.some((minutes) => clock.format(time - minutes * 60_000) === clock.format(time));
};
