import type { TokenErrorCode } from './token-error.ts';

/** Why a token is not asked for any more. */
export interface Stopped {
  readonly code: TokenErrorCode;
  /** The authorization server's own word, if it is a registered one. */
  readonly oauth?: string | undefined;
  /** Milliseconds since 1970. */
  readonly since: number;
  /** What to do, for the operator. */
  readonly remedy: string;
  /** Print of the configuration and the secret that were not accepted: others are tried. */
  readonly asked: string;
}

/** What the gate keeps of one token. */
export interface TokenRecord {
  /** Counts up with every change, so that an older answer never takes the place of a newer one. */
  readonly generation: number;
  /** Absent before the first one, and after one was revoked. */
  readonly accessToken?: string | undefined;
  readonly refreshToken?: string | undefined;
  /** As the authorization server wrote it; `Bearer` if it did not. */
  readonly tokenType: string;
  /** Seconds, as the authorization server said; `undefined` if it did not. */
  readonly expiresIn?: number | undefined;
  /** Milliseconds since 1970. It is an assumption where `expiresIn` is `undefined`. */
  readonly expiresAt: number;
  /** Milliseconds since 1970: when the token was asked for, which is before its life began. */
  readonly createdAt: number;
  /** Blanks between them. */
  readonly scope?: string | undefined;
  /** Whether it was obtained because the source refused the one before. */
  readonly isForced?: boolean | undefined;
  /** Prints of the tokens that an administrator entered by hand, and that were taken over already; the newest last. */
  readonly entered?: readonly string[] | undefined;
  /** Milliseconds since 1970: when the newest of them was taken over. */
  readonly enteredAt?: number | undefined;
  readonly stopped?: Stopped | undefined;
}

/** A record of nothing yet. */
export const emptyRecord: TokenRecord = { generation: 0, tokenType: 'Bearer', expiresAt: 0, createdAt: 0 };

/** The stored form: names of RFC 6749 for what it defines. */
export const formatRecord = (record: TokenRecord): string =>
  JSON.stringify({
    version: 1,
    generation: record.generation,
    access_token: record.accessToken,
    refresh_token: record.refreshToken,
    token_type: record.tokenType,
    expires_in: record.expiresIn,
    expires_at: record.expiresAt,
    created_at: record.createdAt,
    scope: record.scope,
    forced: record.isForced,
    entered: record.entered,
    entered_at: record.enteredAt,
    stopped: record.stopped,
  });

/** Reads the stored form; `undefined` if it is another one. */
export const parseRecord = (text: string): TokenRecord | undefined => {
  const stored = objectIn(text);
  if (stored?.['version'] !== 1) return undefined;
  return {
    generation: stored['generation'] as number,
    accessToken: stored['access_token'] as string | undefined,
    refreshToken: stored['refresh_token'] as string | undefined,
    tokenType: stored['token_type'] as string,
    expiresIn: stored['expires_in'] as number | undefined,
    expiresAt: stored['expires_at'] as number,
    createdAt: stored['created_at'] as number,
    scope: stored['scope'] as string | undefined,
    isForced: stored['forced'] as boolean | undefined,
    entered: stored['entered'] as readonly string[] | undefined,
    enteredAt: stored['entered_at'] as number | undefined,
    stopped: stored['stopped'] as Stopped | undefined,
  };
};

const objectIn = (text: string): Record<string, unknown> | undefined => {
  try {
    return Object(JSON.parse(text));
  } catch {
    return undefined;
  }
};
