import { Cron } from 'croner';
import { describe, expect, test } from 'vitest';
import { cronOf } from '../../../config/cron-of.ts';
import { dueTime } from '../../../lambda/jobs/due-time.ts';
import { localCrons } from '../../../stacks/cron/local-crons.ts';
import { utcCron } from '../../../stacks/cron/utc-cron.ts';

/** The day of each change of the clock in 2027, with the days around it. */
const changes: readonly (readonly [zone: string, day: string])[] = [
  ['Europe/Brussels', '2027-03-28'],
  ['Europe/Brussels', '2027-10-31'],
  ['America/New_York', '2027-03-14'],
  ['America/New_York', '2027-11-07'],
  ['Australia/Lord_Howe', '2027-04-04'],
  ['Australia/Lord_Howe', '2027-10-03'],
];
const crons = [
  '0 2 * * *',
  '30 2 * * *',
  '15 1 * * *',
  '0 3 * * *',
  '*/30 * * * *',
  '45 23 * * 6',
  '0 */6 * * *',
  '5 0 1 * *',
];
const rows = changes.flatMap(([timeZone, day]) => crons.map((cron) => ({ timeZone, day, cron })));

const dayMilliseconds = 24 * 3_600_000;
/** No expression of the table has a finer one. */
const step = 5 * 60_000;

/** When a cloud wakes the job up that knows the zone: EventBridge Scheduler leaves a time out that there is not. */
const nativeTriggers = (cron: string, timeZone: string, from: number, to: number): number[] => {
  const clock = new Intl.DateTimeFormat('sv', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  const times: number[] = [];
  const seen = new Set<string>();
  // By the clock on the wall, as the cloud would go through it; the second of two times alike does not count.
  const pattern = new Cron(cron, { mode: '5-part', paused: true });
  for (let time = from; time < to; time += step) {
    const wall = clock.format(time);
    if (seen.has(wall)) continue;
    seen.add(wall);
    if (pattern.match(new Date(wall.replace(' ', 'T')))) times.push(time);
  }
  return times;
};

const utcTriggers = (cron: string, from: number, to: number): number[] => nativeTriggers(cron, 'UTC', from, to);

/** The times that the handler deals with when it is woken up at those. */
const handled = (schedule: { cron: string; timeZone: string }, triggers: readonly number[], from: number): number[] => {
  const times: number[] = [];
  // What was before has been dealt with.
  let last = cronOf(schedule).previousRuns(1, new Date(from))[0]?.getTime();
  for (const trigger of triggers) {
    const { due, missed } = dueTime(schedule, trigger + 7_000, last);
    expect(missed).toEqual([]);
    if (due === undefined) continue;
    times.push(due);
    last = due;
  }
  return times;
};

describe.each(rows)('$cron in $timeZone around $day', ({ cron, timeZone, day }) => {
  const schedule = { cron, timeZone };
  const from = Date.parse(day) - 0.75 * dayMilliseconds;
  const to = Date.parse(day) + 1.5 * dayMilliseconds;
  /** By the clock itself: each time that exists, once; a time that does not, at the end of the jump. */
  const expected = cronOf(schedule)
    .nextRuns(400, new Date(from - 1))
    .map((time) => time.getTime())
    .filter((time) => time < to);

  test('runs each time once where the cloud knows the zone', () => {
    const triggers = localCrons(schedule).flatMap((each) => nativeTriggers(each, timeZone, from, to));
    const times = handled(
      schedule,
      [...new Set(triggers)].sort((a, b) => a - b),
      from,
    );
    // Clouds wake us up once for an hour that comes twice: what is every half an hour has a pause then.
    const once = cron === '*/30 * * * *' ? expected.filter((time) => triggers.includes(time)) : expected;
    expect(times).toEqual(once);
  });

  test('runs each time once where it knows UTC alone', () => {
    expect(handled(schedule, utcTriggers(utcCron(schedule), from, to), from)).toEqual(expected);
  });
});

test('the table has something to run', () => {
  const runs = rows.map(({ cron, timeZone, day }) =>
    cronOf({ cron, timeZone })
      .nextRuns(1, new Date(Date.parse(day) - 2 * dayMilliseconds))[0]!
      .getTime(),
  );
  expect(runs.filter(Number.isFinite)).toHaveLength(rows.length);
});
