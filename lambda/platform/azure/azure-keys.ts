import type { AdministeredKeyStore } from '../key-store.ts';
import { pointedKeys } from '../pointed-keys.ts';
import type { RestClient } from '../rest-client.ts';
import { statesBelow } from '../states-below.ts';
import { azureState } from './azure-state.ts';
import { keyVault } from './key-vault.ts';

/** Where a gateway's key lies on Azure; `undefined` where the deployment made no place. */
export interface AzureKeysOptions {
  /** `https://<vault>.vault.azure.net/secrets/<name>` */
  readonly secret: string | undefined;
  /** URL of the container with the pointer to the version that counts. */
  readonly container: string | undefined;
  /** Where in the container. @default - at the top */
  readonly folder?: string | undefined;
}

/** Clients of the two services that a key takes. */
export interface AzureKeysClients {
  readonly vault: RestClient;
  readonly storage: RestClient;
}

/**
 * A gateway's key in Azure Key Vault. The deployment makes the vault without a secret; the first process that needs the key adds one.
 *
 * @throws PlatformError `key-missing`, `key-invalid`, `key-denied`, `key-unreachable`
 */
export const azureKeys = (
  { vault, storage }: AzureKeysClients,
  { secret: url, container, folder }: AzureKeysOptions,
): AdministeredKeyStore => {
  const secret = keyVault({ client: vault, url, kind: 'key' });
  const states = azureState(storage, container);
  return pointedKeys({
    versions: { read: (version) => secret.get(version), add: (text) => secret.set(text) },
    pointer: folder === undefined ? states : statesBelow(states, folder),
  });
};
