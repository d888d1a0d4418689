import { decodeJwt } from 'jose';

/** What a token of the host says about itself. It is not verified here: it came from the host. */
export interface TokenClaims {
  /** Milliseconds since 1970. */
  readonly endsAt: number;
  readonly audiences: readonly string[];
}

/** Reads when a JWT ends and whom it is for; `undefined` if it is no JWT, or has no end. */
export const tokenClaims = (token: string): TokenClaims | undefined => {
  try {
    const { exp, aud = [] } = decodeJwt(token);
    return exp === undefined ? undefined : { endsAt: exp * 1_000, audiences: [aud].flat() };
  } catch {
    return undefined;
  }
};
