import type { RunCounts } from '../../lambda/sync/sync-run.ts';
import { count } from '../terminal/table.ts';

const words: readonly (readonly [name: keyof RunCounts, planned: string, done: string])[] = [
  ['create', 'to be created', 'created'],
  ['update', 'to be updated', 'updated'],
  ['disable', 'to be disabled', 'disabled'],
  ['delete', 'to be deleted', 'deleted'],
  ['unchanged', 'as they should be', 'as they should be'],
  ['adopted', 'there before, and become ours', 'there before, and became ours'],
  ['skipped', 'left alone', 'left alone'],
  ['failed', 'failing', 'not applied'],
];

/** The counts of a run as rows of words and numbers, without zeros; how many the source has comes first. */
export const countRows = (counts: RunCounts, when: 'planned' | 'done'): readonly (readonly string[])[] => [
  ['at the source, to be at the destination', count(counts.users)],
  ...words
    .filter(([name]) => counts[name] > 0)
    .map(([name, planned, done]) => [when === 'planned' ? planned : done, count(counts[name])]),
];

/** The same in one line: `2 created, 1 updated, 97 as they should be`. */
export const countLine = (counts: RunCounts): string =>
  words
    .filter(([name]) => counts[name] > 0)
    .map(([name, , done]) => `${count(counts[name])} ${done}`)
    .join(', ') || 'nobody';
