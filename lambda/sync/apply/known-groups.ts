import type { SealedState } from '../state/sealed-state.ts';

/** Groups of a destination that are ours, or are about to be made by us. */
export interface KnownGroups {
  /** Whether it is ours if it is there. */
  isOurs(name: string): boolean;
  idOf(name: string): string | undefined;
  /** It is about to be made. */
  intend(name: string): void;
  found(name: string, id: string): void;
  forget(name: string): void;
  /** Writes what has changed. Throws PlatformError. */
  save(): Promise<void>;
}

const place = 'sync/groups';

/** Reads what is known of groups. Throws PlatformError. */
export const knownGroups = async (sealed: SealedState): Promise<KnownGroups> => {
  const opened = await sealed.read(place);
  const ids = new Map<string, string>(opened ? JSON.parse(opened.text) : []);
  let isChanged = opened?.isCurrent === false;
  const set = (name: string, id: string): void => {
    isChanged ||= ids.get(name) !== id;
    ids.set(name, id);
  };
  return {
    isOurs: (name) => ids.has(name),
    idOf: (name) => ids.get(name) || undefined,
    intend: (name) => set(name, ''),
    found: set,
    forget(name) {
      isChanged = ids.delete(name) || isChanged;
    },
    async save() {
      if (!isChanged) return;
      await sealed.put(place, JSON.stringify([...ids]));
      isChanged = false;
    },
  };
};
