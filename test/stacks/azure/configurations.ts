import type { AzureDeployment, Config, VendorConfig } from '../../../config/config.ts';

export const subscriptionId = '00000000-0000-4000-8000-000000000001';
export const tenantId = '00000000-0000-4000-8000-000000000002';

/** Something of the customer's own, by its resource id. */
export const resourceId = (group: string, rest: string): string =>
  `/subscriptions/${subscriptionId}/resourceGroups/${group}/providers/${rest}`;

export const encryptionKey = resourceId('acme-keys', 'Microsoft.KeyVault/vaults/acme-keys/keys/gateways');

/** A configuration for Azure. Its sources come from `../aws/configurations.ts`: they are the same on every host. */
export const configuration = (
  vendor: VendorConfig,
  sources: Config['sources'],
  azure: Partial<AzureDeployment> = {},
  rest: Partial<Config> = {},
): Config => ({
  gateway: 'acme',
  vendor,
  sources,
  sync: {},
  monitoring: { dashboard: false },
  tags: {},
  ...rest,
  deploy: { azure: { subscriptionId, tenantId, location: 'westeurope', logRetentionDays: 90, ...azure } },
});
