import { CallerRefused } from '../../callers/caller-refused.ts';
import { refusalResponse } from '../../callers/refusal-response.ts';
import type { LogFields } from '../../platform/log.ts';
import { PlatformError } from '../../platform/platform-error.ts';
import { problemResponse } from '../../problem.ts';
import { thrownAt } from '../../thrown-at.ts';
import { SyncRefused } from './sync-refused.ts';

/** Whether the gate is at fault, and not whoever called. */
export const isFailure = (thrown: unknown): boolean => {
  if (thrown instanceof CallerRefused) return false;
  return !(thrown instanceof SyncRefused) || thrown.status >= 500;
};

/** What the log hears of what was thrown: no value of a user, no token, no key. */
export const toldOf = (thrown: unknown): LogFields => {
  if (thrown instanceof SyncRefused || thrown instanceof CallerRefused) {
    return { code: thrown.code, reason: thrown.reason };
  }
  if (thrown instanceof PlatformError) return { code: thrown.code, reason: thrown.message, detail: thrown.detail };
  const exception = thrown instanceof Error ? thrown.constructor.name : typeof thrown;
  return { code: 'internal', exception, at: thrownAt(thrown) };
};

/**
 * A problem document (RFC 9457) for what was thrown.
 *
 * @param reference ties the answer to its line in the log
 */
export const thrownAnswer = (thrown: unknown, reference: string): Response => {
  if (thrown instanceof CallerRefused) return refusalResponse(thrown, reference);
  const { status, code, message, retryAfter } = refusedBy(thrown);
  const headers = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) };
  return problemResponse({ status, code, detail: message, reference, headers });
};

const refusedBy = (thrown: unknown): SyncRefused => {
  if (thrown instanceof SyncRefused) return thrown;
  if (thrown instanceof PlatformError) {
    return new SyncRefused('unavailable', 'The gateway can not do it at the moment: try again.', { retryAfter: 5 });
  }
  return new SyncRefused('internal', 'The gateway failed; ask its operator.');
};
