import type { CryptoKey } from 'jose';
import { JOSEError, JWSSignatureVerificationFailed, JWTClaimValidationFailed, JWTExpired } from 'jose/errors';
import { jwtVerify } from 'jose/jwt/verify';
import { CallerRefused } from './caller-refused.ts';
import type { TokenClaims } from './token-fault.ts';
import type { TokenHeader } from './token-header.ts';

/** Seconds by which the clocks of issuer and gateway may differ. */
export const clockSkew = 30;

/**
 * Node's decoder takes padding and ignores unused bits of the last character, which base64url without padding (RFC 7515 §2, RFC
 * 4648 §3.5) does not have. A token has one spelling only. Header and payload need no such check: they are signed as spelled.
 */
const checkSpelling = (token: string): void => {
  const signature = token.slice(token.lastIndexOf('.') + 1);
  if (Buffer.from(signature, 'base64url').toString('base64url') === signature) return;
  throw new CallerRefused('token-malformed', 'the signature of the token is not base64url without padding');
};

const refusedByClaim = (cause: JWTClaimValidationFailed): CallerRefused => {
  const { claim, reason } = cause;
  if (reason === 'missing') return new CallerRefused('claim-missing', `the token has no claim "${claim}"`, { cause });
  if (reason === 'invalid') {
    return new CallerRefused('claim-refused', `the claim "${claim}" of the token is not a number`, { cause });
  }
  return new CallerRefused('token-not-yet-valid', `the token is not valid yet, says its claim "${claim}"`, { cause });
};

const refusedByJose = (cause: JOSEError): CallerRefused => {
  if (cause instanceof JWSSignatureVerificationFailed) {
    return new CallerRefused('signature-invalid', 'the token is not signed by the key that it names', { cause });
  }
  if (cause instanceof JWTExpired) return new CallerRefused('token-expired', 'the token has expired', { cause });
  if (cause instanceof JWTClaimValidationFailed) return refusedByClaim(cause);
  return new CallerRefused('token-malformed', 'the token is not a signed JWT', { cause });
};

/**
 * The claims of a token, once its signature and its times (`exp` required; `nbf` and `iat` if present) are good.
 *
 * There is no maximum age: an issuer that says how long its tokens live is believed (Entra's can live 24 hours and more).
 *
 * Throws CallerRefused: `signature-invalid`, `token-expired`, `token-not-yet-valid`, `claim-missing`, `claim-refused`,
 * `token-malformed`.
 *
 * @param now milliseconds since 1970
 */
export const provenClaims = async (
  token: string,
  { alg }: TokenHeader,
  key: CryptoKey,
  now: number,
): Promise<TokenClaims> => {
  checkSpelling(token);
  const options = { algorithms: [alg], clockTolerance: clockSkew, currentDate: new Date(now), requiredClaims: ['exp'] };
  const { payload } = await jwtVerify(token, key, options).catch((error: unknown) => {
    throw error instanceof JOSEError ? refusedByJose(error) : error;
  });
  // jose compares `iat` with the clock only where a maximum age is set.
  if (payload.iat !== undefined && payload.iat > Math.floor(now / 1_000) + clockSkew) {
    throw new CallerRefused('token-not-yet-valid', 'the token was made in the future, says its claim "iat"');
  }
  return payload;
};
