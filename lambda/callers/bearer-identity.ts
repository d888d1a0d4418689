import type { Claims, VendorIdentity } from '../../config/config.ts';
import { googleIssuer, type Issuer, issuerNamed } from './issuer.ts';

/** What a token must say to prove one of the vendor's identities. */
export interface BearerIdentity {
  readonly issuer: Issuer;
  readonly audience: string;
  /** Compared exactly, as strings. */
  readonly claims: Claims;
  /** The claim that must name the URL of the source; `null` if there is none. */
  readonly urlClaim: string | null;
  /**
   * What the header `sallyport-external-id` must say, where the token alone does not tell apart for whom of its customers the vendor
   * calls. @default - the header counts for nothing
   */
  readonly externalId?: string | undefined;
}

/** Which of the two versions a tenant's tokens have is a setting of the application that the vendor asks a token for. */
const entraIssuers = (tenant: string): readonly Issuer[] =>
  [`https://sts.windows.net/${tenant}/`, `https://login.microsoftonline.com/${tenant}/v2.0`].map(issuerNamed);

/**
 * The identities that the vendor can prove by a token. An AWS role is none of them: it proves itself to the platform.
 *
 * @example bearerIdentities({ googleServiceAccount: { uniqueId: '104200000000000000000', audience: 'https://gate.example.com' } })
 */
export const bearerIdentities = (identity: VendorIdentity): readonly BearerIdentity[] => {
  const identities: BearerIdentity[] = [];
  const { jwt, googleServiceAccount, entraWorkload } = identity;
  if (jwt) {
    const { audience, urlClaim, subject } = jwt;
    const claims = subject === undefined ? jwt.claims : { ...jwt.claims, sub: subject };
    identities.push({ issuer: issuerNamed(jwt.issuer), audience, claims, urlClaim });
  }
  if (googleServiceAccount) {
    const { audience, uniqueId } = googleServiceAccount;
    identities.push({ issuer: googleIssuer, audience, claims: { sub: uniqueId }, urlClaim: null });
  }
  if (entraWorkload) {
    // Entra writes GUIDs in lower case; people copy them in either.
    const tid = entraWorkload.tenantId.toLowerCase();
    const claims = { tid, oid: entraWorkload.objectId.toLowerCase() };
    for (const entra of entraIssuers(tid)) {
      identities.push({ issuer: entra, audience: entraWorkload.audience, claims, urlClaim: null });
    }
  }
  return identities;
};
