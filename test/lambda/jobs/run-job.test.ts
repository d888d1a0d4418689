import { describe, expect, test } from 'vitest';
import { SourceError } from '../../../connectors/source-error.ts';
import { readRecord } from '../../../lambda/jobs/job-record.ts';
import { jobRunner } from '../../../lambda/jobs/run-job.ts';
import { jsonLog } from '../../../lambda/platform/log.ts';
import type { StateStore } from '../../../lambda/platform/state-store.ts';
import { memoryState } from '../support/memory-state.ts';
import { virtualClock } from '../support/virtual-clock.ts';

const schedule = { cron: '0 2 * * *', timeZone: 'Europe/Brussels' };
/** 02:00 in Brussels. */
const due = Date.parse('2026-11-22T01:00:00Z');
const minute = 60_000;
const never = new AbortController().signal;

const opened = (at: number, state: StateStore = memoryState(), closed = false) => {
  const clock = virtualClock(at);
  const log: Record<string, unknown>[] = [];
  const letters: unknown[] = [];
  /** One process. */
  const runner = (run: (signal: AbortSignal) => Promise<void>) =>
    jobRunner({
      gateway: 'acme',
      source: 'people',
      jobs: { check: { schedule, isClosed: () => closed, run } },
      platform: {
        state,
        log: jsonLog((line) => log.push(JSON.parse(line)), clock.now),
        now: clock.now,
        deadLetters: {
          send: async (text) => letters.push(JSON.parse(text)),
        },
      },
      sleep: clock.sleep,
    });
  const wake = (run: (signal: AbortSignal) => Promise<void>) => clock.run(runner(run)('check', { signal: never }));
  const record = async () => readRecord((await state.read('jobs/check'))?.text);
  return { clock, log, letters, runner, wake, record, state };
};

const works = async () => undefined;
const fails = async () => {
  throw new SourceError('source-failed', 'the source answered that it failed');
};

describe('a job', () => {
  test('runs once for a time, however often it is woken up', async () => {
    const { wake, record, log } = opened(due + 5_000);
    expect(await wake(works)).toBe('done');
    expect(await wake(works)).toBe('not-due');
    expect(await record()).toMatchObject({ due, outcome: 'done', attempts: 1 });
    expect(log.map(({ event }) => event)).toEqual(['job.started', 'job.ended']);
    expect(log[0]).toMatchObject({ gateway: 'acme', source: 'people', job: 'check', due: '2026-11-22T01:00:00.000Z' });
  });

  test('does nothing when it is woken up before its first time', async () => {
    const { wake, record } = opened(due - 60 * minute + 5_000);
    expect(await wake(() => Promise.reject(new Error('must not run')))).toBe('not-due');
    expect(await record()).toBeUndefined();
  });

  test('runs at the next time again', async () => {
    const { wake, clock } = opened(due);
    expect(await wake(works)).toBe('done');
    await clock.pass(24 * 60 * minute);
    expect(await wake(works)).toBe('done');
  });

  test('is tried three times, then told as a dead letter, then left alone until its next time', async () => {
    const { wake, letters, log, clock } = opened(due + 1_000);
    expect(await wake(fails)).toBe('failed');
    await clock.pass(minute);
    expect(await wake(fails)).toBe('failed');
    expect(letters).toEqual([]);
    expect(await wake(fails)).toBe('given-up');
    expect(letters).toEqual([
      {
        gateway: 'acme',
        source: 'people',
        job: 'check',
        due: '2026-11-22T01:00:00.000Z',
        attempts: 3,
        code: 'source-failed',
      },
    ]);
    expect(await wake(works)).toBe('not-due');
    expect(log.filter(({ event }) => event === 'job.given-up')).toHaveLength(1);
    await clock.pass(24 * 60 * minute);
    expect(await wake(works)).toBe('done');
  });

  test('that failed and then works is done', async () => {
    const { wake, record, letters } = opened(due + 1_000);
    expect(await wake(fails)).toBe('failed');
    expect(await wake(works)).toBe('done');
    expect(await record()).toMatchObject({ outcome: 'done', attempts: 2 });
    expect(letters).toEqual([]);
  });

  test('that is not tried again in time is not tried at another time', async () => {
    const { wake, clock } = opened(due + 1_000);
    expect(await wake(fails)).toBe('failed');
    await clock.pass(61 * minute);
    expect(await wake(works)).toBe('not-due');
  });

  test('tells what it missed, once', async () => {
    const { wake, clock, log } = opened(due);
    await wake(works);
    await clock.pass(3 * 24 * 60 * minute + 5 * minute);
    expect(await wake(works)).toBe('done');
    const missed = log.filter(({ event }) => event === 'job.missed');
    expect(missed).toEqual([expect.objectContaining({ level: 'error', count: 2, since: '2026-11-23T01:00:00.000Z' })]);
    await clock.pass(minute);
    await wake(works);
    expect(log.filter(({ event }) => event === 'job.missed')).toHaveLength(1);
  });

  test('tells what it missed when it comes too late, and does not run', async () => {
    const { wake, clock, log } = opened(due);
    await wake(works);
    await clock.pass((24 * 60 + 90) * minute);
    expect(await wake(() => Promise.reject(new Error('must not run')))).toBe('not-due');
    expect(await wake(works)).toBe('not-due');
    expect(log.filter(({ event }) => event === 'job.missed')).toEqual([expect.objectContaining({ count: 1 })]);
  });

  test('leaves a source alone that is closed, and has missed nothing then', async () => {
    const state = memoryState();
    await opened(due - 24 * 60 * minute, state).wake(works);
    const { wake, log } = opened(due + 1_000, state, true);
    expect(await wake(() => Promise.reject(new Error('must not run')))).toBe('not-due');
    expect(log).toEqual([expect.objectContaining({ event: 'job.ended', outcome: 'closed' })]);
    const later = opened(due + 24 * 60 * minute, state);
    expect(await later.wake(works)).toBe('done');
    expect(later.log.map(({ event }) => event)).not.toContain('job.missed');
  });

  test('that the source has not is no job', async () => {
    const { runner } = opened(due);
    await expect(runner(works)('toString', { signal: never })).rejects.toThrow(RangeError);
  });
});

