import { setImmediate } from 'node:timers/promises';
import { stateName } from '../../../lambda/platform/state-name.ts';
import type { StateStore, StoredState } from '../../../lambda/platform/state-store.ts';

/** A state store of this process, as strict as those of the hosts. Every call takes a turn of the event loop. */
export const memoryState = (): StateStore => {
  const stored = new Map<string, StoredState>();
  let versions = 0;
  return {
    async read(name) {
      stateName(name);
      await setImmediate();
      return stored.get(name);
    },
    async write(name, text, after) {
      stateName(name);
      await setImmediate();
      if (stored.get(name)?.version !== after) return undefined;
      const version = `v${++versions}`;
      stored.set(name, { text, version });
      return version;
    },
  };
};
