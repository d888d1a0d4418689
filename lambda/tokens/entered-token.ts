import { jwtExpiry, noEnd } from './lifetime.ts';
import { printOf } from './secret-candidates.ts';
import type { SchemeSecret } from './token-grant.ts';
import type { TokenRecord } from './token-record.ts';

/** A process may see a secret for a minute after it was changed, and clocks differ. */
const staleMilliseconds = 5 * 60_000;
/** More changes than these do not come in five minutes. */
const mostPrints = 4;

/**
 * Takes over tokens that an administrator entered by hand (`access_token`, `expires_at`, `refresh_token`), once each: what the gate has
 * renewed since is never replaced by what it came from, nor by what was entered before it and is still seen by another process.
 *
 * @param now milliseconds since 1970
 * @returns the record to keep; `undefined` if nothing was entered, or nothing new
 */
export const takeOver = (record: TokenRecord, secret: SchemeSecret, now: number): TokenRecord | undefined => {
  const { access_token: accessToken, refresh_token: refreshToken, expires_at: expiresAt } = secret;
  if (!accessToken && !refreshToken) return undefined;
  const print = printOf([accessToken, refreshToken, expiresAt]);
  const { entered = [], enteredAt = 0 } = record;
  if (entered.at(-1) === print || (entered.includes(print) && now - enteredAt < staleMilliseconds)) return undefined;
  return {
    generation: record.generation + 1,
    tokenType: 'Bearer',
    ...(accessToken && { accessToken }),
    refreshToken: refreshToken ?? record.refreshToken,
    createdAt: now,
    expiresAt: accessToken ? (momentOf(expiresAt) ?? jwtExpiry(accessToken) ?? noEnd) : 0,
    entered: [...entered.filter((other) => other !== print), print].slice(-mostPrints),
    enteredAt: now,
  };
};

/** Seconds since 1970, or RFC 3339. */
const momentOf = (text: string | undefined): number | undefined => {
  if (text === undefined) return undefined;
  const moment = /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text);
  return Number.isNaN(moment) ? undefined : moment;
};
