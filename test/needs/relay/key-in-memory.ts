import type { KeyStore } from '../../../lambda/platform/key-store.ts';

/** A key of one test: where keys are kept is tried elsewhere. */
export const keyInMemory = (): KeyStore => {
  let text: string | undefined;
  return {
    async readOrCreate(make) {
      text ??= make();
      return text;
    },
  };
};
