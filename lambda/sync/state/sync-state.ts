import type { SyncPlan } from '../plan/sync-plan.ts';
import type { AskedRun, RunRecord } from '../sync-run.ts';

/** What a sync remembers between runs, beside what it knows of each user: counts, times and hashes, no name and no value of anybody. */
export interface Watermark {
  /** Hash of the map that the last finished run applied. */
  readonly mapping?: string | undefined;
  /** Milliseconds since 1970: when a run last finished, and when one compared everything. */
  readonly doneAt?: number | undefined;
  readonly fullAt?: number | undefined;
  /** Users of the source at that run. */
  readonly users?: number | undefined;
  /** Members of each group of the source at that run, by a hash of its id. */
  readonly members?: Readonly<Record<string, number>> | undefined;
  /** Users of the source at that run who had a value of an attribute, by its name. */
  readonly attributes?: Readonly<Record<string, number>> | undefined;
  /** Users of the source at that run whose key could not be had. */
  readonly keyless?: number | undefined;
  /** When there is something to be done though nothing changed: milliseconds since 1970. */
  readonly dueAt?: number | undefined;
  /** Of a run that was not finished. */
  readonly unfinished?: boolean | undefined;
  /** Since when too many fail, and of how many. Runs of the schedule are once a day then. */
  readonly quarantined?: { readonly since: number; readonly failed: number; readonly triedAt: number } | undefined;
}

/** A user who could not be applied, and when that is tried again. */
export interface Trouble {
  readonly key: string;
  readonly code: string;
  readonly attempts: number;
  /** Milliseconds since 1970. `undefined`: not before the user changes, or `sallyport sync retry`. */
  readonly nextAt: number | undefined;
}

/** Somebody let a plan be applied that the guard had stopped. */
export interface Approval {
  readonly plan: string;
  readonly by: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/**
 * What a sync keeps, as its operator sees it. Plans and what is known of users are sealed with the gateway's key.
 *
 * Every method throws PlatformError of the state store or of the key store.
 */
export interface SyncState {
  watermark(): Promise<Watermark>;
  /** The newest first; 100 at most. */
  history(): Promise<readonly RunRecord[]>;
  /** The plan of that id, or the newest that was kept. */
  plan(id?: string): Promise<SyncPlan | undefined>;
  /**
   * Has a run begin as soon as the sync is woken up, and not before its time.
   *
   * @returns the run that will be: one of the same kind that was asked for before and has not begun is enough
   */
  ask(run: AskedRun): Promise<AskedRun>;
  /** @returns whether that plan is the one that waits */
  approve(approval: Approval): Promise<boolean>;
  /** Users who could not be applied. */
  troubles(): Promise<readonly Trouble[]>;
}
