import type { StorageAccountBlobProperties } from '@cdktf/provider-azurerm/lib/storage-account/index.js';
import type { ITerraformDependable } from 'cdktf';
import type { Construct } from 'constructs';
import { StorageAccount, StorageContainer, StorageManagementPolicy } from './azurerm.ts';
import type { CustomerKey } from './encryption.ts';
import type { BuiltGateway, GatewayScope } from './gateway-scope.ts';
import { azureNames, statePrefix } from './names.ts';

/** A token that nobody renewed for so long is of no use any more; a write begins the time anew. */
const keptDays = 400;

/** A storage account, as what is put into it sees it. */
export type Account = BuiltGateway['storageAccount'];

/** A container of it. */
export interface Container {
  /** Resource id. */
  readonly id: string;
  readonly name: string;
  readonly url: string;
}

/** What an account is made from. */
export interface AccountProps {
  readonly name: string;
  readonly blobProperties: StorageAccountBlobProperties;
  /** `undefined` if Azure encrypts with keys of its own. */
  readonly key: CustomerKey | undefined;
  /** What must be there before the customer's key is used. */
  readonly after: readonly ITerraformDependable[];
  /** Blobs whose containers' names begin so are deleted when nobody has written them for so many days. */
  readonly deleted: { readonly id: string; readonly name: string; readonly prefix: string; readonly days: number };
}

/**
 * The storage account of a gateway. Each source has containers of its own in it, for its package and its state, and roles on nothing
 * else: an account each would only have further names.
 *
 * A container that was deleted can be had back for a week. Blobs can not: state is written often, and old tokens are no use to anybody who
 * should have them.
 *
 * @param after what must be there before the customer's key is used, if there is one
 */
export const storageAccount = (
  scope: Construct,
  gateway: GatewayScope,
  { key, after }: Pick<AccountProps, 'key' | 'after'>,
): Account =>
  privateAccount(scope, gateway, {
    name: azureNames(gateway.config.gateway, gateway.deployment).storageAccount,
    blobProperties: { versioningEnabled: false, containerDeleteRetentionPolicy: { days: 7 } },
    key,
    after,
    deleted: { id: 'StatePolicy', name: 'state', prefix: statePrefix, days: keptDays },
  });

/**
 * A storage account that nothing but roles opens: it takes no key. (Azure makes keys all the same, and the provider notes them in Terraform's
 * state if whoever deploys may list them, `Microsoft.Storage/storageAccounts/listKeys/action`. They open nothing; nobody needs that right
 * here.)
 *
 * `LRS` is the one redundancy that every location has and that never leaves it.
 */
export const privateAccount = (
  scope: Construct,
  { deployment, resourceGroup, tags }: GatewayScope,
  { name, blobProperties, key, after, deleted }: AccountProps,
): Account => {
  const account = new StorageAccount(scope, 'Storage', {
    name,
    resourceGroupName: resourceGroup.name,
    location: deployment.location,
    accountKind: 'StorageV2',
    accountTier: 'Standard',
    accountReplicationType: 'LRS',
    sharedAccessKeyEnabled: false,
    defaultToOauthAuthentication: true,
    localUserEnabled: false,
    allowNestedItemsToBePublic: false,
    allowedCopyScope: 'AAD',
    crossTenantReplicationEnabled: false,
    httpsTrafficOnlyEnabled: true,
    minTlsVersion: 'TLS1_2',
    infrastructureEncryptionEnabled: true,
    // Only so is what lies in queues and tables encrypted with the customer's key too; it can not be changed later.
    queueEncryptionKeyType: 'Account',
    tableEncryptionKeyType: 'Account',
    blobProperties,
    ...(key && { identity: { type: 'UserAssigned', identityIds: [key.identityId] } }),
    // The key is a resource of its own, whose work this one would undo.
    lifecycle: { ignoreChanges: ['customer_managed_key'] },
    tags: { ...tags },
  });
  key?.encrypt(scope, account, after);
  new StorageManagementPolicy(scope, deleted.id, {
    storageAccountId: account.id,
    rule: [
      {
        name: deleted.name,
        enabled: true,
        // A prefix without a slash is that of containers (learn.microsoft.com/azure/storage/blobs/lifecycle-management-policy-structure).
        filters: { blobTypes: ['blockBlob'], prefixMatch: [deleted.prefix] },
        actions: { baseBlob: { deleteAfterDaysSinceModificationGreaterThan: deleted.days } },
      },
    ],
  });
  return { id: account.id, name: account.name };
};

/** A private container of it: made by the resource manager, which needs no right to the data. */
export const container = (scope: Construct, id: string, account: Account, name: string): Container => {
  const made = new StorageContainer(scope, id, { name, storageAccountId: account.id, containerAccessType: 'private' });
  return { id: made.id, name: made.name, url: `https://${account.name}.blob.core.windows.net/${made.name}` };
};
