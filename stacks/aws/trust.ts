import type { IPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { AwsRoleIdentity, GoogleServiceAccountIdentity, VendorConfig } from '../../config/config.ts';
import { DeploymentError } from '../deployment-error.ts';
import { entraIssuers, lowerIds } from '../trusted-caller.ts';
import { core, iam } from './cdk.ts';

/** Who is the vendor, and which OpenID providers the account has already. */
export interface TrustProps {
  readonly gateway: string;
  readonly vendor: VendorConfig;
  /** ARNs of providers that must be used and not made. */
  readonly oidcProviders: readonly string[];
}

/**
 * The role that the vendor assumes in the platform profile. Any one of the configured identities is enough; each is tied to one
 * audience and one subject (or external id), for a condition on the issuer alone would let in every tenant of it.
 *
 * It has no policy of its own: the functions say that it may call them.
 *
 * @throws DeploymentError `vendor-unprovable` when no identity is configured that IAM can verify
 */
export const vendorRole = (scope: Construct, props: TrustProps): Role => {
  const principals = [...identities(scope, props)];
  const [first, ...rest] = principals;
  if (!first) {
    throw new DeploymentError(
      'vendor-unprovable',
      'Profile platform needs an identity that IAM can verify: set vendor.identity.awsRole, googleServiceAccount, ' +
        'entraWorkload, or jwt with a subject.',
    );
  }
  return new iam.Role(scope, 'Vendor', {
    // A role's name is unique in an account, a gateway's only in a region.
    roleName: `${props.gateway}-vendor-${core.Stack.of(scope).region}`,
    description: `Lets ${props.vendor.name} call gateway ${props.gateway}`,
    assumedBy: new iam.CompositePrincipal(first, ...rest),
  });
};

function* identities(scope: Construct, { vendor, oidcProviders }: TrustProps): Generator<IPrincipal> {
  const { awsRole, googleServiceAccount, entraWorkload, jwt } = vendor.identity;
  if (awsRole) yield awsPrincipal(awsRole);
  if (googleServiceAccount) yield googlePrincipal(googleServiceAccount);
  const federated = (issuer: string, audience: string, subject: string): IPrincipal =>
    openIdPrincipal(scope, oidcProviders, { issuer, audience, subject });
  if (entraWorkload) {
    const { tenantId, objectId, audience } = lowerIds(entraWorkload);
    const { v1, v2 } = entraIssuers(tenantId);
    yield federated(v1, audience, objectId);
    yield federated(v2, audience, objectId);
  }
  if (jwt?.subject) yield federated(jwt.issuer, jwt.audience, jwt.subject);
}

/** Another customer of the vendor knows the role too, but not this customer's external id: it guards against a confused deputy. */
const awsPrincipal = ({ arn, externalId }: AwsRoleIdentity): IPrincipal =>
  new iam.PrincipalWithConditions(new iam.ArnPrincipal(arn), { StringEquals: { 'sts:ExternalId': externalId } });

/**
 * IAM knows Google without a provider. For a service account's token `aud` is the account's own id, and `oaud` the audience
 * that was asked for (docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html).
 */
const googlePrincipal = ({ uniqueId, audience }: GoogleServiceAccountIdentity): IPrincipal =>
  new iam.WebIdentityPrincipal('accounts.google.com', {
    StringEquals: {
      'accounts.google.com:aud': uniqueId,
      'accounts.google.com:oaud': audience,
      'accounts.google.com:sub': uniqueId,
    },
  });

interface OpenIdIdentity {
  readonly issuer: string;
  readonly audience: string;
  readonly subject: string;
}

const openIdPrincipal = (scope: Construct, existing: readonly string[], identity: OpenIdIdentity): IPrincipal => {
  // A trailing slash of the issuer stays, in the provider's ARN as in the names of the conditions.
  const issuer = identity.issuer.replace(/^https:\/\//, '');
  const arn =
    existing.find((provider) => provider.endsWith(`:oidc-provider/${issuer}`)) ??
    new iam.OidcProviderNative(scope, issuer, { url: identity.issuer, clientIds: [identity.audience] }).oidcProviderArn;
  return new iam.WebIdentityPrincipal(arn, {
    StringEquals: { [`${issuer}:aud`]: identity.audience, [`${issuer}:sub`]: identity.subject },
  });
};
