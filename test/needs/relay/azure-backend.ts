import { randomUUID } from 'node:crypto';
import type { AgentAccess } from '../../../lambda/platform/agent-access.ts';
import { queueVersion, storageClient, storageVersion } from '../../../lambda/platform/azure/azure-client.ts';
import { azureMailbox } from '../../../lambda/platform/azure/azure-mailbox.ts';
import { azureQueue } from '../../../lambda/platform/azure/azure-queue.ts';
import { azureState } from '../../../lambda/platform/azure/azure-state.ts';
import { delegatedSignature } from '../../../lambda/platform/azure/delegated-signature.ts';
import { delegationKey } from '../../../lambda/platform/azure/delegation-key.ts';
import { bySlot } from '../../../lambda/platform/by-slot.ts';
import { deniedKeys } from '../../../lambda/platform/denied-keys.ts';
import { azuriteAccount, azuriteToken, startAzurite } from '../../standins/azure/start-azurite.ts';
import type { Backend } from './backend.ts';
import { cloudFetch } from './cloud-fetch.ts';
import { keyInMemory } from './key-in-memory.ts';

/** Longer than any table is played. */
const lentMilliseconds = 6 * 3_600_000;

/**
 * Relays in Azure's storage as Azurite plays it. All are in one account, so places have names of their own; what agents get in with is signed as the relay's
 * function signs it.
 */
export const azureBackend = async (): Promise<Backend> => {
  const [blob, queue] = await Promise.all([startAzurite('blob'), startAzurite('queue')]);
  const ports = { '.blob.': blob.port, '.queue.': queue.port };
  const storage = storageClient({
    fetch: cloudFetch(ports),
    random: Math.random,
    token: async (audience) => azuriteToken(audience),
  });
  const times = { startsAt: Date.now() - 300_000, endsAt: Date.now() + lentMilliseconds };
  const origin = (service: string) => `https://${azuriteAccount}.${service}.core.windows.net`;
  const [blobKey, queueKey] = await Promise.all([
    delegationKey(storage, { ...times, service: origin('blob'), version: storageVersion }),
    delegationKey(storage, { ...times, service: origin('queue'), version: queueVersion }),
  ]);
  return {
    name: 'Queue Storage and Blob Storage',
    async relay() {
      const id = randomUUID();
      const [registry, ...made] = await Promise.all([
        blob.make(`registry-${id}`),
        ...[1, 2].map((slot) => blob.make(`mailbox-${slot}-${id}`)),
        ...[1, 2].map((slot) => queue.make(`agent-${slot}-${id}`)),
      ]);
      const [containers, queues] = [made.slice(0, 2), made.slice(2)];
      const access = (slot: number, milliseconds?: number): AgentAccess => {
        const expiresAt = milliseconds === undefined ? times.endsAt : Date.now() + milliseconds;
        const signed = { account: azuriteAccount, endsAt: expiresAt };
        return {
          host: 'azure',
          queueUrl: queues[slot - 1]!,
          containerUrl: containers[slot - 1]!,
          queueSignature: delegatedSignature(queueKey, {
            ...{ ...signed, kind: 'queue', name: `agent-${slot}-${id}` },
            ...{ permissions: 'up', version: queueVersion },
          }),
          containerSignature: delegatedSignature(blobKey, {
            ...{ ...signed, kind: 'container', name: `mailbox-${slot}-${id}` },
            ...{ permissions: 'rcwdl', version: storageVersion },
          }),
          expiresAt,
        };
      };
      return {
        places: {
          registry: azureState(storage, registry),
          authority: deniedKeys,
          gateKey: keyInMemory(),
          queue: bySlot((slot) => azureQueue(storage, queues[slot - 1]!), 2),
          mailbox: bySlot((slot) => azureMailbox(storage, containers[slot - 1]!), 2),
          lend: async (slot) => access(slot),
        },
        access,
        environment: { RELAY_PORTS: JSON.stringify(ports) },
        stop: async () => undefined,
      };
    },
    stop: async () => {
      await Promise.all([blob.stop(), queue.stop()]);
    },
  };
};
