import { PlatformError } from '../../platform/platform-error.ts';
import { type Failure, failureOf } from '../../proxy/failed-answer.ts';
import { DestinationError } from '../destinations/destination-error.ts';

/** Why a run failed, as its record and the log keep it. */
export const explainFailure = (thrown: unknown): Pick<Failure, 'code' | 'fields'> => {
  if (!(thrown instanceof DestinationError)) return failureOf(thrown);
  const { code, message, detail } = thrown;
  return { code, fields: { reason: message, detail } };
};

/** Another process has the sync now. */
export const leaseLost = (): PlatformError =>
  new PlatformError(
    'state-unreachable',
    'this process was held up for too long, and another one may run the sync now: it stops',
  );
