import { SourceError } from '../../connectors/source-error.ts';
import type { LogFields } from '../platform/log.ts';
import { PlatformError } from '../platform/platform-error.ts';
import { problemResponse } from '../problem.ts';
import { thrownAt } from '../thrown-at.ts';
import { ProxyRefused } from './admission/proxy-refused.ts';
import type { AuditOutcome } from './audit-record.ts';
import { CallerGone } from './caller-gone.ts';
import { ProxyFailed } from './proxy-failed.ts';

/** What was thrown, as the vendor may hear of it and as the operator's log keeps it. */
export interface Failure {
  readonly outcome: AuditOutcome;
  readonly status: number;
  readonly code: string;
  readonly sentence: string;
  /** Milliseconds after which another attempt makes sense. */
  readonly retryAfter?: number | undefined;
  readonly fields: LogFields;
}

/** Nobody sees this status; it tells the log's reader that the caller had gone. */
const clientClosedRequest = 499;

/** Explains whatever a call threw. */
export const failureOf = (thrown: unknown): Failure => {
  if (thrown instanceof ProxyRefused) return { outcome: 'refused', ...told(thrown) };
  if (thrown instanceof ProxyFailed) return { outcome: 'failed', ...told(thrown), retryAfter: thrown.retryAfter };
  if (thrown instanceof CallerGone)
    return {
      outcome: 'gone',
      status: clientClosedRequest,
      code: 'caller-gone',
      sentence: 'The caller is gone.',
      fields: {},
    };
  if (thrown instanceof SourceError || thrown instanceof PlatformError) {
    const { code, message, detail } = thrown;
    const isPassing = code.endsWith('-unreachable') || code.endsWith('-timeout');
    const [status, sentence] = isPassing
      ? ([503, 'What the gateway needs for this call can not be read at the moment; try again later.'] as const)
      : ([502, 'The gateway has not got what it needs to call the source; ask its operator.'] as const);
    const { retryAfter } = detail;
    const fields = { reason: message, detail };
    return { outcome: 'failed', status, code, sentence, ...(typeof retryAfter === 'number' && { retryAfter }), fields };
  }
  const exception = thrown instanceof Error ? thrown.constructor.name : typeof thrown;
  return {
    outcome: 'internal',
    status: 500,
    code: 'internal',
    sentence: 'The gateway failed; ask its operator.',
    fields: { exception, at: thrownAt(thrown) },
  };
};

const told = ({ status, code, sentence, fields }: ProxyRefused | ProxyFailed) => ({ status, code, sentence, fields });

/** The problem document of a failure. */
export const failedAnswer = ({ status, code, sentence, retryAfter }: Failure, reference: string): Response =>
  problemResponse({
    status,
    code,
    detail: sentence,
    reference,
    headers: {
      'sallyport-reference': reference,
      ...(retryAfter !== undefined && { 'retry-after': String(Math.max(1, Math.ceil(retryAfter / 1_000))) }),
    },
  });
