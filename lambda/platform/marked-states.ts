import { randomUUID } from 'node:crypto';
import { PlatformError } from './platform-error.ts';
import { stateName } from './state-name.ts';
import type { StateStore, StoredState } from './state-store.ts';

/** An object store that writes on a condition. Its methods throw PlatformError as a StateStore's do. */
export interface ConditionalObjects {
  find(name: string): Promise<{ readonly body: string; readonly version: string } | undefined>;
  /** @returns the new version; `undefined` if the object is another one than `after`, or is there though none must be */
  put(name: string, body: string, after: string | undefined): Promise<string | undefined>;
}

/** What an object holds: a mark beside the text, by which whoever wrote it knows it again. The mark makes S3's tag another one too. */
interface MarkedState {
  readonly mark: string;
  readonly text: string;
}

/**
 * A state store on an object store, one object each. Nothing is kept in the process.
 *
 * @example markedStates({ find: async (name) => …, put: async (name, body, after) => … })
 */
export const markedStates = ({ find, put }: ConditionalObjects): StateStore => {
  const read = async (name: string): Promise<(StoredState & MarkedState) | undefined> => {
    const found = await find(name);
    return found && { ...marked(found.body), version: found.version };
  };
  return {
    read: async (name) => {
      const found = await read(stateName(name));
      return found && { text: found.text, version: found.version };
    },
    write: async (name, text, after) => {
      const mark = randomUUID();
      const version = await put(stateName(name), JSON.stringify({ mark, text } satisfies MarkedState), after);
      if (version !== undefined) return version;
      // A client asks again when an answer is lost, and then meets what it has written itself.
      const found = await read(name);
      return found?.mark === mark ? found.version : undefined;
    },
  };
};

const marked = (body: string): MarkedState => {
  try {
    const { mark, text } = JSON.parse(body) as Partial<MarkedState>;
    if (typeof mark === 'string' && typeof text === 'string') return { mark, text };
  } catch {
    // A parser's own message quotes the text.
  }
  throw new PlatformError(
    'state-invalid',
    'an object in the state of this source was not written by a gateway: delete it',
  );
};
