import type { ITerraformDependable } from 'cdktf';
import type { Construct } from 'constructs';
import { RoleAssignment, RoleDefinition } from './azurerm.ts';
import type { GatewayScope } from './gateway-scope.ts';
import { namedUuid } from './named-uuid.ts';
import { azureNames } from './names.ts';

/** A role: one of Azure's by its name, or one of this gateway's own. */
export type Role = { readonly roleDefinitionName: string } | { readonly roleDefinitionId: string };

/** Reads the secrets of a vault. */
export const secretReader: Role = { roleDefinitionName: 'Key Vault Secrets User' };

/** Reads the blobs of a container. */
export const packageReader: Role = { roleDefinitionName: 'Storage Blob Data Reader' };

/** Fetches images from a registry. */
export const imagePuller: Role = { roleDefinitionName: 'AcrPull' };

/**
 * Reads and writes the blobs of a container. Azure's own role for that, Storage Blob Data Contributor, deletes them and the container too
 * (learn.microsoft.com/azure/role-based-access-control/built-in-roles/storage).
 */
export const stateWriter = (scope: Construct, gateway: GatewayScope): Role =>
  ownRole(scope, 'StateWriter', gateway, {
    name: 'Sallyport state',
    description: 'Reads and writes what a source keeps between calls, and deletes none of it',
    dataActions: ['read', 'write'].map(
      (action) => `Microsoft.Storage/storageAccounts/blobServices/containers/blobs/${action}`,
    ),
    scope: gateway.resourceGroup.id,
  });

/**
 * Reads the secrets of a vault and adds versions. Azure's own role for that, Key Vault Secrets Officer, deletes and purges them too
 * (learn.microsoft.com/azure/role-based-access-control/built-in-roles/security).
 *
 * @param vaultGroup resource id of the group that the vault is in
 */
export const keyMaker = (scope: Construct, gateway: GatewayScope, vaultGroup: string): Role =>
  ownRole(scope, 'KeyMaker', gateway, {
    name: 'Sallyport key',
    description: "Makes and reads a gateway's key, and deletes none",
    dataActions: ['getSecret', 'setSecret'].map((action) => `Microsoft.KeyVault/vaults/secrets/${action}/action`),
    scope: vaultGroup,
  });

/** What a role is made from. */
export interface RoleProps {
  readonly name: string;
  readonly description: string;
  /** Of the resource manager. @default - none */
  readonly actions?: string[];
  /** @default - none */
  readonly dataActions?: string[];
  /** Resource id of the group that it can be given in. */
  readonly scope: string;
}

/** The roles that a gateway may define, by the ids of their constructs. */
export type OwnRole = 'StateWriter' | 'KeyMaker' | 'RelayKeeper' | 'MailboxUser' | 'JobStarter' | 'SigningKeeper';

/**
 * The id of a role that a gateway defines. It follows from the gateway, so that whoever deploys may be let give this role, and not just any, before it is
 * there.
 */
const ownRoleId = (role: OwnRole, gateway: string, deployment: GatewayScope['deployment']): string =>
  namedUuid(role, azureNames(gateway, deployment).roles, deployment.subscriptionId);

/** Who deploys such a role needs the right to define roles (docs/deploying.md). */
export const ownRole = (
  scope: Construct,
  id: OwnRole,
  { config, deployment }: GatewayScope,
  { name, description, actions, dataActions, scope: group }: RoleProps,
): Role => {
  const { roleDefinitionResourceId } = new RoleDefinition(scope, id, {
    roleDefinitionId: ownRoleId(id, config.gateway, deployment),
    name: `${name} ${azureNames(config.gateway, deployment).roles}`,
    description,
    scope: group,
    permissions: [{ ...(actions && { actions }), ...(dataActions && { dataActions }) }],
    assignableScopes: [group],
  });
  return { roleDefinitionId: roleDefinitionResourceId };
};

/**
 * Gives an identity a role on one thing. That the identity is no person's is said, for otherwise Azure looks it up in the directory, which
 * knows a new one only minutes later.
 *
 * @param at resource id of the thing
 */
export const grant = (
  scope: Construct,
  id: string,
  role: Role,
  at: string,
  { principalId }: { readonly principalId: string },
): ITerraformDependable =>
  new RoleAssignment(scope, id, { ...role, scope: at, principalId, principalType: 'ServicePrincipal' });
