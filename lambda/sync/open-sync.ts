import type { SyncDocument } from '../../config/config.ts';
import type { RunningConnector } from '../../connectors/connector.ts';
import type { RunJob } from '../jobs/run-job.ts';
import type { Mapping } from './mapping/mapped-user.ts';
import type { SyncPlan } from './plan/sync-plan.ts';
import type { KeptPayload } from './state/kept-payloads.ts';
import type { SyncState } from './state/sync-state.ts';
import type { SyncPlatforms } from './sync-platforms.ts';
import type { AskedRun, RunRecord } from './sync-run.ts';

/** What a sync is opened with. */
export interface OpenSyncOptions {
  readonly document: SyncDocument;
  /** Of the source. */
  readonly connector: RunningConnector;
  readonly platforms: SyncPlatforms;
  /** Whether this is the local host, where source and destination may have stand-ins. @default false */
  readonly isLocal?: boolean | undefined;
}

/** How far a run is. */
export interface SyncProgress {
  readonly phase: 'reading' | 'planning' | 'applying' | 'groups';
  readonly done: number;
  /** @default - nobody knows yet */
  readonly of?: number | undefined;
}

/** How a run is watched, and ended early. */
export interface RunOptions {
  /** When it is aborted, the run saves what was done, and the next one goes on. */
  readonly signal: AbortSignal;
  progress?(progress: SyncProgress): void;
}

/** A sync of this process. */
export interface OpenSync {
  readonly state: SyncState;
  readonly mapping: Mapping;
  /** What a token at sign-in says of the user with that key; `undefined` of who is not, or no more, at the destination. */
  payload(key: string): Promise<KeptPayload | undefined>;
  /** Runs now, in this process; `busy` while another process does. What goes wrong is in the record. Throws PlatformError where not even that can be written. */
  run(asked: AskedRun, options: RunOptions): Promise<RunRecord | 'busy'>;
  /** What a run would do now. Nothing is applied or kept. Throws SourceError, DestinationError, PlatformError, or the signal's reason. */
  plan(kind: 'changed' | 'full', options: RunOptions): Promise<SyncPlan>;
  /** The jobs `sync`, `full` and `resume`. */
  readonly runJob: RunJob;
}

/** Opens the one sync of this process. Nothing is asked of anybody yet. */
export type MakeSync = (options: OpenSyncOptions) => OpenSync;
