import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import type { BuiltGateway, GatewayScope } from './gateway-scope.ts';
import { keyVault, secretUrl } from './key-vault.ts';
import { vaultAudit } from './logs.ts';
import { azureNames, keyContainer, secretNames } from './names.ts';
import { grant, keyMaker, type Role, stateWriter } from './permissions.ts';
import { container } from './storage-account.ts';

/** The gateway's key, as the sources that need it see it. */
export interface GatewayKey {
  /** The secret whose versions are keys. */
  readonly secretUrl: string;
  /** The container with the pointer to the version that counts. */
  readonly stateUrl: string;
  /** The role on what is kept between calls: the pointer, and what a source that needs tokens has for them. */
  readonly stateWriter: Role;
  /** Lets the identity of a source make and read it. */
  readonly allow: (scope: Construct, identity: { readonly principalId: string }) => readonly ITerraformDependable[];
}

/**
 * The vault for the key that pseudonyms are made with and tokens are sealed with, if any source of a gateway needs it.
 *
 * No secret is made in it: the first call that needs the key makes it there, so that it is in no template and no state. When the gateway goes,
 * Azure keeps the vault for 90 days, and nobody can end that before: who deploys again in that time has the same key again, for
 * without it no pseudonym that the vendor has could ever be turned back.
 */
export const gatewayKey = (parent: Construct, gateway: BuiltGateway): GatewayKey => {
  const scope = new Construct(parent, 'Key');
  const vault = existingVault(gateway) ?? newVault(scope, gateway);
  const pointer = container(scope, 'Pointer', gateway.storageAccount, keyContainer);
  const maker = keyMaker(scope, gateway, vault.groupId);
  const writer = stateWriter(scope, gateway);
  return {
    secretUrl: secretUrl(vault.name, secretNames.key),
    stateUrl: pointer.url,
    stateWriter: writer,
    allow: (source, identity) => [
      grant(source, 'KeyRole', maker, vault.roleScope, identity),
      grant(source, 'KeyPointerRole', writer, pointer.id, identity),
    ],
  };
};

interface Vault {
  readonly name: string;
  readonly groupId: string;
  /**
   * What sources have their role on: a vault of the gateway's own as a whole, for its secret is made later; in one that was there, and may hold
   * more, the one secret (learn.microsoft.com/azure/key-vault/general/rbac-guide#secret-scope-role-assignment).
   */
  readonly roleScope: string;
}

const newVault = (scope: Construct, gateway: BuiltGateway): Vault => {
  const { config, deployment, resourceGroup, tags } = gateway;
  const name = azureNames(config.gateway, deployment).keyVault;
  const vault = keyVault(scope, gateway, { name, tags, isKept: true });
  vaultAudit(scope, gateway, { id: 'VaultAudit', vaultId: vault.id });
  return { name: vault.name, groupId: resourceGroup.id, roleScope: vault.id };
};

const existingVault = ({ deployment: { keyVault: id } }: GatewayScope): Vault | undefined => {
  if (id === undefined) return undefined;
  const [groupId = '', name = ''] = id.split('/providers/Microsoft.KeyVault/vaults/');
  return { name, groupId, roleScope: `${id}/secrets/${secretNames.key}` };
};
