import type { AzureRelay } from '../../../config/deployed-relay.ts';
import { bySlot } from '../by-slot.ts';
import { deniedKeys } from '../denied-keys.ts';
import type { RelayPlaces } from '../relay-places.ts';
import { type AzureKeysClients, azureKeys } from './azure-keys.ts';
import { azureLend, azureRelayUrls } from './azure-lend.ts';
import { azureMailbox } from './azure-mailbox.ts';
import { azureQueue } from './azure-queue.ts';
import { azureState } from './azure-state.ts';

/**
 * The relay of a gateway on Azure.
 *
 * @param now milliseconds since 1970
 */
export const azureRelay = (clients: AzureKeysClients, relay: AzureRelay, now: () => number): RelayPlaces => {
  const { account, slots, authority, gateKey } = relay;
  const { storage } = clients;
  const urls = azureRelayUrls(account);
  const keys = (secret: string, folder: string) => azureKeys(clients, { secret, container: urls.registry, folder });
  return {
    registry: azureState(storage, urls.registry),
    authority: authority === undefined ? deniedKeys : keys(authority, 'authority'),
    gateKey: keys(gateKey, 'gate-key'),
    queue: bySlot((slot) => azureQueue(storage, urls.agentQueue(slot)), slots),
    mailbox: bySlot((slot) => azureMailbox(storage, urls.container(slot)), slots),
    lend: azureLend(storage, relay, now),
  };
};
