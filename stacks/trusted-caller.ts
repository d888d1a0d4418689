import type { EntraWorkloadIdentity } from '../config/config.ts';

/** A token that the handler lets in: one entry of SALLYPORT_CALLERS. Values may be references that Terraform resolves. */
export interface TrustedCaller {
  readonly issuer: string;
  readonly audience: string;
  /** Claims that say who it is, `sub` or `oid` among them. */
  readonly claims: Readonly<Record<string, string>>;
  /** What the header `sallyport-external-id` must say. @default - it counts for nothing */
  readonly externalId?: string | undefined;
}

/** The variable SALLYPORT_CALLERS. */
export const callersText = (callers: readonly TrustedCaller[]): string => JSON.stringify(callers);

/**
 * The issuers of the tokens of a tenant of Entra. Which of the two a token has follows from the application that it is for
 * (`requestedAccessTokenVersion`).
 *
 * @param tenantId in lower case, as Entra writes it
 */
export const entraIssuers = (tenantId: string): { readonly v1: string; readonly v2: string } => ({
  v1: `https://sts.windows.net/${tenantId}/`,
  v2: `https://login.microsoftonline.com/${tenantId}/v2.0`,
});

/** Ids as Entra writes them in tokens: in lower case. People copy them in either. */
export const lowerIds = ({ tenantId, objectId, audience }: EntraWorkloadIdentity): EntraWorkloadIdentity => ({
  tenantId: tenantId.toLowerCase(),
  objectId: objectId.toLowerCase(),
  audience,
});
