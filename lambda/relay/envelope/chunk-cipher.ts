import { createCipheriv, createDecipheriv } from 'node:crypto';

/** What a chunk is: more comes after it, it is the last, or it says why there is no more. */
export type ChunkKind = 'more' | 'last' | 'failed';

/** A chunk that was opened. */
export interface OpenedChunk {
  readonly kind: ChunkKind;
  readonly bytes: Uint8Array;
}

/** Encrypts and decrypts the chunks of one stream, each of which has a number. */
export interface ChunkCipher {
  seal(number: number, kind: ChunkKind, bytes: Uint8Array): Uint8Array;
  /** `undefined` if it is not the chunk of this stream with this number, or was changed. */
  open(number: number, sealed: Uint8Array): OpenedChunk | undefined;
}

const kinds: readonly ChunkKind[] = ['more', 'last', 'failed'];
const tagBytes = 16;

/**
 * AES-256-GCM with the number of a chunk and what it is in the nonce, as the STREAM construction does it (Hoang, Reyhanitabar, Rogaway, Vizár 2015): chunks can
 * neither be exchanged nor left out, and none but the last ends a stream. A key is of one stream alone, so no nonce comes twice.
 *
 * A chunk is one byte for what it is, the ciphertext, and 16 bytes of tag.
 *
 * @param key 32 bytes
 */
export const chunkCipher = (key: Uint8Array): ChunkCipher => ({
  seal(number, kind, bytes) {
    const cipher = createCipheriv('aes-256-gcm', key, nonceOf(number, kind));
    return Buffer.concat([
      Uint8Array.of(kinds.indexOf(kind)),
      cipher.update(bytes),
      cipher.final(),
      cipher.getAuthTag(),
    ]);
  },
  open(number, sealed) {
    const kind = kinds[sealed[0] ?? -1];
    if (!kind || sealed.length < 1 + tagBytes) return undefined;
    const decipher = createDecipheriv('aes-256-gcm', key, nonceOf(number, kind));
    decipher.setAuthTag(sealed.subarray(sealed.length - tagBytes));
    try {
      const bytes = decipher.update(sealed.subarray(1, sealed.length - tagBytes));
      decipher.final();
      return { kind, bytes };
    } catch {
      return undefined;
    }
  },
});

/** 12 bytes: seven of zeros, the number, what it is. */
const nonceOf = (number: number, kind: ChunkKind): Uint8Array => {
  const nonce = Buffer.alloc(12);
  nonce.writeUInt32BE(number, 7);
  nonce[11] = kinds.indexOf(kind);
  return nonce;
};
