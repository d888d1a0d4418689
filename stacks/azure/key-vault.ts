import type { Construct } from 'constructs';
import { KeyVault } from './azurerm.ts';
import type { GatewayScope } from './gateway-scope.ts';

/** What tells one vault from another. */
export interface VaultProps {
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Whether what is deleted is kept for 90 days, and nobody can end that; otherwise for 7, which is the least. */
  readonly isKept: boolean;
}

/**
 * A key vault that roles alone open. It can be reached from everywhere, for administrators enter secrets from where they are; none of
 * Azure's own services has a way around its rules.
 *
 * Its keys are Microsoft's: a vault has no other.
 */
export const keyVault = (
  scope: Construct,
  { deployment, resourceGroup }: GatewayScope,
  { name, tags, isKept }: VaultProps,
): { readonly id: string; readonly name: string } => {
  const vault = new KeyVault(scope, 'Vault', {
    name,
    resourceGroupName: resourceGroup.name,
    location: deployment.location,
    tenantId: deployment.tenantId,
    skuName: 'standard',
    rbacAuthorizationEnabled: true,
    purgeProtectionEnabled: isKept,
    softDeleteRetentionDays: isKept ? 90 : 7,
    publicNetworkAccessEnabled: true,
    networkAcls: { defaultAction: 'Allow', bypass: 'None' },
    tags,
  });
  return { id: vault.id, name: vault.name };
};

/** Where a secret of a vault is: `https://<vault>.vault.azure.net/secrets/<secret>`. */
export const secretUrl = (vault: string, secret: string): string =>
  `https://${vault}.vault.azure.net/secrets/${secret}`;
