import { TokenError } from '../token-error.ts';
import type { TokenAnswer } from '../token-grant.ts';
import type { EndpointAnswer } from './endpoint-answer.ts';

/** A year: longer times are taken for this one. A token that ends before is found out when its source refuses it. */
const longestSeconds = 31_536_000;

/** Token types whose every use needs a proof that the gate does not make (RFC 9449 and the drafts before it). */
const provenTypes = new Set(['dpop', 'mac', 'pop']);

/** RFC 6749, appendix A.12, without the blank, which would end a token in a header. */
const sendable = /^[\x21-\x7e]+$/;

/**
 * Makes a token endpoint's successful answer regular. In the field there are lifetimes as text, with a fraction, negative or absurd;
 * `expires_on` (Microsoft), `expires_at` (Square, Strava) or `expires` (Facebook) instead of them; no `token_type`, or one in any
 * case; scopes as a list. An ID token is left out: nobody is signed in here.
 *
 * @param now milliseconds since 1970, for times of an end where the answer has no `Date`
 * @throws TokenError `token-answer-invalid`
 * @example regularAnswer(await endpointAnswer(response), context.now())
 */
export const regularAnswer = ({ status, headers, members }: EndpointAnswer, now: number): TokenAnswer => {
  if (!members) throw invalid('is neither a JSON object nor a form, or has a member twice: is the URL right?', status);
  const { access_token: accessToken, refresh_token: refreshToken, token_type: type } = members;
  if (!isSendable(accessToken)) throw invalid('has no access_token that can be sent', status);
  if (typeof type === 'string' && provenTypes.has(type.toLowerCase())) {
    throw invalid(
      'has a token that is bound to a key, which is not supported: let the server give bearer tokens',
      status,
    );
  }
  const isRefreshable = refreshToken !== undefined && refreshToken !== null && refreshToken !== '';
  if (isRefreshable && !isSendable(refreshToken)) throw invalid('has a refresh_token that can not be sent', status);
  return {
    accessToken,
    tokenType: tokenTypeOf(type),
    refreshToken: isRefreshable ? refreshToken : undefined,
    expiresIn: expiresInOf(members, serverTime(headers) ?? now),
    scope: scopeOf(members['scope']),
  };
};

/** Milliseconds since 1970 as the server counts them, by the `Date` of its answer. */
export const serverTime = (headers: Headers): number | undefined => {
  const date = headers.get('date') ?? '';
  // `Date.parse` alone would take many a word for a date.
  const time = date.endsWith('GMT') ? Date.parse(date) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
};

const invalid = (what: string, status: number): TokenError =>
  new TokenError('token-answer-invalid', `the authorization server's answer ${what}`, { status });

/** What is shown to an operator: a terminal understands other letters. */
const isPrintable = (text: string): boolean => /^[\x20-\x7e]{1,4096}$/.test(text);

const isSendable = (value: unknown): value is string => typeof value === 'string' && sendable.test(value);

const tokenTypeOf = (type: unknown): string => {
  const text = typeof type === 'string' ? type.trim() : '';
  return !isPrintable(text) || text.toLowerCase() === 'bearer' ? 'Bearer' : text;
};

const scopeOf = (scope: unknown): string | undefined => {
  const text = Array.isArray(scope) ? scope.filter((each) => typeof each === 'string').join(' ') : scope;
  return typeof text === 'string' && isPrintable(text) ? text : undefined;
};

const expiresInOf = (members: Readonly<Record<string, unknown>>, now: number): number | undefined => {
  const { expires_in: given, expires_at: at, expires_on: on, expires } = members;
  const seconds = numberOf(given) ?? secondsUntil(at ?? on, now) ?? numberOf(expires);
  if (seconds === undefined || seconds < 1) return undefined;
  return Math.min(Math.floor(seconds), longestSeconds);
};

const numberOf = (value: unknown): number | undefined => {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && /^\s*-?\d+(\.\d+)?\s*$/.test(value) ? Number(value) : undefined;
};

/** @param end seconds since 1970, or RFC 3339 */
const secondsUntil = (end: unknown, now: number): number | undefined => {
  const time = numberOf(end) ?? (typeof end === 'string' ? Date.parse(end) / 1_000 : Number.NaN);
  return Number.isNaN(time) ? undefined : time - now / 1_000;
};
