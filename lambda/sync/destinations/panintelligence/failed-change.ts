import { unwanted } from '../ask-json.ts';
import { DestinationError } from '../destination-error.ts';
import type { ChangeFailureCode } from '../running-destination.ts';

/** Why the dashboard did not take what it was sent. */
export interface FailedChange {
  readonly code: ChangeFailureCode;
  /** Our own sentence. */
  readonly reason: string;
  readonly status?: number | undefined;
  /** What is to be said if everybody fails like this: it may be the dashboard, and not the user. */
  readonly ofAll?: DestinationError | undefined;
}

/**
 * What an answer means; `undefined` for a success.
 *
 * @param name of the call
 */
export const failedChange = (name: string, status: number): FailedChange | undefined => {
  if (status >= 200 && status < 300) return undefined;
  if (status === 409) return { code: 'conflict', reason: 'another user stands in its way at the dashboard', status };
  const ofAll = unwanted(name, status, 'is baseUrl right, and is the user of the gate a super administrator?');
  if (status >= 500 || status === 408) return { code: 'failed', reason: 'the dashboard failed with it', status, ofAll };
  if (status === 403)
    return {
      code: 'refused',
      reason: 'the user of the gate may not change it: is it a super administrator?',
      status,
      ofAll,
    };
  if (status === 404 || status === 405)
    return { code: 'refused', reason: 'the dashboard has nothing to change', status, ofAll };
  return {
    code: 'refused',
    reason:
      'the dashboard does not take it: is what the map gives known there (roles, categories, organization, parent)?',
    status,
  };
};

/** The same where there is no answer. What says anything else is thrown on. */
export const unanswered = (error: unknown): FailedChange => {
  if (!(error instanceof DestinationError) || error.code !== 'destination-unreachable') throw error;
  return { code: 'failed', reason: 'no answer came from the dashboard', ofAll: error };
};
