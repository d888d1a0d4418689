import { type DeployedSync, signingFolder } from '../deployed-sync.ts';
import type { Platform } from '../platform.ts';
import type { SyncPlaces } from '../sync-places.ts';
import { type AzureClientOptions, azureClient, storageClient } from './azure-client.ts';
import { azureKeys } from './azure-keys.ts';
import { azureSecrets } from './azure-secrets.ts';
import { azureState } from './azure-state.ts';
import { azureWake } from './azure-wake.ts';

/**
 * The places of a sync's app and jobs on Azure beside their own platform, which are asked for with the same identity.
 *
 * @example azureSync(deployedSync(process.env), platform).wake()
 */
export const azureSync = (
  { sourceSecret, sourceState, signingKey, state, wake }: DeployedSync,
  { identity, fetch, random, now, log }: Platform,
): SyncPlaces => {
  const options: AzureClientOptions = { fetch, random, token: identity.jwt };
  const vault = azureClient(options, 'vault');
  const storage = storageClient(options);
  return {
    source: {
      secrets: azureSecrets(vault, sourceSecret, {
        now,
        onFailure: ({ code, message }) => log.warn('secret.stale', { code, reason: message }),
      }),
      state: azureState(storage, sourceState),
    },
    signingKeys: signingKey
      ? azureKeys({ vault, storage }, { secret: signingKey, container: state, folder: signingFolder })
      : undefined,
    wake: azureWake(azureClient(options, 'management'), wake),
  };
};
