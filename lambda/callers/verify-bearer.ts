import { decodeJwt } from 'jose/jwt/decode';
import type { Claims, Profile } from '../../config/config.ts';
import type { BearerIdentity } from './bearer-identity.ts';
import { bearerToken } from './bearer-token.ts';
import type { VerifyCaller } from './caller.ts';
import { CallerRefused } from './caller-refused.ts';
import { externalIdFault } from './external-id.ts';
import { IssuerKeys, type IssuerKeysOptions } from './issuer-keys.ts';
import { provenClaims } from './proven-claims.ts';
import { checkedElsewhere, isAuthorizationChecked, isSignatureRemoved } from './removed-signature.ts';
import { type TokenClaims, tokenFault } from './token-fault.ts';
import { type TokenHeader, tokenHeader } from './token-header.ts';

/** What counts for every token, whoever sends it. */
export interface BearerExpectation {
  /** How the caller counts as proved. */
  readonly profile: Profile;
  /** Claims that the token must carry besides those of its identity. @default - none */
  readonly sourceClaims?: Claims | undefined;
  /** Whether a token is believed whose signature Cloud Run has checked and removed. @default false */
  readonly checkedByPlatform?: boolean | undefined;
}

/** What the token says as `iss`, to pick the keys that then prove it. */
const claimedIssuer = (token: string): string => {
  try {
    const { iss } = decodeJwt(token);
    if (typeof iss === 'string') return iss;
  } catch (cause) {
    throw new CallerRefused('token-malformed', 'the payload of the token is not a JSON object', { cause });
  }
  throw new CallerRefused('issuer-unknown', 'the claim "iss" of the token is missing or not a string');
};

interface Trusted {
  readonly keys: IssuerKeys;
  readonly identities: readonly BearerIdentity[];
}

/** Identities by what a token says as `iss`. Several may have the same issuer: a caller proves any one. */
const byTokenIssuer = (
  identities: readonly BearerIdentity[],
  options: IssuerKeysOptions,
): ReadonlyMap<string, Trusted> => {
  const trusted = new Map<string, { keys: IssuerKeys; identities: BearerIdentity[] }>();
  for (const identity of identities) {
    for (const name of identity.issuer.tokenNames) {
      const known = trusted.get(name);
      if (known) known.identities.push(identity);
      else trusted.set(name, { keys: new IssuerKeys(identity.issuer, options), identities: [identity] });
    }
  }
  return trusted;
};

/** The claims of a token, proved by its issuer's keys, or by the platform where that is what is configured. */
const claimsOf = async (
  token: string,
  header: TokenHeader,
  { keys }: Trusted,
  { now, isChecked }: { readonly now: number; readonly isChecked: boolean },
): Promise<TokenClaims> => {
  if (isSignatureRemoved(token)) {
    if (isChecked) return checkedElsewhere(token, now);
    throw new CallerRefused('signature-removed', 'Cloud Run removed the signature of the token: it was sent once only');
  }
  return provenClaims(token, header, await keys.find(header), now);
};

/**
 * Lets in who sends a JWT of one of the identities, by `Authorization: Bearer` (RFC 6750 §2.1). The token's issuer picks the
 * identity. Signature and times are proved before any other claim is looked at, so that a refusal tells nothing to somebody who
 * made the token up. RFC 8725 is followed throughout.
 */
export const verifyBearer = (
  identities: readonly BearerIdentity[],
  { profile, sourceClaims = {}, checkedByPlatform = false }: BearerExpectation,
  options: IssuerKeysOptions,
): VerifyCaller => {
  const issuers = byTokenIssuer(identities, options);
  return async (request, { publicUrl }) => {
    const token = bearerToken(request.headers.get('authorization'));
    const header = tokenHeader(token);
    const issuer = claimedIssuer(token);
    const trusted = issuers.get(issuer);
    if (!trusted) throw new CallerRefused('issuer-unknown', 'the token is of an issuer that is not configured');

    const isChecked = checkedByPlatform && isAuthorizationChecked(request.headers);
    const claims = await claimsOf(token, header, trusted, { now: options.now(), isChecked });
    const faults = trusted.identities.map(
      (identity) =>
        tokenFault(claims, identity, { sourceClaims, publicUrl }) ??
        externalIdFault(request.headers, identity.externalId),
    );
    const fault = faults.includes(undefined) ? undefined : faults[0];
    if (fault) throw fault;

    const subject = typeof claims.sub === 'string' ? claims.sub : undefined;
    return { issuer, subject, profile };
  };
};
