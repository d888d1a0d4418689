import type { Trouble } from '../../lambda/sync/state/sync-state.ts';
import { isPlan, type RunRecord } from '../../lambda/sync/sync-run.ts';
import type { ConfiguredSync } from '../configured-sync.ts';
import { countLine } from '../sync/count-rows.ts';
import { runRemedy } from '../sync/run-remedies.ts';
import { stateOf } from '../sync/state-of.ts';
import { instant } from '../terminal/instant.ts';
import { count } from '../terminal/table.ts';
import type { ExaminedSync } from './examined-host.ts';
import { failed, type Line, notKnown, ok } from './line.ts';
import { jobLines } from './schedule-lines.ts';

/** How a sync is, by what it keeps: its last run, what its guard has stopped, who could not be applied. Nobody is named. */
export const syncStateLines = async (
  configured: ConfiguredSync,
  { host }: Pick<ExaminedSync, 'host'>,
): Promise<readonly Line[]> => {
  const state = stateOf(configured, host.platform);
  const [history, watermark, plan, troubles] = await Promise.all([
    state.history(),
    state.watermark(),
    state.plan(),
    state.troubles(),
  ]);
  const { name } = configured;
  const command = (words: string) => `sallyport sync ${words} ${name}${host.option}`;
  return [
    runLine(configured, history, command),
    plan && plan.tripped.length > 0
      ? failed(
          'guard',
          `a plan of ${instant(plan.madeAt)} waits: ${plan.tripped.join('; ')}`,
          `look at it, and approve it if it is right: ${command('approve')}`,
        )
      : ok('guard', 'has stopped nothing that waits'),
    watermark.quarantined
      ? failed(
          'quarantine',
          `since ${instant(watermark.quarantined.since)}: ${count(watermark.quarantined.failed)} users could not be applied`,
          `correct why (${command('status')}), then: ${command('retry')}`,
        )
      : usersLine(troubles, command),
  ];
};

type CommandOf = (words: string) => string;

const runLine = ({ name, from }: ConfiguredSync, history: readonly RunRecord[], command: CommandOf): Line => {
  const last = history.find(({ kind }) => !isPlan(kind));
  if (!last) return notKnown('last run', 'it has never run', `see what it would do: ${command('run')} --dry-run`);
  const { outcome, code, counts, startedAt, endedAt } = last;
  if (outcome === undefined) return notKnown('last run', `began at ${instant(startedAt)}, and has not ended`);
  const told = `ended at ${instant(endedAt ?? startedAt)}: ${outcome}${code ? ` (${code})` : ''}`;
  if (outcome === 'failed') return failed('last run', told, runRemedy(code, { sync: name, source: from.name }));
  return ok('last run', counts ? `${told}, ${countLine({ outcome, counts })}` : told);
};

const usersLine = (troubles: readonly Trouble[], command: CommandOf): Line =>
  troubles.length === 0
    ? ok('users', 'all of them were applied')
    : ok(
        'users',
        `${count(troubles.length)} could not be applied, and are tried again by themselves`,
        `see why: ${command('status')}`,
      );

/** When its jobs ran last, and which times went by without. */
export const syncScheduleLines = async (
  { name, sync: { schedule, full, webhook } }: ConfiguredSync,
  examined: ExaminedSync,
): Promise<readonly Line[]> => {
  if (!schedule && !webhook) return [ok('schedule', 'none is configured: it runs when somebody says so')];
  const jobs = [...(schedule ? [{ name: 'sync', schedule }] : []), { name: 'full', schedule: full }];
  const lines = await Promise.all(
    jobs.map(async (job) => {
      const found = await jobLines(name, job, examined);
      return found.map((line) => ({ ...line, what: `schedule (${job.name})` }));
    }),
  );
  return lines.flat();
};
