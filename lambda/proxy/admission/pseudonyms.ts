import type { PutBack } from '../../shapes/treatments/put-back.ts';

/**
 * Turns reversible pseudonyms into what they stand for, on the way to the source. Both throw PseudonymRefused for one that this
 * gateway's keys did not make; pseudonyms that no one can turn back stay as they are.
 *
 * They answer at once, but for a pseudonym of a key that this process does not know yet: then the key store is read again first.
 */
export interface Pseudonyms {
  /** @param text a decoded segment of a path, or a decoded value of a query; pseudonyms may stand anywhere in it */
  putBack(text: string): PutBack<string> | Promise<PutBack<string>>;
  /** @param bytes of a JSON document; pseudonyms may stand anywhere in its strings, keys included */
  putBackJson(bytes: Uint8Array): PutBack<Uint8Array> | Promise<PutBack<Uint8Array>>;
}
