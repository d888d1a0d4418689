import { describe, expect, test } from 'vitest';
import { followRun } from '../../../bin/sync/follow-run.ts';
import type { SyncProgress } from '../../../lambda/sync/open-sync.ts';
import type { RunRecord } from '../../../lambda/sync/sync-run.ts';

const asked = { id: 'asked', kind: 'changed', cause: 'command', at: 0 } as const;
const record = (id: string, more: Partial<RunRecord> = {}): RunRecord => ({
  id,
  kind: 'changed',
  cause: 'command',
  startedAt: 0,
  ...more,
});
const counts = {
  users: 9,
  create: 4,
  update: 2,
  disable: 1,
  delete: 1,
  unchanged: 1,
  adopted: 0,
  skipped: 0,
  failed: 0,
};

/** What the history is at each look; the last one stays. Time goes by while somebody sleeps. */
const follow = async (looks: readonly (readonly RunRecord[])[], isAwake = true) => {
  let now = 0;
  let at = 0;
  const gaps: number[] = [];
  const told: SyncProgress[] = [];
  const ended = await followRun(
    {
      asked,
      isAwake,
      state: { history: async () => looks[Math.min(at++, looks.length - 1)]! },
      sleep: async (milliseconds) => {
        gaps.push(milliseconds);
        now += milliseconds;
      },
      now: () => now,
    },
    { signal: new AbortController().signal, progress: (progress) => void told.push(progress) },
  );
  return { ended, gaps, told };
};

describe('a run that is made elsewhere', () => {
  const other = record('other', { outcome: 'done' });

  test('is followed to its end, with looks further and further apart', async () => {
    const running = record('asked', { counts, applied: 3 });
    const looks = [[other], [record('asked'), other], ...Array(12).fill([running, other])];
    const { ended, gaps, told } = await follow([...looks, [record('asked', { outcome: 'done' }), other]]);
    expect(ended).toMatchObject({ id: 'asked', outcome: 'done' });
    expect(gaps[0]).toBeLessThan(1_000);
    expect(gaps).toEqual(gaps.toSorted((one, next) => one - next));
    expect(gaps.at(-1)).toBe(15_000);
    expect(told[0]).toEqual({ phase: 'reading', done: 0 });
    expect(told.at(-1)).toEqual({ phase: 'applying', done: 3, of: 8 });
  });

  test.each([
    ['its host had no time for', record('asked', { outcome: 'unfinished' })],
    ['whose process died', record('asked')],
  ])('%s is gone on with by the next one, and that is followed', async (_, first) => {
    const next = record('next', { cause: 'resume' });
    const { ended } = await follow([[first], [next, first], [{ ...next, outcome: 'tripped' }, first]]);
    expect(ended).toMatchObject({ id: 'next', outcome: 'tripped' });
  });

  test('ends as it ended, whatever came after it', async () => {
    const { ended } = await follow([[other, record('asked', { outcome: 'failed', code: 'source-failed' })]]);
    expect(ended).toMatchObject({ id: 'asked', outcome: 'failed' });
  });

  test.each([
    [true, /has not begun in five minutes/],
    [false, /could not be woken up/],
  ])('that does not begin is given up (woken up: %s)', async (isAwake, says) => {
    await expect(follow([[other]], isAwake)).rejects.toThrow(says);
  });
});
