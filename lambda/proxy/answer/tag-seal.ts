import { aessiv } from '@noble/ciphers/aes.js';

/** Hides entity tags from those who can not open it. */
export interface TagSeal {
  /** The same for the same tag, in characters of base64url. */
  close(tag: string): string;
  /** The tag that was closed; `undefined` for what this seal did not close. */
  open(text: string): string | undefined;
}

const blockBytes = 16;
const padding = 0x80;

/**
 * Seals entity tags with AES-256-SIV (RFC 5297), which is deterministic and authenticated.
 *
 * Many sources make a tag out of the bytes of an answer. In clear text it would tell whoever guesses what did not leave that the guess
 * is right.
 *
 * @param key 64 bytes
 * @param context what a tag is good for: one that was closed in another context can not be opened
 */
export const tagSeal = (key: Uint8Array, context: string): TagSeal => {
  const associated = Buffer.from(context);
  return {
    close(tag) {
      const plain = Buffer.alloc(tag.length + blockBytes - (tag.length % blockBytes));
      plain.write(tag, 'latin1');
      plain[tag.length] = padding;
      return Buffer.from(aessiv(key, associated).encrypt(plain)).toString('base64url');
    },
    open(text) {
      const bytes = Buffer.from(text, 'base64url');
      // Another spelling of the same bytes would be another tag.
      if (bytes.length < 2 * blockBytes || bytes.toString('base64url') !== text) return undefined;
      try {
        const plain = Buffer.from(aessiv(key, associated).decrypt(bytes));
        return plain.toString('latin1', 0, plain.lastIndexOf(padding));
      } catch {
        return undefined;
      }
    },
  };
};
