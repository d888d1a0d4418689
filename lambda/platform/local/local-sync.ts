import { join } from 'node:path';
import type { Log } from '../log.ts';
import type { SyncPlaces } from '../sync-places.ts';
import { localKeys } from './local-keys.ts';
import { localKeyFolder, localPlatform } from './local-platform.ts';

/** Which sync of which gateway. */
export interface LocalSyncOptions {
  /** The folder of the configuration file. */
  readonly directory: string;
  readonly gateway: string;
  readonly sync: string;
  /** The source that it reads. */
  readonly from: string;
  readonly log: Log;
}

/** The places of a sync on this machine beside its own platform, which is that of a source of its name. Whoever runs it wakes it up. */
export const localSync = ({ directory, gateway, sync, from, log }: LocalSyncOptions): Omit<SyncPlaces, 'wake'> => {
  const { secrets, state } = localPlatform({ directory, gateway, source: from, log });
  return { source: { secrets, state }, signingKeys: localKeys(join(localKeyFolder(directory), gateway), sync) };
};
