import type { KeyStore } from './key-store.ts';
import { PlatformError } from './platform-error.ts';

/** The place of a key that only another function of the gateway has. */
export const deniedKeys: KeyStore = {
  readOrCreate: async () => {
    throw new PlatformError('key-denied', "this key is for the relay's own function: ask it");
  },
};
