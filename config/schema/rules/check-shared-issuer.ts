import { type Draft, entries, type Report } from '../draft.ts';

/**
 * Issuers that anybody in the world can have a token of, for any audience (cloud.google.com/docs/authentication/get-id-token,
 * docs.github.com/actions/concepts/security/openid-connect, docs.gitlab.com/ci/secrets/id_token_authentication,
 * developer.hashicorp.com/terraform/cloud-docs/workspaces/dynamic-provider-credentials, buildkite.com/docs/pipelines/security/oidc).
 */
const shared: ReadonlySet<unknown> = new Set([
  'https://accounts.google.com',
  'https://token.actions.githubusercontent.com',
  'https://gitlab.com',
  'https://app.terraform.io',
  'https://agent.buildkite.com',
]);

/** A token of an issuer that everybody shares says who somebody is by its claims alone. */
export const checkSharedIssuer = ({ vendor, sources }: Draft, report: Report): void => {
  const jwt = vendor?.identity?.jwt;
  // Nobody has such an issuer write the URL of a gateway into a token.
  if (!jwt || jwt.urlClaim !== null || jwt.subject !== undefined || !shared.has(jwt.issuer)) return;
  if (entries(jwt.claims).length > 0) return;
  const all = entries(sources);
  if (all.length > 0 && all.every(([, source]) => entries(source?.claims).length > 0)) return;
  report(
    ['vendor', 'identity', 'jwt'],
    'lets everybody in: anybody can have a token of this issuer for any audience',
    "Add subject: with the sub of the vendor's tokens" +
      (jwt.issuer === 'https://accounts.google.com' ? ', or write googleServiceAccount instead.' : '.'),
  );
};
