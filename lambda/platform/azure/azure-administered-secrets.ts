import type { AdministeredSecrets } from '../administered-secrets.ts';
import { formatSecret } from '../format-secret.ts';
import { parseSecret } from '../parse-secret.ts';
import type { RestClient } from '../rest-client.ts';
import { secretChanged } from '../secret-changed.ts';
import { keyVault } from './key-vault.ts';

/** The version of a secret that nobody has entered yet. */
const none = 'none';

/**
 * A source's secret in Azure Key Vault, for the administrator who enters it.
 *
 * Key Vault writes on no condition, and its versions have no order to tell who was first: the version is looked at right before. Two who
 * write within that blink are not told; the earlier text is then the version before, and can be read in the vault.
 *
 * @param client of vaults
 * @param url `https://<vault>.vault.azure.net/secrets/<name>`
 */
export const azureAdministeredSecrets = (client: RestClient, url: string): AdministeredSecrets => {
  const secret = keyVault({ client, url, kind: 'secret' });
  return {
    async read() {
      const found = await secret.get();
      if (!found) return { fields: {}, version: none, changedAt: undefined };
      return { fields: parseSecret(found.text), version: found.version, changedAt: found.madeAt };
    },
    async write(fields, after) {
      const text = formatSecret(fields);
      if (((await secret.get())?.version ?? none) !== after) throw secretChanged();
      await secret.set(text);
    },
  };
};
