import type { ITerraformDependable } from 'cdktf';
import type { Construct } from 'constructs';
import type { BuiltGateway } from './gateway-scope.ts';
import { keyVault, secretUrl } from './key-vault.ts';
import { vaultAudit } from './logs.ts';
import { azureNames, secretNames } from './names.ts';
import { grant, secretReader } from './permissions.ts';
import { sourceTags } from './tags.ts';

/** Where a source's secret is, and the role that lets the source read it. */
export interface SourceSecret {
  readonly url: string;
  readonly granted: ITerraformDependable;
}

/**
 * The vault for the secret of one source. A vault of its own, for the role is then on all of it: one secret and its versions.
 *
 * The secret itself is made by the administrator who enters it, so that it is in no template and no state. It goes away with its source:
 * credentials of a system that is no longer read must not stay behind. Whoever entered them can enter them again.
 */
export const sourceSecret = (
  scope: Construct,
  gateway: BuiltGateway,
  source: string,
  identity: { readonly principalId: string },
): SourceSecret => {
  const { config, deployment } = gateway;
  const vault = keyVault(scope, gateway, {
    name: azureNames(config.gateway, deployment).vault(source),
    tags: sourceTags(config, source),
    isKept: false,
  });
  vaultAudit(scope, gateway, { id: 'VaultAudit', vaultId: vault.id });
  return {
    url: secretUrl(vault.name, secretNames.source),
    granted: grant(scope, 'SecretRole', secretReader, vault.id, identity),
  };
};
