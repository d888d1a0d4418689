import type { TerraformStack } from 'cdktf';
import type { AzureDeployment } from '../../config/config.ts';
import { AzurermProvider } from './azurerm.ts';

/**
 * How Terraform talks to Azure: as whoever is signed in, with no key of a storage account, and with the least rights.
 *
 * It registers no resource providers, which needs rights in the whole subscription: who never had a container app in one enters once
 * `az provider register --namespace Microsoft.App`, and Azure's error says which namespace it was. And it asks the data plane of storage
 * accounts for nothing but our own blobs.
 */
export const azureProvider = (stack: TerraformStack, deployment: AzureDeployment): void => {
  const { subscriptionId, tenantId, resourceGroup } = deployment;
  new AzurermProvider(stack, 'azurerm', {
    subscriptionId,
    tenantId,
    storageUseAzuread: true,
    resourceProviderRegistrations: 'none',
    // cdktf wants lists where the provider takes one block.
    features: [
      {
        keyVault: [
          {
            // A vault's name is the world's, and taken for as long as its deleted form is kept. With its source its secret goes at once;
            // purging is a right of the subscription, which who deploys into a group that was there need not have: there it is kept for
            // its seven days, and comes back with its source. The vault of the gateway's key can not be purged by anyone.
            purgeSoftDeleteOnDestroy: resourceGroup === undefined,
            recoverSoftDeletedKeyVaults: true,
          },
        ],
        // Deleted logs can be had back for 14 days.
        logAnalyticsWorkspace: [{ permanentlyDeleteOnDestroy: false }],
        resourceGroup: [{ preventDeletionIfContainsResources: true }],
        storage: [{ dataPlaneAvailable: false }],
      },
    ],
  });
};
