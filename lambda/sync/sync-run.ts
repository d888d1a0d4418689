/** What has a sync run. */
export type RunCause = 'schedule' | 'command' | 'webhook' | 'resume';

/**
 * - `changed`: who is another one at the source than at the last run. `full`: everybody is compared with what the destination really has.
 * - `plan`: nothing is applied; the plan is kept to be looked at (`--dry-run`). `full-plan`: likewise, of a full run. `retry`: those that failed too,
 *   whenever their time is.
 */
export type RunKind = 'changed' | 'full' | 'plan' | 'full-plan' | 'retry';

/** Whether a run of this kind applies nothing. */
export const isPlan = (kind: RunKind): kind is 'plan' | 'full-plan' => kind === 'plan' || kind === 'full-plan';

/** A run that somebody asked for. */
export interface AskedRun {
  /** By which it is found in the history. */
  readonly id: string;
  readonly kind: RunKind;
  readonly cause: RunCause;
  /** Milliseconds since 1970: it does not begin before. */
  readonly at: number;
  /** What the operator or caller is known by; never a secret. @default - nobody in particular */
  readonly by?: string | undefined;
}

/**
 * How a run ended.
 *
 * - `done`: everything that could be applied was. `planned`: a plan was asked for, and is kept.
 * - `tripped`: the guard let nothing be applied; the plan waits for approval. `quarantined`: too many failed.
 * - `unfinished`: its time was over, and the next one goes on. `failed`: source, destination or host could not be used.
 */
export type RunOutcome = 'done' | 'planned' | 'tripped' | 'quarantined' | 'unfinished' | 'failed';

/** How many users. */
export interface RunCounts {
  /** At the source, as far as they are to be at the destination. */
  readonly users: number;
  readonly create: number;
  readonly update: number;
  readonly disable: number;
  readonly delete: number;
  readonly unchanged: number;
  /** Were there before, and became ours. */
  readonly adopted: number;
  /** Were there before, and are left alone; two users of the source have one key; or a user that can not be mapped. */
  readonly skipped: number;
  /** Of what was applied. */
  readonly failed: number;
}

/** What is remembered of a run: no name and no value of anybody. */
export interface RunRecord {
  readonly id: string;
  readonly kind: RunKind;
  readonly cause: RunCause;
  readonly by?: string | undefined;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** @default - it is under way, or its process died */
  readonly endedAt?: number | undefined;
  /** @default - likewise */
  readonly outcome?: RunOutcome | undefined;
  readonly counts?: RunCounts | undefined;
  /** How many changes are applied, while it is under way. */
  readonly applied?: number | undefined;
  /** Of `failed`. */
  readonly code?: string | undefined;
  /** Of `tripped`: what did it, as sentences. */
  readonly reasons?: readonly string[] | undefined;
  /** Under which its plan is kept. */
  readonly plan?: string | undefined;
}
