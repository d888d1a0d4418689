import type { KeyHolder, Keys } from '../../keys/gateway-keys.ts';
import { PlatformError } from '../../platform/platform-error.ts';
import type { StateStore } from '../../platform/state-store.ts';
import { seal, sealedBy, unseal } from '../../tokens/seal.ts';

/** A text that was sealed, and what must be known to write another one. */
export interface OpenedState {
  readonly text: string;
  readonly version: string;
  /** Whether the current key sealed it: what another one has is written again before that is gone. */
  readonly isCurrent: boolean;
}

/** A state store whose texts only this sync can read, in their own places. Methods throw PlatformError of the state store or of the key store. */
export interface SealedState {
  /** Throws PlatformError `state-invalid` for what does not open. */
  read(name: string): Promise<OpenedState | undefined>;
  /** @returns the new version; `undefined` if somebody else has written, and nothing was changed */
  write(name: string, text: string, after: string | undefined): Promise<string | undefined>;
  /** Writes over whatever is there. */
  put(name: string, text: string): Promise<void>;
}

/** What a sealed store is made from. */
export interface SealedStateOptions {
  readonly state: StateStore;
  readonly keys: Pick<KeyHolder, 'current' | 'fresh'>;
  /** Such as `acme/bi-users`: what is sealed for one sync opens at no other. */
  readonly place: string;
}

/** How often one writes over what others write at the same time. */
const attempts = 8;

/** Seals with the key of the gateway. */
export const sealedState = ({ state, keys, place }: SealedStateOptions): SealedState => {
  const write = async (name: string, text: string, after: string | undefined): Promise<string | undefined> =>
    state.write(name, seal(text, `${place}/${name}`, await keys.current()), after);

  return {
    async read(name) {
      const stored = await state.read(name);
      if (!stored) return undefined;
      const open = ({ current, all, gateway }: Keys) => {
        const text = unseal(stored.text, `${place}/${name}`, { current, all, gateway });
        if (text === undefined) return undefined;
        return { text, version: stored.version, isCurrent: sealedBy(stored.text) === current.id };
      };
      return open(await keys.current()) ?? open(await keys.fresh()) ?? fail(name);
    },
    write,
    async put(name, text) {
      for (let attempt = 0; attempt < attempts; attempt++) {
        const stored = await state.read(name);
        if ((await write(name, text, stored?.version)) !== undefined) return;
      }
      throw new PlatformError('state-unreachable', 'the state of the sync is written by too many at once: try again');
    },
  };
};

const fail = (name: string): never => {
  throw new PlatformError(
    'state-invalid',
    `${name} of the sync was sealed with a key that is gone, or changed by somebody else: put the key back, or see docs/sync.md`,
    { detail: { name } },
  );
};
