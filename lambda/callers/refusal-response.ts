import { STATUS_CODES } from 'node:http';
import type { CallerRefused, RefusalCode } from './caller-refused.ts';

/** Refusals of requests in which there is no bearer token at all. */
const withoutToken: ReadonlySet<RefusalCode> = new Set(['token-missing', 'scheme-unsupported']);

/**
 * RFC 6750 §3: the scheme is followed by at least one parameter. §3.1: a request without authentication information, or with an
 * unsupported scheme, gets no error code; every other refusal is `invalid_token`.
 */
const challenge = (code: RefusalCode): string =>
  withoutToken.has(code) ? 'Bearer realm="sallyport"' : 'Bearer error="invalid_token"';

/**
 * The answer to a refused caller: a problem document (RFC 9457) with `code` and `reference` besides the usual members, a bearer
 * challenge on 401, Retry-After (seconds) on 503. Nothing of the reason or its cause is in it.
 *
 * @param reference ties the answer to its log line
 * @example return refusalResponse(error, platform.reference());
 */
export const refusalResponse = (refused: CallerRefused, reference: string): Response => {
  const { code, status, advice, retryAfter } = refused;
  const headers = new Headers({ 'content-type': 'application/problem+json', 'cache-control': 'no-store' });
  if (status === 401) headers.set('www-authenticate', challenge(code));
  if (retryAfter !== undefined) headers.set('retry-after', String(retryAfter));
  // RFC 9457 §4.2.1: `about:blank` says that the title is the status's own phrase.
  const problem = { type: 'about:blank', title: STATUS_CODES[status], status, detail: advice, code, reference };
  return new Response(JSON.stringify(problem), { status, headers });
};
