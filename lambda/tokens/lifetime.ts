import type { TokenAnswer } from './token-grant.ts';
import type { TokenRecord } from './token-record.ts';

/** Of a token whose end nobody knows, in milliseconds: neither for ever nor for each request anew. */
const assumedLifetime = 10 * 60_000;
/** However long a server says: a token that leaked is not good for longer, and a mistaken unit does no harm. */
const longestLifetime = 24 * 3_600_000;
/** A token is renewed when this share of its life is left, but not earlier than `longestMargin` before its end. */
const marginShare = 0.2;
const longestMargin = 5 * 60_000;
/** Requests are on their way for a moment, and clocks differ: the last of a token's life is not used. */
const lastShare = 0.05;
const longestLast = 10_000;
/** The last moment that a date can have (ECMAScript, Time Values): of a token that was entered without an end. */
export const noEnd = 8.64e15;

/**
 * When a token ends, in milliseconds since 1970: what the server said, or the `exp` of a token that is a JWT, or an assumption.
 *
 * @param askedAt when the request was sent; the life of a token begins later, so the end is never taken for later than it is
 */
export const expiryOf = ({ accessToken, expiresIn }: TokenAnswer, askedAt: number): number => {
  const told =
    expiresIn === undefined ? (jwtExpiry(accessToken) ?? askedAt + assumedLifetime) : askedAt + expiresIn * 1_000;
  return Math.min(told, askedAt + longestLifetime);
};

/** The `exp` of a JWT in milliseconds since 1970; `undefined` if the token is none. It is not verified: it only says when to renew. */
export const jwtExpiry = (token: string): number | undefined => {
  const [, payload, signature] = token.split('.');
  if (!payload || signature === undefined) return undefined;
  try {
    const { exp } = Object(JSON.parse(Buffer.from(payload, 'base64url').toString()));
    return typeof exp === 'number' && exp > 0 ? exp * 1_000 : undefined;
  } catch {
    return undefined;
  }
};

const lifetimeOf = ({ createdAt, expiresAt }: TokenRecord): number => Math.max(0, expiresAt - createdAt);

/** Until when a token may be sent, in milliseconds since 1970. */
export const usableUntil = (record: TokenRecord): number =>
  record.expiresAt - Math.min(longestLast, lifetimeOf(record) * lastShare);

/**
 * When to renew a token, in milliseconds since 1970: before its end by a share of its life, so that short ones work too.
 *
 * @param random in [0, 1): processes that share a token do not all renew it at the same moment
 */
export const renewAt = (record: TokenRecord, random: number): number =>
  record.expiresAt - Math.min(longestMargin, lifetimeOf(record) * marginShare) * (0.75 + 0.5 * random);
