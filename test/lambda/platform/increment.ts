import type { StateStore } from '../../../lambda/platform/state-store.ts';

/** Adds one to a number in a store, as often as somebody else was faster. */
export const increment = async (store: StateStore, name: string): Promise<void> => {
  for (;;) {
    const found = await store.read(name);
    if (await store.write(name, String(Number(found?.text ?? 0) + 1), found?.version)) return;
  }
};
