import type { RunRecord } from '../../lambda/sync/sync-run.ts';
import { table } from '../terminal/table.ts';
import { countRows } from './count-rows.ts';

/** What came of a run, for people. What to do about it stands in the error that follows. */
export const runText = (record: RunRecord, name: string, where: string): string => {
  const { counts, startedAt, endedAt, kind, id, outcome } = record;
  const seconds = endedAt === undefined ? '' : `, ${((endedAt - startedAt) / 1_000).toFixed(1)} s`;
  const head = `Run ${id.slice(0, 8)} of ${name} ${where} (${kind}${seconds})`;
  if (!counts) return head;
  return `${head}:\n\n${table([{ title: 'of the users' }, { title: 'were', numeric: true }], countRows({ outcome, counts }))}`;
};
