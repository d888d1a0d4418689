import type { RunRecord } from '../../lambda/sync/sync-run.ts';
import { visibleText } from '../preview/visible-text.ts';
import { instant } from '../terminal/instant.ts';
import { table } from '../terminal/table.ts';
import { countLine } from './count-rows.ts';

const columns = [
  { title: 'run' },
  { title: 'began' },
  { title: 'seconds', numeric: true },
  { title: 'what' },
  { title: 'because of' },
  { title: 'ended' },
  { title: 'users' },
];

/** Runs as a table, in the order that they have. */
export const historyText = (runs: readonly RunRecord[]): string => table(columns, runs.map(rowOf));

const rowOf = ({ id, startedAt, endedAt, kind, cause, by, outcome, code, counts }: RunRecord): readonly string[] => [
  id.slice(0, 8),
  instant(startedAt),
  endedAt === undefined ? '-' : ((endedAt - startedAt) / 1_000).toFixed(1),
  kind,
  by === undefined ? cause : `${cause}, ${visibleText(by)}`,
  outcome === undefined ? 'under way' : code === undefined ? outcome : `${outcome}: ${code}`,
  counts ? countLine({ outcome, counts }) : '-',
];
