import type { Config } from '../../../config/config.ts';
import { exchangeAudience, vendorCredentials } from '../../../stacks/azure/vendor-credentials.ts';
import { entraIssuers, lowerIds, type TrustedCaller } from '../../../stacks/trusted-caller.ts';

/** A federated credential of an identity: what tokens must say that are exchanged for its own. */
export interface FederatedCredential {
  readonly issuer: string;
  readonly subject: string;
  readonly audiences: readonly string[];
}

/** In sentences. */
export const credentialSentences = (credentials: readonly FederatedCredential[]): readonly string[] =>
  credentials.map(
    ({ issuer, subject, audiences }) =>
      `takes tokens of ${issuer} for ${[...audiences].sort().join(' or ')}, sub ${subject}`,
  );

/** The identities of the gateway that the vendor's stand for, each with its one credential. */
export const expectedCredentials = ({ vendor }: Config) =>
  vendor.profile === 'platform'
    ? vendorCredentials(vendor.identity).map(({ id, issuer, subject, externalId }) => ({
        id,
        externalId,
        credential: { issuer, subject, audiences: [exchangeAudience] } satisfies FederatedCredential,
      }))
    : [];

/** What only the cloud knows of the vendor's identities. */
export interface KnownPrincipals {
  /** By the id of the credential: the identity's principal. */
  readonly principals: ReadonlyMap<string, string>;
  /** The client id of the gateway's application, which the deployment made: its tokens are for that. */
  readonly application: string;
}

/** Whom the handler lets in. */
export const expectedCallers = (
  config: Config,
  tenantId: string,
  { principals, application }: KnownPrincipals,
): readonly TrustedCaller[] => {
  const { vendor } = config;
  if (vendor.profile !== 'platform') return [];
  const { entraWorkload } = vendor.identity;
  const workload = entraWorkload && lowerIds(entraWorkload);
  const own = workload
    ? Object.values(entraIssuers(workload.tenantId)).map((issuer) => ({
        issuer,
        audience: workload.audience,
        claims: { tid: workload.tenantId, oid: workload.objectId },
      }))
    : [];
  const exchanged = expectedCredentials(config).map(({ id, externalId }) => ({
    issuer: entraIssuers(tenantId).v2,
    audience: application,
    claims: { oid: principals.get(id) ?? 'nobody' },
    ...(externalId !== undefined && { externalId }),
  }));
  return [...own, ...exchanged];
};

/**
 * The application that tokens of exchanged identities are for. Its id is Entra's: what counts is that it is one, and the same for all of them, for
 * the principals are compared one by one.
 */
export const applicationOf = (callers: readonly TrustedCaller[], tenantId: string): string => {
  const { v2 } = entraIssuers(tenantId);
  const audiences = callers
    .filter(({ issuer, audience, claims }) => issuer === v2 && claims['tid'] === undefined && guid.test(audience))
    .map(({ audience }) => audience);
  return audiences[0] ?? 'the application of the gateway';
};

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
