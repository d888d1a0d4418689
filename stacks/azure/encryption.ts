import type { UserAssignedIdentity as Identity } from '@cdktf/provider-azurerm/lib/user-assigned-identity/index.js';
import type { ITerraformDependable } from 'cdktf';
import type { Construct } from 'constructs';
import { RoleAssignment, StorageAccountCustomerManagedKeyA, UserAssignedIdentity } from './azurerm.ts';
import type { GatewayScope } from './gateway-scope.ts';

/**
 * The identity by which the storage account uses the customer's key; `undefined` if the configuration names none. No source can be called
 * so: its name has no two hyphens in a row.
 */
export const encryptionIdentity = (
  scope: Construct,
  { config, deployment, resourceGroup, tags }: GatewayScope,
): Identity | undefined => {
  if (deployment.encryptionKey === undefined) return undefined;
  return new UserAssignedIdentity(scope, 'Encryption', {
    name: `${config.gateway}--encryption`,
    resourceGroupName: resourceGroup.name,
    location: deployment.location,
    tags,
  });
};

/**
 * Encrypts the storage account with the customer's key, in whichever version is the newest.
 *
 * The provider wants the id of the key's vault if it is in the same subscription, where it finds it again at every plan, and its URL if not,
 * where it can not look.
 *
 * @param after what takes minutes to make: a role holds only minutes after it was given, and Azure tries the key at once
 */
export const customerKey = (
  scope: Construct,
  { deployment }: GatewayScope,
  account: { readonly id: string },
  identity: Identity | undefined,
  after: readonly ITerraformDependable[],
): void => {
  const { encryptionKey, subscriptionId } = deployment;
  if (encryptionKey === undefined || !identity) return;
  const granted = new RoleAssignment(scope, 'EncryptionKeyRole', {
    scope: encryptionKey,
    roleDefinitionName: 'Key Vault Crypto Service Encryption User',
    principalId: identity.principalId,
    principalType: 'ServicePrincipal',
  });
  const { vaultId, vault, key } = partsOf(encryptionKey);
  const isInSubscription = vaultId.toLowerCase().startsWith(`/subscriptions/${subscriptionId}/`);
  new StorageAccountCustomerManagedKeyA(scope, 'EncryptionKey', {
    storageAccountId: account.id,
    ...(isInSubscription ? { keyVaultId: vaultId } : { keyVaultUri: `https://${vault}.vault.azure.net/` }),
    keyName: key,
    userAssignedIdentityId: identity.id,
    dependsOn: [granted, ...after],
  });
};

/** `…/vaults/<vault>/keys/<key>`, as the configuration's schema has it. */
const partsOf = (id: string): { readonly vaultId: string; readonly vault: string; readonly key: string } => {
  const [vaultId = '', key = ''] = id.split('/keys/');
  return { vaultId, vault: vaultId.slice(vaultId.lastIndexOf('/') + 1), key };
};
