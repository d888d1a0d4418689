import { cronOf } from '../../config/cron-of.ts';
import type { Schedule } from '../../config/schedule.ts';
import type { SyncPlan } from '../../lambda/sync/plan/sync-plan.ts';
import type { Trouble, Watermark } from '../../lambda/sync/state/sync-state.ts';
import type { RunRecord } from '../../lambda/sync/sync-run.ts';
import type { ConfiguredSync } from '../configured-sync.ts';
import type { HostName } from '../host-name.ts';
import { instant } from '../terminal/instant.ts';
import type { SyncHost } from './sync-host.ts';

/** How a sync is, for people and programs. It names nobody, unless that was asked for. */
export interface SyncStatus {
  readonly sync: string;
  readonly host: HostName;
  readonly from: string;
  readonly to: string;
  /** Of the last run that finished: how many users of the source are to be at the destination. `null`: none has. */
  readonly users: number | null;
  /** RFC 3339; `null` if none has. */
  readonly lastDone: string | null;
  readonly lastFull: string | null;
  /** When it runs by itself. `null`: it does not. */
  readonly next: NextRuns | null;
  /** The newest first. */
  readonly runs: readonly RunRecord[];
  /** A plan that the guard has stopped, and that no run has applied. */
  readonly waiting: { readonly plan: string; readonly madeAt: string; readonly reasons: readonly string[] } | null;
  readonly isUnfinished: boolean;
  /** When it has something to do though nothing changes: who failed is tried again, or who is gone is deleted. */
  readonly due: string | null;
  readonly quarantine: { readonly since: string; readonly failed: number } | null;
  /** Users who could not be applied, by code. */
  readonly troubles: readonly TroubleCount[];
}

/** Users who could not be applied, for one reason. */
export interface TroubleCount {
  readonly code: string;
  readonly users: number;
  /** When the first of them is tried again; `null`: not before they change, or somebody says so. */
  readonly next: string | null;
  /** Only if they were asked for. */
  readonly keys?: readonly string[];
}

/** When a sync runs by itself. */
export interface NextRuns {
  readonly changed: string | null;
  readonly full: string | null;
}

const shownRuns = 5;

/**
 * Looks how a sync is.
 *
 * @param withUsers whether users who could not be applied are named
 * @throws PlatformError
 */
export const syncStatus = async (
  configured: ConfiguredSync,
  host: SyncHost,
  withUsers: boolean,
): Promise<SyncStatus> => {
  const [watermark, history, troubles, plan] = await Promise.all([
    host.state.watermark(),
    host.state.history(),
    host.state.troubles(),
    host.state.plan(),
  ]);
  const { quarantined, unfinished = false, users, doneAt, fullAt, dueAt } = watermark;
  return {
    sync: configured.name,
    host: host.name,
    from: configured.from.name,
    to: configured.destination.name,
    users: users ?? null,
    lastDone: time(doneAt),
    lastFull: time(fullAt),
    // On this machine nothing wakes it up.
    next: host.name === 'local' ? null : nextRuns(configured, host.now()),
    runs: history.slice(0, shownRuns),
    waiting: waitingPlan(plan),
    isUnfinished: unfinished,
    due: time(dueAt),
    quarantine: quarantineOf(watermark) && { since: instant(quarantined!.since), failed: quarantined!.failed },
    troubles: countTroubles(troubles, withUsers),
  };
};

const time = (milliseconds: number | undefined): string | null =>
  milliseconds === undefined ? null : instant(milliseconds);

const quarantineOf = ({ quarantined }: Watermark) => quarantined ?? null;

const nextRuns = ({ sync: { schedule, full, webhook } }: ConfiguredSync, now: number): NextRuns | null => {
  if (!schedule && !webhook) return null;
  return { changed: schedule ? nextOf(schedule, now) : null, full: nextOf(full, now) };
};

const nextOf = (schedule: Schedule, now: number): string | null =>
  time(cronOf(schedule).nextRun(new Date(now))?.getTime());

/** A plan is kept until a run is done: one that the guard has stopped waits for somebody. */
const waitingPlan = (plan: SyncPlan | undefined): SyncStatus['waiting'] =>
  plan && plan.tripped.length > 0 ? { plan: plan.id, madeAt: instant(plan.madeAt), reasons: plan.tripped } : null;

const countTroubles = (troubles: readonly Trouble[], withUsers: boolean): readonly TroubleCount[] =>
  [...new Set(troubles.map(({ code }) => code))].sort().map((code) => {
    const all = troubles.filter((trouble) => trouble.code === code);
    const times = all.flatMap(({ nextAt }) => nextAt ?? []);
    return {
      code,
      users: all.length,
      next: times.length > 0 ? instant(times.reduce((one, other) => Math.min(one, other))) : null,
      ...(withUsers && { keys: all.map(({ key }) => key) }),
    };
  });
