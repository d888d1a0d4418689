import type { ITerraformDependable } from 'cdktf';
import type { Construct } from 'constructs';
import { RoleAssignment, StorageAccountCustomerManagedKeyA, UserAssignedIdentity } from './azurerm.ts';
import type { GatewayScope } from './gateway-scope.ts';

/** The customer's own key, for the storage accounts of a gateway. */
export interface CustomerKey {
  /** Resource id of the identity by which accounts use it. */
  readonly identityId: string;
  /**
   * Encrypts an account with it, in whichever version is the newest.
   *
   * @param after what takes minutes to make: a role holds only minutes after it was given, and Azure tries the key at once
   */
  encrypt(scope: Construct, account: { readonly id: string }, after: readonly ITerraformDependable[]): void;
}

/**
 * The customer's key, with an identity that may use it; `undefined` if the configuration names none. No source can be called like that
 * identity: its name has no two hyphens in a row.
 *
 * The provider wants the id of the key's vault if it is in the same subscription, where it finds it again at every plan, and its URL if not,
 * where it can not look.
 */
export const customerKey = (
  scope: Construct,
  { config, deployment, resourceGroup, tags }: GatewayScope,
): CustomerKey | undefined => {
  const { encryptionKey, subscriptionId, location } = deployment;
  if (encryptionKey === undefined) return undefined;
  const identity = new UserAssignedIdentity(scope, 'Encryption', {
    name: `${config.gateway}--encryption`,
    resourceGroupName: resourceGroup.name,
    location,
    tags,
  });
  const granted = new RoleAssignment(scope, 'EncryptionKeyRole', {
    scope: encryptionKey,
    roleDefinitionName: 'Key Vault Crypto Service Encryption User',
    principalId: identity.principalId,
    principalType: 'ServicePrincipal',
  });
  const { vaultId, vault, key } = partsOf(encryptionKey);
  const isInSubscription = vaultId.toLowerCase().startsWith(`/subscriptions/${subscriptionId}/`);
  return {
    identityId: identity.id,
    encrypt: (within, account, after) => {
      new StorageAccountCustomerManagedKeyA(within, 'EncryptionKey', {
        storageAccountId: account.id,
        ...(isInSubscription ? { keyVaultId: vaultId } : { keyVaultUri: `https://${vault}.vault.azure.net/` }),
        keyName: key,
        userAssignedIdentityId: identity.id,
        dependsOn: [granted, ...after],
      });
    },
  };
};

/** `…/vaults/<vault>/keys/<key>`, as the configuration's schema has it. */
const partsOf = (id: string): { readonly vaultId: string; readonly vault: string; readonly key: string } => {
  const [vaultId = '', key = ''] = id.split('/keys/');
  return { vaultId, vault: vaultId.slice(vaultId.lastIndexOf('/') + 1), key };
};
