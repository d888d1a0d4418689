import { SourceError, type SourceErrorCode } from '../../../connectors/source-error.ts';
import { PlatformError } from '../../platform/platform-error.ts';
import { RelayFailure, type RelayFailureCode } from '../relay-failure.ts';

const codes: Readonly<Record<RelayFailureCode, SourceErrorCode>> = {
  'agent-missing': 'source-unreachable',
  'agent-busy': 'source-unreachable',
  'agent-refused': 'access-denied',
  'agent-revoked': 'source-unreachable',
  'agent-lost': 'source-unreachable',
  'relay-broken': 'source-unreachable',
  'relay-deadline': 'source-timeout',
  'relay-cancelled': 'source-unreachable',
};

/** What went wrong on the way to a connector that runs at an agent, as a SourceError with the relay's own code in its detail; anything else as it is. */
export const explainRelay = (error: unknown): unknown => {
  if (error instanceof RelayFailure) {
    return new SourceError(codes[error.code], error.message, {
      detail: { ...error.detail, relay: error.code },
      cause: error,
    });
  }
  if (error instanceof PlatformError && /^(mailbox|queue|state|key)-/.test(error.code)) {
    const message = `the relay can not be used: ${error.message}`;
    return new SourceError('source-unreachable', message, { detail: { relay: error.code }, cause: error });
  }
  // At the agent, whose file names one that is not there.
  if (error instanceof PlatformError && error.code === 'secret-missing') {
    return new SourceError('credentials-missing', error.message, { detail: error.detail, cause: error });
  }
  return error;
};
