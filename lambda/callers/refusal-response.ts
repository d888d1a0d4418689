import { problemResponse } from '../problem.ts';
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
 * The answer to a refused caller: a problem document with the code and what to do, a bearer challenge on 401, Retry-After on 503.
 * Nothing of the reason or its cause is in it.
 *
 * @param reference ties the answer to its log line
 * @example return refusalResponse(error, platform.reference());
 */
export const refusalResponse = (refused: CallerRefused, reference: string): Response => {
  const { code, status, advice, retryAfter } = refused;
  const headers = {
    ...(status === 401 && { 'www-authenticate': challenge(code) }),
    ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }),
  };
  return problemResponse({ status, code, detail: advice, reference, headers });
};
