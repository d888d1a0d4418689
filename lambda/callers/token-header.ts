import { decodeProtectedHeader } from 'jose/decode/protected_header';
import { CallerRefused } from './caller-refused.ts';

/** Asymmetric, no SHA-1, no `none`: what the issuers of all supported identities use. */
const ALGORITHMS: ReadonlySet<string> = new Set(['RS256', 'PS256', 'ES256', 'EdDSA']);

/**
 * Media types of access tokens and identity tokens (RFC 7519 §5.1, RFC 9068 §2.1). Other kinds of JWT that the same issuer may
 * sign, such as `logout+jwt` or `dpop+jwt`, are not made to let anybody in (RFC 8725 §3.11).
 */
const TYPES: ReadonlySet<string> = new Set(['jwt', 'at+jwt', 'application/jwt', 'application/at+jwt']);

/** The two header parameters that pick a key. */
export interface TokenHeader {
  readonly alg: string;
  readonly kid: string;
}

const decode = (token: string): Readonly<Record<string, unknown>> => {
  try {
    return decodeProtectedHeader(token);
  } catch (cause) {
    throw new CallerRefused('token-malformed', 'the header of the token can not be decoded', { cause });
  }
};

/**
 * Reads and checks the header of a JWT, before anything of it is trusted.
 *
 * `jku`, `x5u`, `jwk` and `x5c` say where the *sender* would have us take the key from: nothing reads them. They are not refused,
 * because some OAuth servers (Cloud Foundry's UAA, for one) put a `jku` into every token. `kid` is required although RFC 7515 does
 * not, since without it a token could not be told from one whose key has been withdrawn.
 *
 * Throws CallerRefused: `token-malformed`, `algorithm-refused`, `header-refused`, `key-unknown`.
 */
export const tokenHeader = (token: string): TokenHeader => {
  const { alg, kid, typ, crit } = decode(token);
  if (typeof alg !== 'string' || !ALGORITHMS.has(alg)) {
    throw new CallerRefused('algorithm-refused', 'the "alg" of the token is not RS256, PS256, ES256 or EdDSA');
  }
  if (crit !== undefined)
    throw new CallerRefused('header-refused', 'the token has a "crit" header; no extension is known');
  if (typ !== undefined && (typeof typ !== 'string' || !TYPES.has(typ.toLowerCase()))) {
    throw new CallerRefused('header-refused', 'the "typ" of the token is not that of an access token');
  }
  if (typeof kid !== 'string') throw new CallerRefused('key-unknown', 'the header of the token has no "kid"');
  return { alg, kid };
};
