import type { DeployedPlaces } from '../deployed-places.ts';
import { deployedRelay } from '../deployed-relay.ts';
import { lateRelay } from '../late-relay.ts';
import { jsonLog } from '../log.ts';
import { nodeHttpClient } from '../node-http-client.ts';
import type { Platform } from '../platform.ts';
import { newReference } from '../reference.ts';
import { type AzureClientOptions, azureClient, storageClient } from './azure-client.ts';
import { azureFiles } from './azure-files.ts';
import { azureIdentity } from './azure-identity.ts';
import { azureKeys } from './azure-keys.ts';
import { azureQueue } from './azure-queue.ts';
import { azureSecrets } from './azure-secrets.ts';
import { azureState } from './azure-state.ts';

/** What Container Apps gives to one source's container. */
export interface AzurePlatformOptions extends DeployedPlaces {
  /** The folder that the source's package was unpacked into. */
  readonly directory: string;
}

/** Every line of the output arrives as it is in the column `Log` of the table `ContainerAppConsoleLogs`: the environment sends its logs by a diagnostic setting. */
const log = jsonLog((line) => process.stdout.write(line), Date.now);

/**
 * The platform of one source's app on Azure.
 *
 * @example azurePlatform({ directory: import.meta.dirname, ...deployedPlaces(process.env) })
 */
export const azurePlatform = (options: AzurePlatformOptions): Platform => {
  const { directory, secret, keySecret, keyState, state, deadLetters } = options;
  const identity = azureIdentity({ environment: process.env, now: Date.now });
  const client: AzureClientOptions = { fetch: globalThis.fetch, random: Math.random, token: identity.jwt };
  const vault = azureClient(client, 'vault');
  const storage = storageClient(client);
  const relay = deployedRelay(options.relay, 'azure');
  return {
    secrets: azureSecrets(vault, secret, {
      now: Date.now,
      onFailure: ({ code, message }) => log.warn('secret.stale', { code, reason: message }),
    }),
    keys: azureKeys({ vault, storage }, { secret: keySecret, container: keyState }),
    state: azureState(storage, state),
    deadLetters: deadLetters ? azureQueue(storage, deadLetters) : undefined,
    relay:
      relay &&
      lateRelay(async () => (await import('./azure-relay.ts')).azureRelay({ vault, storage }, relay, Date.now)),
    identity,
    files: azureFiles(storage, directory),
    log,
    fetch: globalThis.fetch,
    http: (http) => nodeHttpClient({ ...http, now: Date.now }),
    now: Date.now,
    random: Math.random,
    reference: newReference,
  };
};
