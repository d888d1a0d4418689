import { hash } from 'node:crypto';

/** SHA-256 works on blocks of 64 bytes and gives 32 (FIPS 180-4). */
const blockBytes = 64;
const digestBytes = 32;
/** Texts up to a third of that are written into memory that is there already. */
const scratchBytes = 3 * 512;

/**
 * HMAC-SHA-256 (RFC 2104) of short texts, in base64url: 43 characters.
 *
 * `createHmac` takes ten times as long as two one-shot hashes (12 and 1 µs, bench/treatments.ts), which leave no handle behind.
 *
 * @param key of at most 64 bytes
 * @example const hmac = keyedHash(key.pseudonym); hmac('ada@example.com') // 'mH0…'
 */
export const keyedHash = (key: Uint8Array): ((text: string) => string) => {
  const inner = padded(key, 0x36, scratchBytes);
  const outer = padded(key, 0x5c, digestBytes);
  return (text) => {
    const message = text.length <= scratchBytes / 3 ? inner : padded(key, 0x36, Buffer.byteLength(text));
    const written = message.write(text, blockBytes);
    const digest = hash('sha256', message.subarray(0, blockBytes + written), 'binary');
    outer.write(digest, blockBytes, 'latin1');
    return hash('sha256', outer, 'base64url');
  };
};

const padded = (key: Uint8Array, pad: number, more: number): Buffer => {
  const bytes = Buffer.alloc(blockBytes + more);
  bytes.fill(pad, 0, blockBytes);
  for (const [at, byte] of key.entries()) bytes[at] = byte ^ pad;
  return bytes;
};
