import type { HttpOptions } from '../../../../connectors/destinations/http/options.ts';
import { TemplateFailure } from '../../../../connectors/destinations/http/request-template.ts';
import type { AskJson, JsonAnswer, JsonCall } from '../ask-json.ts';
import { DestinationError } from '../destination-error.ts';
import type { ChangeFailureCode } from '../running-destination.ts';

/** What came of one call that changes a user. */
export type HttpOutcome =
  | { readonly result: 'done'; readonly answer: JsonAnswer }
  | { readonly result: ChangeFailureCode; readonly reason: string; readonly status?: number | undefined };

/**
 * Sends one change.
 *
 * Throws DestinationError where no call would have an answer that means anything, SourceError of credentials, or the signal's reason.
 *
 * @param prepare throws TemplateFailure for a user whom the request can not be written for
 */
export const httpOutcome = async (
  ask: AskJson,
  prepare: () => JsonCall,
  statuses: HttpOptions['statuses'],
  signal: AbortSignal,
): Promise<HttpOutcome> => {
  try {
    const answer = await ask(prepare(), signal);
    return meaningOf(answer, statuses);
  } catch (error) {
    if (error instanceof TemplateFailure) return { result: 'refused', reason: error.message };
    if (error instanceof DestinationError && error.code === 'destination-unreachable')
      return { result: 'failed', reason: 'no answer came from the destination' };
    throw error;
  }
};

const meaningOf = (answer: JsonAnswer, { done, gone, conflict }: HttpOptions['statuses']): HttpOutcome => {
  const { status } = answer;
  if (done.includes(status)) return { result: 'done', answer };
  if (gone.includes(status)) return { result: 'gone', reason: 'it is not at the destination any more', status };
  if (conflict.includes(status))
    return { result: 'conflict', reason: 'another one stands in its way at the destination', status };
  if (status >= 200 && status < 300) return { result: 'done', answer };
  if (status >= 500 || status === 408) return { result: 'failed', reason: 'the destination failed with it', status };
  if (status === 403) return { result: 'refused', reason: 'whoever the gate signs in as may not do this', status };
  return { result: 'refused', reason: 'the destination does not take what it is sent', status };
};
