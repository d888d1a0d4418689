import type { FieldChange } from '../destinations/running-destination.ts';
import type { RunCounts } from '../sync-run.ts';
import type { Objection } from './guard.ts';

/** What is to be done with one user, as people read it. */
export interface PlannedChange {
  readonly kind: 'create' | 'update' | 'disable' | 'delete';
  readonly key: string;
  /** Of `update`; of `create`, all that it will have. */
  readonly fields: readonly FieldChange[];
  /** Of a user who was there before, and becomes ours. */
  readonly adopts?: boolean | undefined;
}

/**
 * Somebody whom the sync leaves alone. `not-ours`: was there before (`adopt`), and so a group. `key-twice`: two users of the source have this key. `waiting`: failed before, and it is
 * not yet time to try again.
 */
export interface PlannedSkip {
  /** Of a user, or the name of a group. Empty if there is none. */
  readonly key: string;

  readonly code: 'not-ours' | 'group-not-ours' | 'key-twice' | 'key-missing' | 'expression-failed' | 'waiting';
  /** Where in the configuration. */
  readonly at?: string | undefined;
}

/** What a run would do. It holds personal data: it is sealed wherever it is kept, and shown to operators alone. */
export interface SyncPlan {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly madeAt: number;
  readonly counts: RunCounts;
  /** What tripped the guard, as sentences; empty if nothing did. */
  readonly tripped: readonly string[];
  /** The same for programs: what an approval lets pass. @default - nothing did */
  readonly objections?: readonly Objection[] | undefined;
  readonly changes: readonly PlannedChange[];
  readonly skipped: readonly PlannedSkip[];
  /** Groups of the destination, by name: how many members come and go. */
  readonly groups: readonly {
    readonly name: string;
    readonly add: number;
    readonly remove: number;
  }[];
}
