import { externalIdHeader } from '../../callers/external-id.ts';
import type { ConditionalHeaders } from './admitted.ts';
import { type ProxyRefusalCode, ProxyRefused } from './proxy-refused.ts';
import { subjectHeader } from './subject.ts';

const maximumCount = 100;
const maximumBytes = 32 * 1024;
const maximumSent = 8 * 1024;

const conditional: ReadonlySet<string> = new Set<keyof ConditionalHeaders>([
  'if-match',
  'if-none-match',
  'if-modified-since',
  'if-unmodified-since',
]);

/** Never sent on, even if an endpoint named them: they prove who calls us, frame the message, or are the gate's own. */
const ours: ReadonlySet<string> = new Set([
  'authorization',
  'x-serverless-authorization',
  externalIdHeader,
  'cookie',
  'host',
  'content-type',
  'content-length',
  'content-encoding',
  'accept-encoding',
  'user-agent',
  'keep-alive',
  'te',
  'if-range',
  'forwarded',
  'via',
  subjectHeader,
  ...conditional,
]);

/** What the front doors of clouds add to every request. It goes no further, but must not be refused either. */
const addedByFrontDoors: ReadonlySet<string> = new Set([
  'x-forwarded-for',
  'x-forwarded-proto',
  'x-forwarded-port',
  'x-forwarded-client-cert',
  'proxy-connection',
]);

/** Headers whose only purpose here is a way around, or which ask for what is not done: told, not silently removed. */
const refusals: Readonly<Record<string, ProxyRefusalCode>> = {
  'x-http-method': 'method-override-not-allowed',
  'x-http-method-override': 'method-override-not-allowed',
  'x-method-override': 'method-override-not-allowed',
  'x-original-method': 'method-override-not-allowed',
  'x-original-uri': 'path-override-not-allowed',
  'x-original-url': 'path-override-not-allowed',
  'x-override-url': 'path-override-not-allowed',
  'x-rewrite-url': 'path-override-not-allowed',
  'x-host': 'forwarded-not-allowed',
  'x-original-host': 'forwarded-not-allowed',
  'http2-settings': 'upgrade-not-allowed',
  upgrade: 'upgrade-not-allowed',
  trailer: 'trailer-not-allowed',
  range: 'range-not-allowed',
};

const refusalOf = (name: string): ProxyRefusalCode | undefined => {
  if (Object.hasOwn(refusals, name)) return refusals[name];
  if (addedByFrontDoors.has(name)) return undefined;
  if (name.startsWith('x-forwarded-')) return 'forwarded-not-allowed';
  return name === 'proxy' || name.startsWith('proxy-') ? 'proxy-header-not-allowed' : undefined;
};

/** Connection names headers to be removed on the way (RFC 9110, section 7.6.1): `If-Match`, for example, by who wants it gone. */
const isPlainConnection = (value: string): boolean =>
  value.split(',').every((option) => connectionOptions.has(option.trim().toLowerCase()));

const connectionOptions: ReadonlySet<string> = new Set(['', 'keep-alive', 'close', 'te', 'upgrade', 'http2-settings']);

const checks: Readonly<Record<string, readonly [ProxyRefusalCode, (value: string) => boolean]>> = {
  host: ['host-malformed', (value) => /^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i.test(value)],
  connection: ['connection-option-not-allowed', isPlainConnection],
  expect: ['expectation-failed', (value) => value.toLowerCase() === '100-continue'],
  'transfer-encoding': ['framing-malformed', (value) => value.toLowerCase() === 'chunked'],
  'content-length': ['framing-malformed', (value) => /^\d{1,15}$/.test(value)],
};

/** What of a request's headers goes on. */
export interface AdmittedHeaders {
  readonly sent: Record<string, string>;
  readonly conditional: ConditionalHeaders;
}

/** Headers that the gate adds to every request, by their names in lower case. */
export type FixedHeaders = Readonly<Record<string, string>>;

/**
 * The names that an endpoint lets through, without those that never are, nor what is fixed. Only of `accept` the vendor's own is
 * preferred: it says what the vendor can read.
 *
 * @param names in lower case
 */
export const sendable = (names: readonly string[], fixed: FixedHeaders = {}): ReadonlySet<string> =>
  new Set(names.filter((name) => !isOurs(name, fixed) && !Object.hasOwn(checks, name) && !isSteering(name)));

const isOurs = (name: string, fixed: FixedHeaders): boolean =>
  ours.has(name) || (name !== 'accept' && Object.hasOwn(fixed, name));

const isSteering = (name: string): boolean => addedByFrontDoors.has(name) || refusalOf(name) !== undefined;

/** What the gate can read, where neither the API nor the vendor asks for anything. */
const readable = 'application/json, application/x-ndjson;q=0.9, */*;q=0.1';

/**
 * Takes the headers that may be sent on, beside those that are fixed, and refuses those that steer. All others, which ordinary clients
 * and the front doors of clouds send, are left behind.
 *
 * @param names see `sendable`
 * @throws ProxyRefused with the code of the header
 */
export const admitHeaders = (
  headers: Headers,
  names: ReadonlySet<string>,
  fixed: FixedHeaders = {},
): AdmittedHeaders => {
  const sent: Record<string, string> = { accept: readable, ...fixed };
  const conditions: Record<string, string> = {};
  let count = 0;
  let bytes = 0;
  headers.forEach((value, name) => {
    count++;
    bytes += name.length + value.length;
    if (count > maximumCount || bytes > maximumBytes) throw new ProxyRefused('headers-too-large');
    const refusal = refusalOf(name);
    if (refusal) throw new ProxyRefused(refusal);
    const check = Object.hasOwn(checks, name) ? checks[name] : undefined;
    if (check && !check[1](value)) throw new ProxyRefused(check[0]);
    if (names.has(name)) sent[name] = sendableValue(value);
    else if (conditional.has(name)) conditions[name] = sendableValue(value);
  });
  if (headers.has('transfer-encoding') && headers.has('content-length')) throw new ProxyRefused('framing-malformed');
  return { sent, conditional: conditions };
};

const sendableValue = (value: string): string => {
  if (value.length > maximumSent) throw new ProxyRefused('headers-too-large');
  if (!/^[\t\x20-\x7e]*$/.test(value)) throw new ProxyRefused('header-malformed');
  return value;
};
