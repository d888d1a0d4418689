import type { Authentication } from '../../../../connectors/authentication/authentication.ts';
import { loadKeys } from '../../../../lambda/keys/gateway-keys.ts';
import { formatKeyRing, makeKeyRing } from '../../../../lambda/keys/key-ring.ts';
import { fetchOf } from '../../../../lambda/platform/fetch-of.ts';
import { localIdentity } from '../../../../lambda/platform/local/local-identity.ts';
import { jsonLog } from '../../../../lambda/platform/log.ts';
import type { Platform } from '../../../../lambda/platform/platform.ts';
import { fetchSource } from '../../../../lambda/tokens/access/fetch-source.ts';
import { sourceAccess } from '../../../../lambda/tokens/access/source-access.ts';
import { clientTo } from '../../../standins/client-to.ts';
import { memoryState } from '../../support/memory-state.ts';

/** What a destination is reached with. */
export interface DestinationFetchOptions {
  readonly authentication: Authentication;
  readonly secret: Readonly<Record<string, string>>;
  /** By host: the origins of stand-ins. */
  readonly origins: Readonly<Record<string, string>>;
  now(): number;
}

/** `fetch` with the real credentials of a destination, over real connections; nothing is asked again but after a 401. */
export const destinationFetch = (options: DestinationFetchOptions): typeof globalThis.fetch => {
  const { authentication, secret, origins, now } = options;
  const random = (count: number) => Buffer.alloc(count, 7);
  const ring = formatKeyRing(makeKeyRing(random));
  const http = clientTo(origins);
  const platform: Platform = {
    secrets: { read: async () => secret },
    keys: { readOrCreate: async () => ring },
    state: memoryState(),
    http: () => http,
    identity: localIdentity({ environment: {}, now }),
    files: { path: (location) => location, open: () => Promise.reject(new Error('no files here')) },
    log: jsonLog(() => undefined, now),
    fetch: fetchOf(http),
    now,
    random: () => 0,
    reference: () => 'ref-1',
  };
  const keys = loadKeys({ gateway: 'acme', keys: platform.keys, now, random, onFailure: () => undefined });
  const access = sourceAccess({ authentication, platform, gateway: 'acme', source: 'bi-users', keys });
  return fetchSource({ access, fetch: platform.fetch, http: () => http });
};
