/**
 * The audience that a token must have for a provider of a workload identity pool that names no other: its full resource name, with
 * `https:` before it.
 *
 * @param provider `//iam.googleapis.com/projects/<number>/locations/global/workloadIdentityPools/<pool>/providers/<provider>`
 * @see https://cloud.google.com/iam/docs/reference/rest/v1/projects.locations.workloadIdentityPools.providers#oidc
 */
export const googleProviderAudience = (provider: string): string => `https:${provider}`;
