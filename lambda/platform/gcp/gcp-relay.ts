import type { GcpRelay } from '../../../config/deployed-relay.ts';
import { bySlot } from '../by-slot.ts';
import { deniedKeys } from '../denied-keys.ts';
import type { RelayPlaces } from '../relay-places.ts';
import { gcpKeys } from './gcp-keys.ts';
import { type GcpLendClients, gcpLend, mailboxPrefix } from './gcp-lend.ts';
import { gcpMailbox } from './gcp-mailbox.ts';
import { gcpQueue } from './gcp-queue.ts';
import { gcpState } from './gcp-state.ts';

/** The relay of a gateway on Google Cloud. */
export const gcpRelay = (clients: GcpLendClients, relay: GcpRelay): RelayPlaces => {
  const { registryBucket, mailboxBucket, topics, subscriptions, authority, gateKey } = relay;
  const { google } = clients;
  const keys = (secret: string, folder: string) => gcpKeys(google, { secret, bucket: registryBucket, folder });
  return {
    registry: gcpState(google, registryBucket),
    authority: authority === undefined ? deniedKeys : keys(authority, 'authority'),
    gateKey: keys(gateKey, 'gate-key'),
    queue: bySlot((slot) => gcpQueue(google, topics[slot - 1]!, subscriptions[slot - 1]), topics.length),
    mailbox: bySlot(
      (slot) => gcpMailbox(google, { bucket: mailboxBucket, prefix: mailboxPrefix(slot) }),
      topics.length,
    ),
    lend: gcpLend(clients, relay),
  };
};
