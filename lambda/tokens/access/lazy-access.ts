import { once } from '../../once.ts';
import type { SchemeAccess } from '../credentials.ts';

/** An access that is loaded when it is first used: with libraries that no other source needs. */
export const lazyAccess = (load: () => Promise<SchemeAccess>): SchemeAccess => {
  const loaded = once(load);
  return {
    current: async (signal) => (await loaded()).current(signal),
    refused: async (credentials, signal) => (await loaded()).refused(credentials, signal),
  };
};
