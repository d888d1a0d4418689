import { PlatformError } from '../../platform/platform-error.ts';
import type { StateStore } from '../../platform/state-store.ts';

/** A value that lies open in a state store, as JSON: counts, times and codes. Methods throw PlatformError of the store. */
export interface StoredJson<Value> {
  read(): Promise<Value>;
  /**
   * Writes what `change` makes of what is there; again, where somebody else was faster. `undefined` leaves it as it is.
   *
   * @returns what is there afterwards
   */
  change(change: (before: Value) => Value | undefined): Promise<Value>;
}

const attempts = 10;

/** @param none what is there before anything was written, and where what is there can not be read */
export const storedJson = <Value>(state: StateStore, name: string, none: Value): StoredJson<Value> => ({
  read: async () => parsed((await state.read(name))?.text, none),
  async change(change) {
    for (let attempt = 0; attempt < attempts; attempt++) {
      const stored = await state.read(name);
      const before = parsed(stored?.text, none);
      const after = change(before);
      if (after === undefined) return before;
      if ((await state.write(name, JSON.stringify(after), stored?.version)) !== undefined) return after;
    }
    throw new PlatformError('state-unreachable', 'the state of the sync is written by too many at once: try again');
  },
});

const parsed = <Value>(text: string | undefined, none: Value): Value => {
  if (text === undefined) return none;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Value) : none;
  } catch {
    return none;
  }
};
