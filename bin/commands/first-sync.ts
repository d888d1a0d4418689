import { randomUUID } from 'node:crypto';
import type { SyncPlan } from '../../lambda/sync/plan/sync-plan.ts';
import type { RunKind, RunRecord } from '../../lambda/sync/sync-run.ts';
import type { ConfiguredSync } from '../configured-sync.ts';
import { countLine } from '../sync/count-rows.ts';
import { planText } from '../sync/plan-text.ts';
import { runFailure } from '../sync/run-failure.ts';
import { syncHere } from '../sync/sync-here.ts';
import { tellingOfSource } from '../told-of-source.ts';

/** What became of the first runs of a sync. */
export interface FirstSync {
  readonly sync: string;
  /** The plan of the first run, and what both runs did. */
  readonly text: string;
  /** What to do about the one that failed. */
  readonly error?: string;
}

/** So many users are enough to see what is sent. */
const shownChanges = 3;

/**
 * Shows what a first run of a sync would do, has it run, and runs it again, which finds nothing to do. The first one compares everything: the example's
 * dashboard has forgotten who was sent before.
 *
 * @param printed of the terminal
 * @throws the signal's reason
 */
export const firstSync = async (
  configured: ConfiguredSync,
  printed: { readonly width: number; readonly isColored: boolean },
  signal: AbortSignal,
): Promise<FirstSync> => {
  const { name, from, destination } = configured;
  const host = syncHere(configured);
  const asked = (kind: RunKind) => ({ id: randomUUID(), kind, cause: 'command', at: host.now() }) as const;
  const told = [`What a first run of ${name} sends, from ${from.name} to ${destination.title}:`];
  try {
    await tellingOfSource(configured, host, async () => {
      const planned = (plan: SyncPlan) => void told.push(planText(plan, { ...printed, changes: shownChanges }));
      const runs = [
        ['The first run', 'full', { signal, planned }],
        ['The second run', 'changed', { signal }],
      ] as const;
      for (const [what, kind, options] of runs) {
        const record = await host.run(asked(kind), options);
        const failure = runFailure(configured, record, host);
        if (failure) throw failure;
        told.push(runLine(what, record));
      }
    });
    return { sync: name, text: told.join('\n\n') };
  } catch (error) {
    signal.throwIfAborted();
    const message = error instanceof Error ? error.message : String(error);
    return { sync: name, text: [...told, `  ${name} failed: ${message}`].join('\n\n'), error: message };
  }
};

const runLine = (what: string, { outcome, counts, applied = 0, startedAt, endedAt = startedAt }: RunRecord): string => {
  const seconds = ((endedAt - startedAt) / 1_000).toFixed(1);
  return `  ${what} took ${seconds} s: ${counts ? countLine({ outcome, counts }) : 'nobody'}; ${applied === 0 ? 'nothing was sent' : `${applied} were sent`}.`;
};
