import { type Draft, type DraftClaims, type DraftIdentity, entries, type Report } from '../draft.ts';
import { profileOf } from './profile-of.ts';

/** What the profile can not do: an identity that can not prove itself in it, and settings that it would not heed. */
export const checkProfile = (draft: Draft, report: Report): void => {
  const profile = profileOf(draft);
  if (profile === 'bearer') checkBearer(draft, report);
  if (profile === 'platform') checkPlatform(draft, report);
};

const identityPath = ['vendor', 'identity'];
const providersPath = ['deploy', 'aws', 'oidcProviders'];

const checkBearer = ({ vendor, deploy }: Draft, report: Report): void => {
  if (vendor?.identity?.awsRole !== undefined)
    report(
      [...identityPath, 'awsRole'],
      'can not call this gateway: an AWS role proves itself in profile platform only, and the profile is bearer',
      'Set vendor.profile: platform, or remove awsRole.',
    );
  if (deploy?.aws?.oidcProviders !== undefined)
    report(
      providersPath,
      'has no use: in profile bearer the gateway itself verifies tokens',
      'Remove it, or set vendor.profile: platform.',
    );
};

const checkPlatform = ({ vendor, sources, deploy }: Draft, report: Report): void => {
  const jwt = vendor?.identity?.jwt;
  if (jwt && jwt.subject === undefined)
    report(
      [...identityPath, 'jwt'],
      'has no subject: in profile platform the cloud must know which sub to let in, or every token of this issuer would do',
      "Add subject: with the sub of the vendor's tokens.",
    );

  const remedy = 'Remove the claims, or set vendor.profile: bearer.';
  const message = 'would not be checked: in profile platform the cloud looks at issuer, audience and subject only';
  if (hasKeys(jwt?.claims)) report([...identityPath, 'jwt', 'claims'], message, remedy);
  for (const [name, source] of entries(sources))
    if (hasKeys(source?.claims)) report(['sources', name, 'claims'], message, remedy);

  const issuers = platformIssuers(vendor?.identity ?? {});
  const providers = deploy?.aws?.oidcProviders;
  for (const [index, arn] of (Array.isArray(providers) ? providers : []).entries()) {
    if (typeof arn !== 'string' || issuers.some((issuer) => arn.endsWith(`:oidc-provider/${issuer}`))) continue;
    report(
      [...providersPath, index],
      'is the provider of no issuer in vendor.identity (a trailing slash counts)',
      issuers.length > 0
        ? `It must end with one of: ${issuers.map((issuer) => `:oidc-provider/${issuer}`).join(', ')}`
        : 'Remove it.',
    );
  }
};

/** The issuers that IAM needs an OpenID Connect provider for, as a provider's ARN names them: without `https://`. */
const platformIssuers = ({ jwt, entraWorkload }: DraftIdentity): readonly string[] => {
  const own = typeof jwt?.issuer === 'string' ? [jwt.issuer.replace(/^https:\/\//, '')] : [];
  const tenant = entraWorkload?.tenantId;
  return typeof tenant === 'string'
    ? [...own, `sts.windows.net/${tenant}/`, `login.microsoftonline.com/${tenant}/v2.0`]
    : own;
};

const hasKeys = (map: DraftClaims | undefined): boolean => entries(map).length > 0;
