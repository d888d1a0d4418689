import { aessiv } from '@noble/ciphers/aes.js';
import type { GatewayKey, Keys } from '../../keys/gateway-keys.ts';
import { pseudonymHead } from './pseudonym-text.ts';

/** A value as it stood in a document: a number keeps its exact text. */
export interface PlainValue {
  readonly text: string;
  readonly kind: 'string' | 'number';
}

const blockBytes = 16;
const kindBytes = { string: 0x73, number: 0x6e } as const;
const padding = 0x80;
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Makes the pseudonym that only this gateway turns back: AES-256-SIV (RFC 5297), which is deterministic and authenticated. Version,
 * kind of pseudonym, key id and gateway are associated data: a pseudonym of another gateway, or one with another head, is refused.
 *
 * What is encrypted is one byte for the kind of value, its text in UTF-8, and padding to a multiple of 16 bytes (ISO/IEC 7816-4),
 * so that the length of a pseudonym tells of the value's length no more than that.
 */
export const sealValue = ({ text, kind }: PlainValue, { gateway, current }: Keys): string => {
  const length = 1 + Buffer.byteLength(text);
  const plain = Buffer.alloc(length + blockBytes - (length % blockBytes));
  plain[0] = kindBytes[kind];
  plain.write(text, 1);
  plain[length] = padding;
  const body = Buffer.from(cipherOf(current, gateway).encrypt(plain)).toString('base64url');
  return `${pseudonymHead('r', current.id)}${body.length}.${body}`;
};

/** The value that the bytes of a pseudonym stand for; `undefined` if this gateway's key did not make them. */
export const openValue = (bytes: Uint8Array, key: GatewayKey, gateway: string): PlainValue | undefined => {
  if (bytes.length < 2 * blockBytes) return undefined;
  const plain = decrypted(bytes, key, gateway);
  if (!plain) return undefined;
  const text = decoder.decode(plain.subarray(1, plain.lastIndexOf(padding)));
  return { text, kind: plain[0] === kindBytes.number ? 'number' : 'string' };
};

const cipherOf = (key: GatewayKey, gateway: string) =>
  aessiv(key.reversible, Buffer.from(pseudonymHead('r', key.id) + gateway));

const decrypted = (bytes: Uint8Array, key: GatewayKey, gateway: string): Uint8Array | undefined => {
  try {
    return cipherOf(key, gateway).decrypt(bytes);
  } catch {
    return undefined;
  }
};
