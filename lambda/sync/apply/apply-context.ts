import type { SyncConfig } from '../../../config/sync-config.ts';
import type { Log, LogFields } from '../../platform/log.ts';
import type { RunningDestination } from '../destinations/running-destination.ts';
import type { RunOptions } from '../open-sync.ts';
import type { KeptLines } from '../state/kept-lines.ts';
import type { DeliveredPayload } from '../state/kept-payloads.ts';
import type { KnownUser } from '../state/known-user.ts';
import type { SealedState } from '../state/sealed-state.ts';

/** What a plan is applied with. */
export interface ApplyContext extends RunOptions {
  readonly destination: RunningDestination;
  readonly sync: SyncConfig;
  /** The same text for keys that are the same to the destination. What is kept of users goes by it. */
  same(key: string): string;
  readonly known: KeptLines<KnownUser>;
  /** @default - nobody asks for them */
  readonly payloads: KeptLines<DeliveredPayload> | undefined;
  readonly sealed: SealedState;
  readonly log: Log;
  readonly audit: LogFields;
  now(): number;
  random(): number;
  /** Throws if this process may not go on: another one has taken its place. */
  alive(): void;
  /** Saves what was done. Called now and then, and in the end. */
  save(applied: number): Promise<void>;
}

/** How far a plan was applied. */
export interface Applied {
  /** Users that were tried. */
  readonly applied: number;
  readonly failed: number;
  /** Whether it was ended for too many failed. */
  readonly isQuarantined: boolean;
}
