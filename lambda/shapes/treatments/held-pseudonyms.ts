import type { KeyHolder, Keys } from '../../keys/gateway-keys.ts';
import { PseudonymRefused } from './pseudonym-refused.ts';
import { type PutBack, putBack, putBackJson } from './put-back.ts';

/** Puts pseudonyms back with the keys of now. A promise only if the key store had to be asked again. */
export interface HeldPseudonyms {
  putBack(text: string): PutBack<string> | Promise<PutBack<string>>;
  putBackJson(bytes: Uint8Array): PutBack<Uint8Array> | Promise<PutBack<Uint8Array>>;
}

/**
 * Puts pseudonyms back with these keys, and once more with the store's if one names a key that these do not hold: another process
 * may have begun to use a new one.
 *
 * @param keys what `holder.current()` gave
 * @example const admitted = await admit(call, heldPseudonyms(holder, await holder.current()))
 */
export const heldPseudonyms = (holder: Pick<KeyHolder, 'renewed'>, keys: Keys): HeldPseudonyms => {
  const withKeys = <Content>(act: (keys: Keys) => PutBack<Content>) => {
    try {
      return act(keys);
    } catch (error) {
      if (!(error instanceof PseudonymRefused) || error.fault !== 'unknown-key') throw error;
      return holder.renewed().then(act);
    }
  };
  return {
    putBack: (text) => withKeys((keys) => putBack(text, keys)),
    putBackJson: (bytes) => withKeys((keys) => putBackJson(bytes, keys)),
  };
};
