import { hkdfSync } from 'node:crypto';
import { chunkCipher } from './chunk-cipher.ts';

/** Keys of 32 bytes for one request of a session: for itself, and for what follows it in each direction. */
export interface RequestKeys {
  readonly request: Uint8Array;
  readonly question: Uint8Array;
  readonly answer: Uint8Array;
}

/**
 * The keys of one request (HKDF-SHA-256, RFC 5869). Its id is in all of them, so that nothing of one request can be passed off as another's.
 *
 * @param secret of the session
 */
export const requestKeys = (secret: Uint8Array, id: string): RequestKeys => {
  const key = (use: string) => new Uint8Array(hkdfSync('sha256', secret, new Uint8Array(), `${use}\n${id}`, 32));
  return { request: key('request'), question: key('question'), answer: key('answer') };
};

/** Seals a request. Its key is of this request alone, so it is a stream of a single chunk. */
export const sealRequest = (keys: RequestKeys, plain: Uint8Array): Uint8Array =>
  chunkCipher(keys.request).seal(0, 'last', plain);

/** `undefined` if it was not sealed by `sealRequest` with the same keys. */
export const openRequest = (keys: RequestKeys, sealed: Uint8Array): Uint8Array | undefined =>
  chunkCipher(keys.request).open(0, sealed)?.bytes;
