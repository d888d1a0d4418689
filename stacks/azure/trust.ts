import type { Construct } from 'constructs';
import type { VendorIdentity } from '../../config/config.ts';
import { DeploymentError } from '../deployment-error.ts';
import { outputName } from '../output-name.ts';
import { literal } from '../terraform/literal.ts';
import { terraformOutput } from '../terraform/outputs.ts';
import { callersText, entraIssuers, lowerIds, type TrustedCaller } from '../trusted-caller.ts';
import { FederatedIdentityCredential, UserAssignedIdentity } from './azurerm.ts';
import type { GatewayScope } from './gateway-scope.ts';
import { gatewayTags } from './tags.ts';
import { vendorApplication } from './vendor-application.ts';
import {
  exchangeAudience,
  type VendorCredential,
  vendorCredentials,
  vendorIdentityName,
} from './vendor-credentials.ts';

/** Whom the apps of a gateway let in, in the platform profile. */
export interface VendorTrust {
  /** SALLYPORT_CALLERS, the same for every source. Escaped for Terraform. */
  readonly callers: string;
  /** How the vendor's calls prove themselves: a sentence. */
  readonly platformCall: string;
}

const platformCall =
  "Calls: with a token of Entra as Authorization: Bearer, in the customer's tenant by federation, or of the vendor's own; sallyport onboard " +
  '--host azure says how to get it.';

/**
 * Trust in the vendor on Azure, in the platform profile. A workload of Entra calls with a token of its own tenant. Everybody else has an
 * identity of the gateway, `<gateway>--vendor-<kind>` (no source's is called like it), which can do nothing but get tokens for the gateway's
 * application; the vendor's token is exchanged for one of those. Container Apps verify no token of their own accord, so the
 * handler does.
 *
 * A federated credential looks at issuer, subject and a fixed audience. These are the same for all customers of a vendor who has one role or
 * one service account for all: the header `sallyport-external-id` says for whom it calls. A subject of the vendor's own issuer is this
 * customer's.
 *
 * @param scope the stack, for its outputs
 * @returns `undefined` in the bearer profile
 * @throws DeploymentError `vendor-unprovable`
 */
export const vendorTrust = (scope: Construct, gateway: GatewayScope): VendorTrust | undefined => {
  const { vendor } = gateway.config;
  if (vendor.profile !== 'platform') return undefined;
  const callers = [...entraCallers(vendor.identity), ...federatedCallers(scope, gateway)];
  if (callers.length > 0) return { callers: callersText(callers), platformCall };
  throw new DeploymentError(
    'vendor-unprovable',
    'Profile platform needs an identity that Entra can verify: set vendor.identity.entraWorkload, awsRole with an issuer, ' +
      'googleServiceAccount, or jwt with a subject.',
  );
};

const entraCallers = ({ entraWorkload }: VendorIdentity): readonly TrustedCaller[] => {
  if (!entraWorkload) return [];
  const { tenantId, objectId, audience } = lowerIds(entraWorkload);
  return Object.values(entraIssuers(tenantId)).map((issuer) => ({
    issuer,
    audience: literal(audience),
    claims: { tid: tenantId, oid: objectId },
  }));
};

const federatedCallers = (scope: Construct, gateway: GatewayScope): readonly TrustedCaller[] => {
  const identities = vendorCredentials(gateway.config.vendor.identity);
  if (identities.length === 0) return [];
  const { tenantId } = gateway.deployment;
  const application = vendorApplication(scope, gateway);
  output(scope, 'vendorTenant', 'The tenant whose token endpoint the vendor asks', tenantId);
  output(scope, 'vendorScope', 'The scope that the vendor asks a token for', `${application.clientId}/.default`);
  return identities.map((identity) => {
    const { clientId, principalId } = exchangedIdentity(scope, gateway, identity);
    application.admit(identity.id, principalId);
    output(
      scope,
      outputName(`vendor-client-${identity.id}`),
      `client_id for the vendor's ${titles[identity.id]}`,
      clientId,
    );
    const { externalId } = identity;
    return {
      issuer: entraIssuers(tenantId).v2,
      audience: application.clientId,
      claims: { oid: principalId },
      ...(externalId !== undefined && { externalId: literal(externalId) }),
    };
  });
};

const titles = { aws: 'AWS role', google: 'Google service account', jwt: 'own issuer' } as const;

const output = (scope: Construct, name: string, description: string, value: string): void =>
  terraformOutput(scope, name, { description, value });

/**
 * An identity that nobody but the holder of one other identity's tokens can use. Each has one credential: several of one identity could not
 * be written at once (learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations), and the handler knows by the
 * identity whether an external id is due.
 */
const exchangedIdentity = (
  scope: Construct,
  { config, deployment, resourceGroup }: GatewayScope,
  { id, issuer, subject }: VendorCredential,
): { readonly clientId: string; readonly principalId: string } => {
  const identity = new UserAssignedIdentity(scope, `Vendor-${id}`, {
    name: vendorIdentityName(config.gateway, id),
    location: deployment.location,
    resourceGroupName: resourceGroup.name,
    tags: gatewayTags(config),
  });
  new FederatedIdentityCredential(scope, `VendorCredential-${id}`, {
    name: 'vendor',
    resourceGroupName: resourceGroup.name,
    parentId: identity.id,
    issuer: literal(issuer),
    subject: literal(subject),
    audience: [exchangeAudience],
  });
  return identity;
};
