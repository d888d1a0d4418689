import type { Sleep } from '../../lambda/lease.ts';
import type { RunOptions } from '../../lambda/sync/open-sync.ts';
import type { SyncState } from '../../lambda/sync/state/sync-state.ts';
import type { AskedRun, RunRecord } from '../../lambda/sync/sync-run.ts';
import { CommandError, exitCode } from '../exit-code.ts';

/** A run that is made elsewhere. */
export interface FollowedRun {
  readonly state: Pick<SyncState, 'history'>;
  readonly asked: AskedRun;
  /** Whether who makes it was woken up: else it begins within a quarter of an hour. */
  readonly isAwake: boolean;
  readonly sleep: Sleep;
  /** Milliseconds since 1970. */
  now(): number;
}

/** Between two looks, in milliseconds: more and more, so that a long run costs few of them. */
const firstGap = 500;
const longestGap = 15_000;
const growth = 1.4;

/** A function starts within seconds; the job that looks after what was asked for comes every quarter of an hour. */
const patience = { awake: 5 * 60_000, asleep: 20 * 60_000 } as const;

/**
 * Waits until a run has ended. What its host had no time for is gone on with in another run, which is followed then.
 *
 * @throws CommandError if it does not begin; PlatformError; the signal's reason
 */
export const followRun = async (
  { state, asked, isAwake, sleep, now }: FollowedRun,
  { signal, progress }: RunOptions,
): Promise<RunRecord> => {
  const lastBegin = asked.at + (isAwake ? patience.awake : patience.asleep);
  for (let gap = firstGap; ; gap = Math.min(longestGap, gap * growth)) {
    const record = runOf(await state.history(), asked);
    if (record && isOver(record)) return record;
    if (record) progress?.(progressOf(record));
    if (!record && now() > lastBegin) throw notBegun(isAwake);
    await sleep(gap, signal);
  }
};

/** The run that was asked for, or the newest of those that went on with it: the history has the newest first. */
const runOf = (history: readonly RunRecord[], { id }: AskedRun): RunRecord | undefined => {
  const at = history.findIndex((record) => record.id === id);
  if (at < 0) return undefined;
  const asked = history[at]!;
  if (isOver(asked)) return asked;
  // One whose process died has no end: the next one goes on.
  const later = history.slice(0, at).reverse();
  return later.find(isOver) ?? later.at(-1) ?? asked;
};

const isOver = ({ outcome }: RunRecord): boolean => outcome !== undefined && outcome !== 'unfinished';

const progressOf = ({ applied, counts }: RunRecord) => {
  if (!counts) return { phase: 'reading', done: 0 } as const;
  const of = counts.create + counts.update + counts.disable + counts.delete;
  return { phase: 'applying', done: applied ?? 0, of } as const;
};

const notBegun = (isAwake: boolean): CommandError =>
  new CommandError(
    exitCode.failed,
    isAwake
      ? 'The run was asked for and has not begun in five minutes: another one is under way, or its function fails when it starts. Look at its log.'
      : 'The run was asked for, its function could not be woken up, and the job that looks every quarter of an hour has not begun it: look at its log, or deploy again.',
  );
