import { PlatformError, type PlatformErrorCode } from './platform-error.ts';
import type { RestAnswer } from './rest-client.ts';

/** What an error of ours is, and the sentence that says what to do. */
export type FailureCause = readonly [PlatformErrorCode, string];

/**
 * The error of an answer that is not good.
 *
 * @param causes by what the service calls its error, or by status
 * @param otherwise for all others, and if no answer came
 */
export const restFailure = (
  { status, cause }: RestAnswer,
  causes: Readonly<Record<string, FailureCause>>,
  otherwise: FailureCause,
): PlatformError => {
  const [code, sentence] = causes[cause] ?? causes[status] ?? otherwise;
  return new PlatformError(code, sentence, { detail: { cause } });
};

/** Whether an answer is good. */
export const isGood = ({ status }: RestAnswer): boolean => status >= 200 && status < 300;
