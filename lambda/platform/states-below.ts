import { stateName } from './state-name.ts';
import type { StateStore } from './state-store.ts';

/**
 * One folder of a state store, as a state store of its own.
 *
 * @example statesBelow(store, 'registry').read('slots') // what the store has as `registry/slots`
 */
export const statesBelow = (store: StateStore, folder: string): StateStore => ({
  read: async (name) => store.read(`${folder}/${stateName(name)}`),
  write: async (name, text, after) => store.write(`${folder}/${stateName(name)}`, text, after),
});
