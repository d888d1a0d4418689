import { randomBytes } from 'node:crypto';
import { loadKeys } from '../../lambda/keys/gateway-keys.ts';
import type { Platform } from '../../lambda/platform/platform.ts';
import { type SyncStore, syncStore } from '../../lambda/sync/state/sync-store.ts';
import type { ConfiguredSync } from '../configured-sync.ts';

/** What a sync keeps, read and written with its administrator's own rights. */
export const stateOf = (
  { name, config: { gateway } }: ConfiguredSync,
  { state, keys, now }: Pick<Platform, 'state' | 'keys' | 'now'>,
): SyncStore =>
  syncStore({
    state,
    keys: loadKeys({
      gateway,
      keys,
      now,
      random: randomBytes,
      onFailure: (error) => {
        throw error;
      },
    }),
    gateway,
    name,
  });
