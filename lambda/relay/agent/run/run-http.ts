import type { IncomingHttpHeaders } from 'node:http';
import { Readable } from 'node:stream';
import type { Json } from '../../../../connectors/item.ts';
import type { HttpRequest } from '../../../platform/http-client.ts';
import { type HttpClients, httpClients } from '../../../tokens/access/http-clients.ts';
import type { RelayedAnswer, RelayedHttp } from '../../relayed-request.ts';
import { checkHttp } from '../policy/http/check-http.ts';
import type { HttpRule } from '../policy/http/http-rule.ts';
import { ownHeaders } from '../policy/own-headers.ts';
import { ownText } from '../policy/own-text.ts';
import { PolicyRefusal } from '../policy/policy-refusal.ts';
import type { RunContext } from '../run-request.ts';
import type { RunRequestOptions } from './create-run-request.ts';
import { limitedBytes } from './limited-bytes.ts';

/** Runs one call of an HTTP API. */
export type RunHttp = (request: RelayedHttp, context: RunContext) => Promise<RelayedAnswer>;

const mebibyte = 1024 * 1024;

/**
 * Calls of HTTP APIs that the agent's own file allows. Redirects are not followed: the gate asks again, and so is the file. The answer's head is
 * `{ status, headers }`, its body is passed through as it comes.
 *
 * The function that it gives throws PolicyRefusal, HttpError or PlatformError.
 */
export const runHttp = ({ policy, http }: Pick<RunRequestOptions, 'policy' | 'http'>): RunHttp => {
  const { connectSeconds, answerSeconds, requestMebibytes, answerMebibytes } = policy.limits;
  const clients = new Map<HttpRule, HttpClients>();

  const clientsOf = (rule: HttpRule): HttpClients => {
    const known = clients.get(rule);
    if (known) return known;
    const authorities = rule.ca === undefined ? undefined : ownText(rule.ca);
    const made = httpClients({ http: (options) => http({ ...options, authorities }) }, rule.addresses);
    clients.set(rule, made);
    return made;
  };

  return async (request, { body, signal }) => {
    const { rule, url, headers } = checkHttp(policy.http, request);
    const own = rule.secret === undefined ? {} : ownHeaders(rule.secret);
    const sent = sentBody(request, body, requestMebibytes && requestMebibytes * mebibyte);
    const answer = await clientsOf(rule)(request.certificate)({
      method: request.method,
      url,
      headers: { ...headers, ...own, ...sent.headers },
      body: sent.body,
      signal,
      connectMilliseconds: atMost(request.connectMilliseconds, connectSeconds),
      firstByteMilliseconds: atMost(request.firstByteMilliseconds, answerSeconds),
    });
    const most = answerMebibytes && answerMebibytes * mebibyte;
    return {
      head: headOf(answer.status, answer.headers),
      body: limitedBytes(answer.body, { most, what: 'the answer' }),
    };
  };
};

/** A time of the gate's, but no longer than the file allows. */
const atMost = (milliseconds: unknown, seconds: number): number =>
  typeof milliseconds === 'number' && milliseconds > 0 ? Math.min(milliseconds, seconds * 1_000) : seconds * 1_000;

/**
 * A body of a length that was said must have that length: bytes behind it would be another request for the server, which no rule was asked about.
 */
const sentBody = (
  { body: length }: RelayedHttp,
  bytes: AsyncIterable<Uint8Array>,
  most: number | undefined,
): Pick<HttpRequest, 'headers' | 'body'> => {
  if (length === 'none') return { headers: {}, body: undefined };
  const what = 'the body of the request';
  if (length === 'stream') return { headers: {}, body: Readable.from(limitedBytes(bytes, { most, what })) };
  if (!Number.isSafeInteger(length) || length < 0 || length > (most ?? length))
    throw new PolicyRefusal(
      'the body of the call is too large, or of no length',
      'Write more under limits: requestMebibytes.',
    );
  if (length === 0) return { headers: {}, body: new Uint8Array() };
  return {
    headers: { 'content-length': String(length) },
    body: Readable.from(limitedBytes(bytes, { exactly: length, what })),
  };
};

const headOf = (status: number, headers: IncomingHttpHeaders): Json => ({
  status,
  headers: Object.fromEntries(
    Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined),
  ),
});
