/** An OpenID issuer, and where its configuration is published, or its keys where that is known. */
export interface Issuer {
  /** Exactly what its OpenID configuration says as `issuer`. */
  readonly name: string;
  /** What its tokens may say as `iss`. */
  readonly tokenNames: readonly string[];
  readonly published: { readonly discoveryUrl: string } | { readonly keysUrl: string };
}

/** OpenID Connect Discovery 1.0 §4.1: a slash at the end of the issuer is taken away before the path is added. */
const discoveryUrl = (base: string): string => `${base.replace(/\/$/, '')}/.well-known/openid-configuration`;

/** An issuer that publishes its configuration where it is called. */
export const plainIssuer = (name: string, base = name): Issuer => ({
  name,
  tokenNames: [name],
  published: { discoveryUrl: discoveryUrl(base) },
});

/**
 * Google writes `iss` in either form: https://developers.google.com/identity/openid-connect/openid-connect#an-id-tokens-payload
 *
 * Its keys are read without the discovery document, as Google's own libraries do
 * (github.com/googleapis/google-auth-library-nodejs, `oauth2FederatedSignonJwkCertsUrl`): of the host of that document, networks without
 * a way to the internet are promised no more than the paths that service accounts need
 * (docs.cloud.google.com/vpc/docs/configure-private-google-access#domain-options).
 */
export const googleIssuer: Issuer = {
  name: 'https://accounts.google.com',
  tokenNames: ['https://accounts.google.com', 'accounts.google.com'],
  published: { keysUrl: 'https://www.googleapis.com/oauth2/v3/certs' },
};

const entraV1 = /^https:\/\/sts\.windows\.net\/([0-9a-f-]{36})\/$/;

/**
 * The issuer that is called so. Entra's v1 issuer is looked up where Microsoft says
 * (https://learn.microsoft.com/entra/identity-platform/access-tokens#v10-and-v20-tokens), at the tenant's own address: its key set
 * holds this tenant's keys only.
 *
 * @param name as in its tokens
 */
export const issuerNamed = (name: string): Issuer => {
  if (name === googleIssuer.name) return googleIssuer;
  const tenant = entraV1.exec(name)?.[1];
  return tenant ? plainIssuer(name, `https://login.microsoftonline.com/${tenant}`) : plainIssuer(name);
};
