import type { SyncProgress } from '../../lambda/sync/open-sync.ts';
import { type Progress, startProgress } from '../terminal/progress.ts';
import { count } from '../terminal/table.ts';
import type { TerminalOutput } from '../terminal/terminal.ts';

/** The progress of a run, in the last line of a terminal; elsewhere its last words alone. */
export interface RunProgress extends Progress {
  /** Takes what a run says of itself. */
  readonly told: (progress: SyncProgress) => void;
}

const words: Readonly<Record<SyncProgress['phase'], string>> = {
  reading: 'Reading the source',
  planning: 'Comparing',
  applying: 'Applying',
  groups: 'Changing groups',
};

/** Begins to show it. */
export const startRunProgress = (stream: TerminalOutput, begin: string): RunProgress => {
  let last: SyncProgress | undefined;
  const progress = startProgress(stream, () => (last ? currentOf(last) : { words: begin }));
  return {
    end: progress.end,
    told: (next) => {
      last = next;
    },
  };
};

const currentOf = ({ phase, done, of }: SyncProgress) => {
  const much = of === undefined ? (done > 0 ? `: ${count(done)}` : '') : `: ${count(done)} of ${count(of)}`;
  return { words: words[phase] + much, ...(of !== undefined && { share: of === 0 ? 1 : done / of }) };
};
