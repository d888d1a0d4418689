import { type DeployedSync, signingFolder } from '../deployed-sync.ts';
import type { Platform } from '../platform.ts';
import type { SyncPlaces } from '../sync-places.ts';
import { gcpKeys } from './gcp-keys.ts';
import { gcpSecrets } from './gcp-secrets.ts';
import { gcpState } from './gcp-state.ts';
import { gcpWake } from './gcp-wake.ts';
import { googleClient } from './google-client.ts';

/**
 * The places of a sync's service on Google Cloud beside its own platform, which is asked for with the same identity.
 *
 * @example gcpSync(deployedSync(process.env), platform).wake()
 */
export const gcpSync = (
  { sourceSecret, sourceState, signingKey, state, wake }: DeployedSync,
  { identity, fetch, random, now, log }: Platform,
): SyncPlaces => {
  const client = googleClient({ fetch, random, token: async () => (await identity.google())! });
  return {
    source: {
      secrets: gcpSecrets(client, sourceSecret, {
        now,
        onFailure: ({ code, message }) => log.warn('secret.stale', { code, reason: message }),
      }),
      state: gcpState(client, sourceState),
    },
    signingKeys: signingKey ? gcpKeys(client, { secret: signingKey, bucket: state, folder: signingFolder }) : undefined,
    wake: gcpWake(client, wake),
  };
};
