import type { AzureRelay } from '../../../config/deployed-relay.ts';
import type { AgentAccess, LendAccess } from '../agent-access.ts';
import { PlatformError } from '../platform-error.ts';
import type { RestClient } from '../rest-client.ts';
import { queueVersion, storageVersion } from './azure-client.ts';
import { delegatedSignature } from './delegated-signature.ts';
import { delegationKey } from './delegation-key.ts';

/** What is lent counts for as long as on AWS. */
const milliseconds = 900_000;

/** Our clock may be ahead of the service's, which gives no key that begins later than now. */
const earlier = 300_000;

/** Read, create, write, delete and list; and update (to hold a message for longer) and process (to receive and remove it). */
const permissions = { container: 'rcwdl', queue: 'up' } as const;

/** Where the parts of a relay are in its storage account. */
export const azureRelayUrls = (account: string) => ({
  blob: `https://${account}.blob.core.windows.net`,
  queue: `https://${account}.queue.core.windows.net`,
  registry: `https://${account}.blob.core.windows.net/registry`,
  container: (slot: number) => `https://${account}.blob.core.windows.net/mailbox-${slot}`,
  agentQueue: (slot: number) => `https://${account}.queue.core.windows.net/agent-${slot}`,
});

/**
 * Lends signatures for one container and one queue, by a user delegation key of each service: the storage account takes no keys of its own. A signature
 * lets in to what the relay's app may itself, and no further.
 *
 * @param client of storage, as the relay's app
 * @param now milliseconds since 1970
 */
export const azureLend =
  (client: RestClient, { account, slots, authority }: AzureRelay, now: () => number): LendAccess =>
  async (slot): Promise<AgentAccess> => {
    if (authority === undefined || !Number.isInteger(slot) || slot < 1 || slot > slots) throw missing();
    const urls = azureRelayUrls(account);
    const expiresAt = now() + milliseconds;
    const times = { startsAt: now() - earlier, endsAt: expiresAt };
    const [blobKey, queueKey] = await Promise.all([
      delegationKey(client, { ...times, service: urls.blob, version: storageVersion }),
      delegationKey(client, { ...times, service: urls.queue, version: queueVersion }),
    ]);
    const signed = { account, endsAt: expiresAt };
    return {
      host: 'azure',
      queueUrl: urls.agentQueue(slot),
      containerUrl: urls.container(slot),
      queueSignature: delegatedSignature(queueKey, {
        ...signed,
        kind: 'queue',
        name: `agent-${slot}`,
        permissions: permissions.queue,
        version: queueVersion,
      }),
      containerSignature: delegatedSignature(blobKey, {
        ...signed,
        kind: 'container',
        name: `mailbox-${slot}`,
        permissions: permissions.container,
        version: storageVersion,
      }),
      expiresAt,
    };
  };

const missing = () =>
  new PlatformError('identity-missing', 'this app has no access to lend to agents: deploy the gateway again');
