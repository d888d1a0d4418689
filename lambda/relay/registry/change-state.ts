import { PlatformError } from '../../platform/platform-error.ts';
import type { StateStore } from '../../platform/state-store.ts';

/** What is to be stored, if anything, and what comes of it. */
export interface Change<Value, Result> {
  /** @default - nothing is written */
  readonly write?: Value | undefined;
  readonly result: Result;
}

/** Each time that somebody else was faster, they got on: with so many tries only a broken store is left. */
const mostTries = 60;

/**
 * Changes one object of the registry: reads it, asks what is to be there, and writes that if nobody else has written since; otherwise once
 * more. So `change` may be called several times, and only the last call counts.
 *
 * Throws what `change` throws, and PlatformError of the store; after `state-unreachable` nobody knows whether something was written.
 */
export const changeState = async <Value, Result>(
  state: StateStore,
  name: string,
  parse: (text: string) => Value,
  change: (stored: Value | undefined) => Change<Value, Result> | Promise<Change<Value, Result>>,
): Promise<Result> => {
  for (let tries = 0; tries < mostTries; tries++) {
    const stored = await state.read(name);
    const { write, result } = await change(stored && parse(stored.text));
    if (write === undefined) return result;
    if ((await state.write(name, JSON.stringify(write), stored?.version)) !== undefined) return result;
  }
  throw new PlatformError('state-unreachable', 'the registry of agents is written by others all the time: try again');
};
