import { type KeyObject, sign } from 'node:crypto';
import { promisify } from 'node:util';
import type { SyncSignIn } from '../../../config/sync-config.ts';
import { SyncRefused } from '../routes/sync-refused.ts';
import type { SigningKey } from './signing-key.ts';

/** What a token says of one user. */
export interface TokenFacts {
  readonly key: string;
  readonly email?: string | undefined;
  /** JSON, byte for byte what the push sends of this user. */
  readonly payload: string;
}

/** What a token is made by, beside the facts. */
export interface TokenTerms {
  readonly signIn: SyncSignIn;
  readonly issuer: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** 16 bytes that nobody can foresee: the token's own id. */
  readonly id: Uint8Array;
}

/** A verifier whose clock is behind by so much takes a token that was made just now. */
const earlySeconds = 30;

/**
 * The claims of a token (RFC 7519 §4.1 and those that the configuration names), as JSON. Nothing is parsed and written again, so that the payload is in it
 * byte for byte.
 *
 * Throws SyncRefused `internal` for a payload that is no JSON: written as it is, it could be claims of its own.
 */
export const claimsText = (
  { key, email, payload }: TokenFacts,
  { signIn: { audience, lifetimeSeconds, claims }, issuer, now, id }: TokenTerms,
): string => {
  const issuedAt = Math.floor(now / 1_000);
  const registered = {
    iss: issuer,
    sub: key,
    aud: audience,
    iat: issuedAt,
    nbf: issuedAt - earlySeconds,
    exp: issuedAt + lifetimeSeconds,
    jti: Buffer.from(id).toString('base64url'),
  };
  const named: readonly (readonly [string, string])[] = [
    ...(claims.key === 'sub' ? [] : [[claims.key, JSON.stringify(key)] as const]),
    ...(claims.email === null || email === undefined ? [] : [[claims.email, JSON.stringify(email)] as const]),
    ...(claims.payload === null ? [] : [[claims.payload, checkedJson(payload)] as const]),
  ];
  const members = named.map(([name, text]) => `,${JSON.stringify(name)}:${text}`).join('');
  return `${JSON.stringify(registered).slice(0, -1)}${members}}`;
};

const checkedJson = (text: string): string => {
  try {
    JSON.parse(text);
    return text;
  } catch {
    // The parser's own message quotes the text.
    throw new SyncRefused('internal', 'The gateway failed; ask its operator.', {
      reason: 'what the destination makes of a user is no JSON and can be no claim: set signIn.claims.payload to null',
    });
  }
};

const signed = promisify<string, Uint8Array, KeyObject, Buffer>(sign);

/**
 * A JWT in compact form (RFC 7515 §7.1), signed with RS256 (RFC 7518 §3.3).
 *
 * @param claims JSON
 * @example await signToken('{"iss":"https://gate.acme.example"}', key)
 */
export const signToken = async (claims: string, { kid, privateKey }: SigningKey): Promise<string> => {
  const header = JSON.stringify({ alg: 'RS256', typ: 'JWT', kid });
  const input = `${Buffer.from(header).toString('base64url')}.${Buffer.from(claims).toString('base64url')}`;
  const signature = await signed('sha256', Buffer.from(input), privateKey);
  return `${input}.${signature.toString('base64url')}`;
};
