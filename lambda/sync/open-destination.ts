import type { SyncDocument } from '../../config/config.ts';
import type { KeyHolder } from '../keys/gateway-keys.ts';
import { fetchOf } from '../platform/fetch-of.ts';
import type { Platform } from '../platform/platform.ts';
import { throughRelay } from '../relay/gate/through-relay.ts';
import { fetchSource } from '../tokens/access/fetch-source.ts';
import { httpClients } from '../tokens/access/http-clients.ts';
import { nodeSleep, sourceAccess } from '../tokens/access/source-access.ts';
import { pacedFetch } from './apply/paced-fetch.ts';
import { destinations } from './destinations/destinations.ts';
import type { RunningDestination } from './destinations/running-destination.ts';

/** What a destination is opened with. */
export interface OpenDestinationOptions {
  readonly document: SyncDocument;
  /** The sync's own: its secret is the destination's. */
  readonly platform: Platform;
  readonly keys: KeyHolder;
  readonly isLocal: boolean;
}

/**
 * Opens the destination of a sync: its credentials, its pace, and the way to it. Nothing is asked of it yet.
 *
 * @throws Error that says what to do, for a kind that this handler does not know
 */
export const openDestination = ({ document, platform, keys, isLocal }: OpenDestinationOptions): RunningDestination => {
  const { gateway, name, sync } = document;
  const { destination, via, agents, options } = sync.to;
  const kind = Object.hasOwn(destinations, destination) ? destinations[destination] : undefined;
  if (!kind) throw new Error(`this handler has no destination ${destination}: deploy it again`);
  // On this machine there is one agent, whatever it is called.
  const way =
    via === 'relay'
      ? throughRelay(platform, gateway, { source: name, agents: isLocal ? undefined : agents })
      : undefined;
  const there = way?.platform ?? platform;
  const authentication = kind.authentication(options, { local: isLocal });
  const access = sourceAccess({ authentication, platform: there, gateway, source: name, keys });
  const http = httpClients(there, authentication.privateAddresses);
  const { now, random } = platform;
  const fetch = pacedFetch({
    // By a client that refuses private addresses which nobody named.
    fetch: fetchSource({ access, fetch: fetchOf(http()), http }),
    rate: sync.rate,
    sleep: nodeSleep,
    now,
    random,
  });
  return kind.create({ options, fetch, isLocal, now, random });
};
