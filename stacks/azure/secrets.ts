import type { Construct } from 'constructs';
import type { BuiltGateway } from './gateway-scope.ts';
import { keyVault, secretUrl } from './key-vault.ts';
import { vaultAudit } from './logs.ts';
import { azureNames, secretNames } from './names.ts';

/** Where a secret is that an administrator enters. */
export interface EnteredSecret {
  readonly url: string;
  /** Resource id of its vault, which has nothing else. */
  readonly vaultId: string;
}

/**
 * The vault for the secret of one source, or of one sync. A vault of its own, for the role is then on all of it: one secret and its versions.
 *
 * The secret itself is made by the administrator who enters it, so that it is in no template and no state. It goes away with its source
 * or sync: credentials of a system that is no longer called must not stay behind. Whoever entered them can enter them again.
 */
export const enteredSecret = (
  scope: Construct,
  gateway: BuiltGateway,
  name: string,
  tags: Readonly<Record<string, string>>,
): EnteredSecret => {
  const { config, deployment } = gateway;
  const vault = keyVault(scope, gateway, {
    name: azureNames(config.gateway, deployment).vault(name),
    tags,
    isKept: false,
  });
  vaultAudit(scope, gateway, { id: 'VaultAudit', vaultId: vault.id });
  return { url: secretUrl(vault.name, secretNames.source), vaultId: vault.id };
};
