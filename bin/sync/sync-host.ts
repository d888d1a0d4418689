import type { RunOptions } from '../../lambda/sync/open-sync.ts';
import type { SyncPlan } from '../../lambda/sync/plan/sync-plan.ts';
import type { SyncState } from '../../lambda/sync/state/sync-state.ts';
import type { AskedRun, RunRecord } from '../../lambda/sync/sync-run.ts';
import type { ConfiguredSync } from '../configured-sync.ts';
import type { HostName } from '../host-name.ts';

/** A sync where it runs, as its operator has it. */
export interface SyncHost {
  readonly name: HostName;
  /** Ends a sentence: `on this machine`, `on AWS (eu-west-1)`. */
  readonly where: string;
  /** Ends a command that is about the same host: ` --host aws`, or nothing. */
  readonly option: string;
  readonly state: SyncState;
  /** Where it is said what went on: ends a sentence. */
  readonly log: string;
  /**
   * Has a run made, and waits until it has ended. What goes wrong in it is in the record.
   *
   * @throws CommandError if another run is under way here, or it does not begin there; PlatformError; the signal's reason: a run that is made elsewhere
   * goes on then, and one that is made here has saved what was done
   */
  run(asked: AskedRun, options: RunOptions): Promise<RunRecord>;
  /** What a run would do now. Throws as `run` does, and SourceError and DestinationError. */
  plan(asked: AskedRun, kind: 'changed' | 'full', options: RunOptions): Promise<SyncPlan>;
  /** What the operator is known by to whoever looks at the history later: a name at the cloud's sign-in, or on this machine. */
  operator(): Promise<string>;
  /** Milliseconds since 1970. */
  now(): number;
}

/**
 * Opens a sync on this machine (its `.sallyport` beside the configuration), or the one that is deployed.
 *
 * @throws CommandError if the deployed one can not be found
 */
export const syncHost = async (configured: ConfiguredSync, name: HostName): Promise<SyncHost> => {
  if (name === 'local') return (await import('./sync-here.ts')).syncHere(configured);
  return (await import('./deployed-sync.ts')).deployedSync(configured, name);
};
