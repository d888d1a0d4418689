import type { Log, LogFields } from '../platform/log.ts';
import type { FieldCounts } from '../shapes/field-counts.ts';

/** What is known of a request before it is looked at. */
export interface AuditRecordOptions {
  readonly log: Log;
  /** Milliseconds since 1970. */
  now(): number;
  /** Who calls which source, under which reference number. */
  readonly audit: Readonly<Record<string, string>>;
  readonly method: string;
  /** Of the part of the configuration that decides what leaves. */
  readonly configuration: string;
}

/** How a request came to its end; by it, how loud the log line is. */
export type AuditOutcome = 'complete' | 'refused' | 'gone' | 'failed' | 'internal';

const levels: Readonly<Record<AuditOutcome, keyof Log>> = {
  complete: 'info',
  gone: 'info',
  refused: 'warn',
  failed: 'warn',
  internal: 'error',
};

/**
 * The one log line of one request to a source's API: who called which endpoint, what came of it, how much left and how much did
 * not. No path, no query, no value.
 */
export class AuditRecord {
  /** The endpoint's name; `undefined` until one was found. */
  endpoint: string | undefined;
  attempts = 0;
  /** Of the answer's body, as it left. */
  bytes = 0;
  /** What became of the fields of the answer, also while it is being treated. */
  counts: (() => Readonly<FieldCounts>) | undefined;
  readonly #options: AuditRecordOptions;
  readonly #began: number;
  #isWritten = false;

  constructor(options: AuditRecordOptions) {
    this.#options = options;
    this.#began = options.now();
  }

  /**
   * Writes the line; only the first call does.
   *
   * @param status that the vendor got
   * @param fields why, if it did not go well
   */
  end(outcome: AuditOutcome, status: number, fields: LogFields = {}): void {
    if (this.#isWritten) return;
    this.#isWritten = true;
    const { log, now, audit, method, configuration } = this.#options;
    log[levels[outcome]](outcome === 'refused' ? 'proxy.refused' : 'proxy.ended', {
      ...audit,
      endpoint: this.endpoint,
      method,
      outcome,
      status,
      bytes: this.bytes,
      ...this.counts?.(),
      attempts: this.attempts,
      milliseconds: Math.round(now() - this.#began),
      configuration,
      ...fields,
    });
  }
}
