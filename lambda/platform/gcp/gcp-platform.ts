import type { DeployedPlaces } from '../deployed-places.ts';
import { deployedRelay } from '../deployed-relay.ts';
import { lateRelay } from '../late-relay.ts';
import { nodeHttpClient } from '../node-http-client.ts';
import type { Platform } from '../platform.ts';
import { newReference } from '../reference.ts';
import { gcpFiles } from './gcp-files.ts';
import { gcpIdentity } from './gcp-identity.ts';
import { gcpKeys } from './gcp-keys.ts';
import { gcpLog } from './gcp-log.ts';
import { gcpQueue } from './gcp-queue.ts';
import { gcpSecrets } from './gcp-secrets.ts';
import { gcpState } from './gcp-state.ts';
import { googleClient } from './google-client.ts';

/** What Cloud Run gives to one source's container. */
export interface GcpPlatformOptions extends DeployedPlaces {
  /** The folder that the source's package was unpacked into. */
  readonly directory: string;
}

const log = gcpLog((line) => process.stdout.write(line), Date.now);

/**
 * The platform of one source's service on Google Cloud.
 *
 * @example gcpPlatform({ directory: import.meta.dirname, ...deployedPlaces(process.env) })
 */
export const gcpPlatform = (options: GcpPlatformOptions): Platform => {
  const { directory, secret, keySecret, keyState, state, deadLetters } = options;
  const identity = gcpIdentity({ environment: process.env, now: Date.now });
  // On Google Cloud a process has an access token, or an error that says why not.
  const token = async () => (await identity.google())!;
  const web = { fetch: globalThis.fetch, random: Math.random };
  const client = googleClient({ ...web, token });
  const anonymous = googleClient({ ...web, token: async () => undefined });
  const relay = deployedRelay(options.relay, 'gcp');
  return {
    secrets: gcpSecrets(client, secret, {
      now: Date.now,
      onFailure: ({ code, message }) => log.warn('secret.stale', { code, reason: message }),
    }),
    keys: gcpKeys(client, { secret: keySecret, bucket: keyState }),
    state: gcpState(client, state),
    deadLetters: deadLetters ? gcpQueue(client, deadLetters) : undefined,
    relay:
      relay && lateRelay(async () => (await import('./gcp-relay.ts')).gcpRelay({ google: client, anonymous }, relay)),
    identity,
    files: gcpFiles(client, directory),
    log,
    fetch: globalThis.fetch,
    http: (http) => nodeHttpClient({ ...http, now: Date.now }),
    now: Date.now,
    random: Math.random,
    reference: newReference,
  };
};
