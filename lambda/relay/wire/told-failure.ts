import { SourceError, type SourceErrorCode } from '../../../connectors/source-error.ts';
import { HttpError, type HttpErrorCode } from '../../platform/http-client.ts';
import { PlatformError, type PlatformErrorCode } from '../../platform/platform-error.ts';
import { RelayFailure, type RelayFailureCode } from '../relay-failure.ts';

/** What an agent tells of something that it threw. */
interface ToldFailure {
  readonly kind: 'relay' | 'http' | 'source' | 'platform' | 'internal';
  readonly code: string;
  readonly message: string;
  readonly sent: boolean;
  readonly detail: Readonly<Record<string, string | number>>;
}

/** Writes what was thrown. Of what is none of our own errors nothing is told: its message may hold anything. */
export const tellFailure = (thrown: unknown): Uint8Array => Buffer.from(JSON.stringify(toldOf(thrown)));

/** The error that an agent has told of, as it would have been thrown here. */
export const failureTold = (bytes: Uint8Array): Error => {
  const { kind, code, message, sent, detail } = JSON.parse(Buffer.from(bytes).toString()) as ToldFailure;
  if (kind === 'http') return new HttpError(code as HttpErrorCode, message, { sent });
  if (kind === 'source') return new SourceError(code as SourceErrorCode, message, { detail });
  if (kind === 'platform') return new PlatformError(code as PlatformErrorCode, message, { detail });
  if (kind === 'relay') return new RelayFailure(code as RelayFailureCode, message, { sent, detail });
  return new RelayFailure('relay-broken', 'the agent failed: its log says why', { sent: true, detail });
};

const toldOf = (thrown: unknown): ToldFailure => {
  if (thrown instanceof RelayFailure) return { kind: 'relay', ...own(thrown), sent: thrown.sent };
  if (thrown instanceof SourceError) return { kind: 'source', ...own(thrown), sent: true };
  if (thrown instanceof PlatformError) return { kind: 'platform', ...own(thrown), sent: false };
  if (thrown instanceof HttpError) {
    return { kind: 'http', code: thrown.code, message: thrown.message, sent: thrown.sent, detail: {} };
  }
  const exception = thrown instanceof Error ? thrown.constructor.name : typeof thrown;
  return { kind: 'internal', code: 'internal', message: '', sent: true, detail: { exception } };
};

const own = ({ code, message, detail }: RelayFailure | SourceError | PlatformError) => ({ code, message, detail });
