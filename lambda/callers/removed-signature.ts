import { decodeJwt } from 'jose/jwt/decode';
import { CallerRefused } from './caller-refused.ts';
import { clockSkew } from './proven-claims.ts';
import type { TokenClaims } from './token-fault.ts';

/** What Cloud Run writes in place of a signature that it has checked (https://cloud.google.com/run/docs/troubleshooting#signature-removed). */
const mark = '.SIGNATURE_REMOVED_BY_GOOGLE';

/** Whether Cloud Run has checked this token, or somebody says that it has. */
export const isSignatureRemoved = (token: string): boolean => token.endsWith(mark);

/** Beside this header Cloud Run checks no other (https://cloud.google.com/run/docs/authenticating/service-to-service). */
const checkedHeader = 'x-serverless-authorization';

/**
 * Whether Cloud Run, where it checks every request, has looked at `Authorization`. If not it hands that on as it is: whoever may call at
 * all, the vendor for one, could write there that a signature of somebody else's was checked.
 */
export const isAuthorizationChecked = (headers: Headers): boolean => !headers.has(checkedHeader);

/**
 * The claims of a token whose signature Cloud Run has checked and removed, once they are in time. They are only worth as much as the
 * certainty that every request came through that check, and that it was this header that was checked.
 *
 * Throws CallerRefused: `token-malformed`, `claim-missing`, `token-expired`.
 *
 * @param now milliseconds since 1970
 */
export const checkedElsewhere = (token: string, now: number): TokenClaims => {
  const claims = decode(token);
  if (typeof claims.exp !== 'number') throw new CallerRefused('claim-missing', 'the token has no claim "exp"');
  if (claims.exp <= Math.floor(now / 1_000) - clockSkew) {
    throw new CallerRefused('token-expired', 'the token has expired');
  }
  return claims;
};

const decode = (token: string) => {
  try {
    return decodeJwt(token);
  } catch (cause) {
    throw new CallerRefused('token-malformed', 'the payload of the token is not a JSON object', { cause });
  }
};
