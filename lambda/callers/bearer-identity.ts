import type { Claims, VendorIdentity } from '../../config/config.ts';

/** An OpenID issuer, and where its configuration is published. */
export interface Issuer {
  /** Exactly what its OpenID configuration says as `issuer`. */
  readonly name: string;
  /** What its tokens may say as `iss`. */
  readonly tokenNames: readonly string[];
  readonly discoveryUrl: string;
}

/** What a token must say to prove one of the vendor's identities. */
export interface BearerIdentity {
  readonly issuer: Issuer;
  readonly audience: string;
  /** Compared exactly, as strings. */
  readonly claims: Claims;
  /** The claim that must name the URL of the source; `null` if there is none. */
  readonly urlClaim: string | null;
}

/** OpenID Connect Discovery 1.0 §4.1: a slash at the end of the issuer is taken away before the path is added. */
const discoveryUrl = (base: string): string => `${base.replace(/\/$/, '')}/.well-known/openid-configuration`;

const issuer = (name: string, base = name): Issuer => ({ name, tokenNames: [name], discoveryUrl: discoveryUrl(base) });

/** Google writes `iss` in either form: https://developers.google.com/identity/openid-connect/openid-connect#an-id-tokens-payload */
const google: Issuer = {
  ...issuer('https://accounts.google.com'),
  tokenNames: ['https://accounts.google.com', 'accounts.google.com'],
};

/**
 * Which of the two versions a tenant's tokens have is a setting of the application that the vendor asks a token for. The v1 issuer
 * is looked up where Microsoft says (https://learn.microsoft.com/entra/identity-platform/access-tokens#v10-and-v20-tokens), at the
 * tenant's own address: its key set holds this tenant's keys only.
 */
const entraIssuers = (tenant: string): readonly Issuer[] => [
  issuer(`https://sts.windows.net/${tenant}/`, `https://login.microsoftonline.com/${tenant}`),
  issuer(`https://login.microsoftonline.com/${tenant}/v2.0`),
];

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
    identities.push({ issuer: issuer(jwt.issuer), audience, claims, urlClaim });
  }
  if (googleServiceAccount) {
    const { audience, uniqueId } = googleServiceAccount;
    identities.push({ issuer: google, audience, claims: { sub: uniqueId }, urlClaim: null });
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
