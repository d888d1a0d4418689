import { type KeptSecretOptions, keptSecret } from '../kept-secret.ts';
import type { Secrets } from '../platform.ts';
import type { RestClient } from '../rest-client.ts';
import { keyVault } from './key-vault.ts';

/**
 * A source's secret in Azure Key Vault: its last version. It has none until an administrator enters it.
 *
 * @param client of vaults
 * @param url `https://<vault>.vault.azure.net/secrets/<name>`; without one the source has none
 * @throws PlatformError `secret-invalid`, `secret-missing`, `secret-denied` or `secret-unreachable`
 */
export const azureSecrets = (client: RestClient, url: string | undefined, options: KeptSecretOptions): Secrets => {
  if (!url) return { read: async () => ({}) };
  const secret = keyVault({ client, url, kind: 'secret' });
  return keptSecret(async () => (await secret.get())?.text ?? '{}', options);
};
