/** Why a call of a sync's function is not answered, and the status of each. Stable: callers may switch on them. */
export const syncProblems = {
  'request-malformed': 400,
  'timestamp-refused': 403,
  'signature-missing': 403,
  'signature-malformed': 403,
  'signature-refused': 403,
  'not-found': 404,
  'user-unknown': 404,
  'facts-stale': 409,
  'body-too-large': 413,
  'mapping-problem': 422,
  internal: 500,
  unavailable: 503,
} as const;

/** A stable word for programs. */
export type SyncProblem = keyof typeof syncProblems;

/** What a refusal says besides its code. */
export interface SyncRefusedOptions {
  /** For the operator's log, and never a value that was sent. @default - nothing */
  readonly reason?: string | undefined;
  /** Whole seconds after which a new try makes sense. */
  readonly retryAfter?: number | undefined;
  readonly cause?: unknown;
}

/**
 * A sync's function does not do what it was asked for. `message` goes to whoever called, and says what to do; it repeats no value of a user.
 *
 * @example throw new SyncRefused('user-unknown', 'This user is not to be at the destination.')
 */
export class SyncRefused extends Error {
  override readonly name = 'SyncRefused';
  readonly code: SyncProblem;
  readonly status: number;
  readonly reason: string | undefined;
  readonly retryAfter: number | undefined;

  constructor(code: SyncProblem, message: string, { reason, retryAfter, cause }: SyncRefusedOptions = {}) {
    super(message, { cause });
    this.code = code;
    this.status = syncProblems[code];
    this.reason = reason;
    this.retryAfter = retryAfter;
  }
}
