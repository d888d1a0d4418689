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

/**
 * The error that an agent has told of, as it would have been thrown here. Codes reach the vendor, and messages the log: so a code is one that is known
 * here, and a message is one line of no great length. What is not so is told as `relay-broken`.
 */
export const failureTold = (bytes: Uint8Array): Error => {
  const { kind, code, message, sent, detail } = toldIn(bytes);
  if (kind === 'http' && isIn(httpCodes, code)) return new HttpError(code, message, { sent });
  if (kind === 'source' && isIn(sourceCodes, code)) return new SourceError(code, message, { detail });
  if (kind === 'platform' && isIn(platformCodes, code)) return new PlatformError(code, message, { detail });
  if (kind === 'relay' && isIn(relayCodes, code)) return new RelayFailure(code, message, { sent, detail });
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

const longestMessage = 1_000;
const longestDetail = 200;
const mostDetails = 16;

/** Whoever wrote it had the keys of the request, and no more can be said of it. */
const toldIn = (bytes: Uint8Array): Omit<ToldFailure, 'kind'> & { readonly kind: unknown } => {
  const { kind, code, message, sent, detail } = membersOf(bytes);
  const details = Object.entries(typeof detail === 'object' && detail !== null ? detail : {})
    .filter(([name, value]) => /^[a-zA-Z]{1,32}$/.test(name) && (typeof value === 'string' || Number.isFinite(value)))
    .slice(0, mostDetails)
    .map(([name, value]) => [name, typeof value === 'string' ? line(value, longestDetail) : value]);
  return {
    kind,
    code: typeof code === 'string' ? code : '',
    message: typeof message === 'string' ? line(message, longestMessage) : '',
    // Only what says of itself that nothing was sent may be asked again.
    sent: sent !== false,
    detail: Object.fromEntries(details),
  };
};

const membersOf = (bytes: Uint8Array): Readonly<Record<string, unknown>> => {
  try {
    return Object(JSON.parse(Buffer.from(bytes).toString()));
  } catch {
    // A parser's own message quotes the text.
    return {};
  }
};

/** Characters that a terminal obeys, or that end a line, are none of a message. */
const line = (text: string, longest: number): string => text.slice(0, longest).replace(/\p{C}|[\u2028\u2029]/gu, ' ');

const isIn = <Code extends string>(codes: Readonly<Record<Code, true>>, code: string): code is Code =>
  Object.hasOwn(codes, code);

const httpCodes: Readonly<Record<HttpErrorCode, true>> = {
  'address-refused': true,
  'name-unknown': true,
  'connect-failed': true,
  'connect-timeout': true,
  'first-byte-timeout': true,
  'certificate-refused': true,
  'certificate-unusable': true,
  'broken-off': true,
  'agent-unavailable': true,
  'agent-refused': true,
  'agent-lost': true,
};

const sourceCodes: Readonly<Record<SourceErrorCode, true>> = {
  'source-unreachable': true,
  'source-timeout': true,
  'source-throttled': true,
  'source-failed': true,
  'credentials-missing': true,
  'credentials-refused': true,
  'credentials-unreachable': true,
  'access-denied': true,
  'data-invalid': true,
  'data-changed': true,
  'cursor-invalid': true,
  'configuration-invalid': true,
};

/** What a connector at an agent needs of its machine: its places at the gate are nothing that an agent can tell of. */
type AgentPlatformCode = Extract<PlatformErrorCode, `secret-${string}` | `file-${string}`>;

const platformCodes: Readonly<Record<AgentPlatformCode, true>> = {
  'secret-invalid': true,
  'secret-denied': true,
  'secret-unreachable': true,
  'secret-missing': true,
  'secret-changed': true,
  'file-missing': true,
  'file-denied': true,
  'file-unreachable': true,
  'file-outside': true,
  'file-unsupported': true,
};

const relayCodes: Readonly<Record<RelayFailureCode, true>> = {
  'agent-missing': true,
  'agent-busy': true,
  'agent-refused': true,
  'agent-revoked': true,
  'agent-lost': true,
  'relay-broken': true,
  'relay-deadline': true,
  'relay-cancelled': true,
};
