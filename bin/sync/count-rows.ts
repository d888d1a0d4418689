import type { RunCounts, RunRecord } from '../../lambda/sync/sync-run.ts';
import { count } from '../terminal/table.ts';

const words: readonly (readonly [name: keyof RunCounts, planned: string, done: string])[] = [
  ['create', 'to be created', 'created'],
  ['update', 'to be updated', 'updated'],
  ['disable', 'to be disabled', 'disabled'],
  ['delete', 'to be deleted', 'deleted'],
  ['unchanged', 'as they should be', 'as they should be'],
  ['adopted', 'there before, and become ours', 'there before, and became ours'],
  ['skipped', 'left alone', 'left alone'],
  ['failed', 'not applied', 'not applied'],
];

/** Of a run, what was to be done: where it was not done, or not for all, nobody says that it was. */
type Counted = Pick<RunRecord, 'outcome'> & { readonly counts: RunCounts };

const isDone = ({ outcome, counts }: Counted): boolean => outcome === 'done' && counts.failed === 0;

/** Counts as rows of words and numbers, without zeros; how many the source has comes first. */
export const countRows = (run: Counted): readonly (readonly string[])[] => [
  ['to be at the destination', count(run.counts.users)],
  ...told(run).map(([words, number]) => [words, count(number)]),
];

/** The same in one line: `2 created, 1 updated, 97 as they should be`. */
export const countLine = (run: Counted): string =>
  told(run)
    .map(([words, number]) => `${count(number)} ${words}`)
    .join(', ') || 'nobody';

const told = (run: Counted): readonly (readonly [string, number])[] =>
  words
    .map(([name, planned, done]) => [isDone(run) ? done : planned, run.counts[name]] as const)
    .filter(([, number]) => number > 0);