describe('two at once', () => {
  test('do not run together: the second is busy', async () => {
    const { clock, runner } = opened(due + 1_000);
    let running = 0;
    let most = 0;
    const slow = async () => {
      most = Math.max(most, ++running);
      await clock.sleep(90_000);
      running--;
    };
    const wake = () => runner(slow)('check', { signal: never });
    const outcomes = await clock.run(Promise.all([wake(), wake(), wake()]));
    expect(most).toBe(1);
    expect(outcomes.sort()).toEqual(['busy', 'busy', 'done']);
  });

  test('of a short run: the second finds that nothing is due', async () => {
    const { clock, runner } = opened(due + 1_000);
    let runs = 0;
    const short = async () => {
      runs++;
      await clock.sleep(3_000);
    };
    const wake = () => runner(short)('check', { signal: never });
    expect((await clock.run(Promise.all([wake(), wake()]))).sort()).toEqual(['done', 'not-due']);
    expect(runs).toBe(1);
  });
});

describe('one who dies', () => {
  /** A process that is gone in the middle of it: nothing of it happens any more, its lease included. */
  const dieIn = async (at: number, state: StateStore) => {
    const dead = new AbortController();
    const frozen: StateStore = {
      read: (name) => (dead.signal.aborted ? new Promise(() => undefined) : state.read(name)),
      write: (name, text, after) =>
        dead.signal.aborted ? new Promise(() => undefined) : state.write(name, text, after),
    };
    const { clock, runner } = opened(at, frozen);
    const died = Promise.withResolvers<void>();
    void runner(async () => {
      dead.abort();
      died.resolve();
      await new Promise(() => undefined);
    })('check', { signal: dead.signal });
    await clock.run(died.promise);
  };

  test('is counted, and the run is done by the next', async () => {
    const state = memoryState();
    await dieIn(due + 1_000, state);
    const { wake, record } = opened(due + 2_000, state);
    expect(await wake(works)).toBe('done');
    expect(await record()).toMatchObject({ attempts: 2, outcome: 'done' });
  });

  test('three times is given up', async () => {
    const state = memoryState();
    for (const minutes of [0, 1, 2]) await dieIn(due + (minutes + 0.1) * minute, state);
    const { wake, letters } = opened(due + 3 * minute, state);
    expect(await wake(() => Promise.reject(new Error('must not run')))).toBe('given-up');
    expect(letters).toEqual([expect.objectContaining({ code: 'job-died' })]);
  });
});

test('a record that somebody else wrote begins anew', () => {
  for (const text of ['', '[]', 'null', '{"due":1}', '{"due":1,"attempts":"1","startedAt":1,"outcome":"done"}'])
    expect(readRecord(text)).toBeUndefined();
});

test("a record of a time that has not come is nobody's, and keeps nothing from running", async () => {
  for (const outcome of ['done', 'running', 'given-up']) {
    const state = memoryState();
    const years = 365 * 24 * 60 * minute;
    await state.write(
      'jobs/check',
      JSON.stringify({ due: due + years, outcome, attempts: 1, startedAt: due }),
      undefined,
    );
    const { wake, record } = opened(due + 1_000, state);
    expect(await wake(works)).toBe('done');
    expect(await record()).toMatchObject({ due, outcome: 'done', attempts: 1 });
  }
});

test('a clock that is a little ahead does not have a job run twice', async () => {
  const state = memoryState();
  expect(await opened(due + 1_000, state).wake(works)).toBe('done');
  expect(await opened(due - 50_000, state).wake(works)).toBe('not-due');
});
