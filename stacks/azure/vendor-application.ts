import type { Construct } from 'constructs';
import { Application, AppRoleAssignment, AzureadProvider, ServicePrincipal } from './azuread.ts';
import type { GatewayScope } from './gateway-scope.ts';

/** What Entra gives tokens for, and to whom. */
export interface VendorApplication {
  /** The `aud` of its tokens. */
  readonly clientId: string;
  /** Lets one principal have tokens for it. */
  readonly admit: (id: string, principalId: string) => void;
}

/** Of one application's own roles: it need not be unique anywhere else. */
const callRole = '7a1f6d5e-2c43-4b8e-9d0a-5e3b1c9f4a26';

/**
 * The application that stands for the gateway in the customer's tenant. It has no secret, no permission and no sign-in; tokens for it go
 * to principals that are assigned its one role and to nobody else (`appRoleAssignmentRequired`).
 *
 * It has no identifier URI: its tokens are asked for by its client id, `<client id>/.default`, which needs none, and so no tenant policy on
 * such URIs stands in the way (learn.microsoft.com/entra/identity-platform/identifier-uri-restrictions). Tokens of version 2 say the client
 * id as `aud`.
 */
export const vendorApplication = (scope: Construct, { config, deployment }: GatewayScope): VendorApplication => {
  const { gateway, vendor } = config;
  new AzureadProvider(scope, 'AzureAD', { tenantId: deployment.tenantId });
  const application = new Application(scope, 'VendorApplication', {
    displayName: `${gateway}-gateway`,
    description: `Gateway ${gateway}, which ${vendor.name} calls`,
    signInAudience: 'AzureADMyOrg',
    api: { requestedAccessTokenVersion: 2 },
    appRole: [
      {
        id: callRole,
        value: 'Gateway.Call',
        displayName: 'Call the gateway',
        description: `Lets ${vendor.name} call gateway ${gateway}`,
        allowedMemberTypes: ['Application'],
      },
    ],
  });
  const principal = new ServicePrincipal(scope, 'VendorPrincipal', {
    clientId: application.clientId,
    appRoleAssignmentRequired: true,
    // Not among the apps that people see.
    featureTags: [{ hide: true }],
  });
  const admit = (id: string, principalId: string): void => {
    new AppRoleAssignment(scope, `VendorRole-${id}`, {
      appRoleId: callRole,
      principalObjectId: principalId,
      resourceObjectId: principal.objectId,
    });
  };
  return { clientId: application.clientId, admit };
};
