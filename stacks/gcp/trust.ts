import type { ServiceAccount as ServiceAccountResource } from '@cdktf/provider-google/lib/service-account/index.js';
import type { Construct } from 'constructs';
import type { VendorIdentity } from '../../config/config.ts';
import { DeploymentError } from '../deployment-error.ts';
import { outputName } from '../output-name.ts';
import { literal } from '../terraform/literal.ts';
import { terraformOutput } from '../terraform/outputs.ts';
import { callersText, type TrustedCaller } from '../trusted-caller.ts';
import type { GatewayScope } from './gateway-scope.ts';
import {
  IamWorkloadIdentityPool,
  IamWorkloadIdentityPoolProvider,
  ServiceAccount,
  ServiceAccountIamMember,
} from './google.ts';
import { vendorAccountId, vendorPoolId } from './vendor-names.ts';
import { type VendorProvider, vendorProviders } from './vendor-provider.ts';

/** Whom the services of a gateway let in, in the platform profile. */
export interface VendorTrust {
  /** The members that get `roles/run.invoker`, by what tells them apart. One may be a reference that Terraform resolves. */
  readonly invokers: Readonly<Record<string, string>>;
  /** The audiences that Cloud Run takes for a source, besides its own URLs: `custom_audiences`. Escaped for Terraform. */
  readonly audiences: (publicUrl: string) => readonly string[];
  /** SALLYPORT_CALLERS of a source. Escaped for Terraform. */
  readonly callers: (publicUrl: string) => string;
  /** How the vendor's calls prove themselves: a sentence. */
  readonly platformCall: string;
}

const platformCall =
  'Calls: with an ID token of Google, sent twice, in the headers X-Serverless-Authorization and Authorization; sallyport onboard --host ' +
  'gcp says how to get it.';

/**
 * Trust in the vendor on Google Cloud, in the platform profile. Cloud Run lets in who has an ID token of a service account: the vendor's
 * own, or, for whoever comes from elsewhere, one of the gateway, which can do nothing but call.
 *
 * @param scope the stack, for its outputs
 * @returns `undefined` in the bearer profile, where the handler alone verifies tokens
 * @throws DeploymentError `vendor-unprovable`
 */
export const vendorTrust = (scope: Construct, gateway: GatewayScope): VendorTrust | undefined => {
  const { vendor } = gateway.config;
  if (vendor.profile !== 'platform') return undefined;
  const { googleServiceAccount } = vendor.identity;
  const own = googleServiceAccount && googleMember(googleServiceAccount);
  const federated = federatedAccount(scope, gateway, vendor.identity);
  if (!own && !federated) {
    throw new DeploymentError(
      'vendor-unprovable',
      'Profile platform needs an identity that Google Cloud can verify: set vendor.identity.googleServiceAccount, awsRole, ' +
        'entraWorkload, or jwt with a subject.',
    );
  }
  return {
    invokers: { ...(own && { Google: own }), ...(federated && { Federated: federated.member }) },
    audiences: (publicUrl) => {
      const audiences = [
        ...(googleServiceAccount ? [googleServiceAccount.audience] : []),
        ...(federated ? [publicUrl] : []),
      ];
      return [...new Set(audiences)].map(literal);
    },
    callers: (publicUrl) => {
      const callers: TrustedCaller[] = [];
      if (googleServiceAccount) {
        const { audience, uniqueId } = googleServiceAccount;
        callers.push(googleCaller(literal(audience), uniqueId));
      }
      if (federated) callers.push(googleCaller(literal(publicUrl), federated.uniqueId));
      return callersText(callers);
    },
    platformCall,
  };
};

const googleCaller = (audience: string, uniqueId: string): TrustedCaller => ({
  issuer: 'https://accounts.google.com',
  audience,
  claims: { sub: uniqueId },
});

/** IAM knows accounts by their address; the handler looks at the unique id, which no later account of that address has. */
const googleMember = ({ email }: NonNullable<VendorIdentity['googleServiceAccount']>): string => {
  if (email !== undefined) return `serviceAccount:${email}`;
  throw new DeploymentError(
    'vendor-unprovable',
    'vendor.identity.googleServiceAccount has no email. Add the address of the account: the IAM of Google Cloud knows it by that.',
  );
};

/** The account that identities from elsewhere take the place of; `undefined` if there are none. */
const federatedAccount = (
  scope: Construct,
  { config, api }: GatewayScope,
  identity: VendorIdentity,
): ServiceAccountResource | undefined => {
  const providers = vendorProviders(identity);
  if (providers.length === 0) return undefined;
  const { gateway, vendor } = config;
  const account = new ServiceAccount(scope, 'Vendor', {
    accountId: vendorAccountId(gateway),
    displayName: `Calls of ${vendor.name} to gateway ${gateway}`,
    dependsOn: [api('iam'), api('iamcredentials'), api('sts')],
  });
  terraformOutput(scope, 'vendorServiceAccount', {
    description: `The service account in whose name ${vendor.name} gets ID tokens`,
    value: account.email,
  });
  // A deleted pool keeps its name for 30 days: then `gcloud iam workload-identity-pools undelete`, and `terraform import`.
  const pool = new IamWorkloadIdentityPool(scope, 'VendorPool', {
    workloadIdentityPoolId: vendorPoolId(gateway),
    description: `Identities of ${vendor.name} that may call gateway ${gateway}`,
    dependsOn: [api('iam'), api('sts')],
  });
  for (const provider of providers) addProvider(scope, pool, provider);
  // Both versions of Entra's tokens have one subject, and a principal is the pool's, not the provider's.
  const bySubject = new Map(providers.toReversed().map(({ id, subject }) => [subject, id]));
  for (const [subject, id] of bySubject) {
    // Not workloadIdentityUser: that gives access tokens too (docs.cloud.google.com/iam/docs/roles-permissions/iam).
    new ServiceAccountIamMember(scope, `VendorBinding-${id}`, {
      serviceAccountId: account.name,
      role: 'roles/iam.serviceAccountOpenIdTokenCreator',
      member: `principal://iam.googleapis.com/${pool.name}/subject/${literal(subject)}`,
    });
  }
  return account;
};

const addProvider = (
  scope: Construct,
  { workloadIdentityPoolId }: InstanceType<typeof IamWorkloadIdentityPool>,
  { id, title, trusts, condition, mapping }: VendorProvider,
): void => {
  const { name } = new IamWorkloadIdentityPoolProvider(scope, `VendorProvider-${id}`, {
    workloadIdentityPoolId,
    workloadIdentityPoolProviderId: id,
    displayName: title,
    attributeMapping: { 'google.subject': literal(mapping) },
    attributeCondition: literal(condition),
    ...('accountId' in trusts
      ? { aws: { accountId: trusts.accountId } }
      : { oidc: { issuerUri: literal(trusts.issuer), allowedAudiences: [literal(trusts.audience)] } }),
  });
  terraformOutput(scope, outputName(`vendor-provider-${id}`), {
    description: `The workload identity provider for: ${title}`,
    value: `//iam.googleapis.com/${name}`,
  });
};
