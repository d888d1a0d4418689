import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Keys } from '../keys/gateway-keys.ts';

const mark = 'st1';
const nonceBytes = 12;
const tagBytes = 16;

/**
 * Seals a text for one place: AES-256-GCM (NIST SP 800-38D) with a key of the gateway, a random nonce, and the place as additional
 * data, so that what is sealed for one source or scheme opens at no other.
 *
 * @param place such as `acme/tickets/oauth`
 * @returns `st1.<key id>.<base64url of nonce, text and tag>`
 */
export const seal = (text: string, place: string, { current }: Keys): string => {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', current.token, nonce).setAAD(Buffer.from(place));
  const sealed = Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return `${mark}.${current.id}.${sealed.toString('base64url')}`;
};

/** The id of the key that something was sealed with. */
export const sealedBy = (text: string): string => text.split('.')[1] ?? '';

/** Opens what `seal` made; `undefined` if it was changed, belongs elsewhere, or its key is gone. */
export const unseal = (text: string, place: string, { all }: Keys): string | undefined => {
  const [made, id = '', body = ''] = text.split('.');
  const key = all.get(id);
  const bytes = Buffer.from(body, 'base64url');
  if (made !== mark || !key || bytes.length < nonceBytes + tagBytes) return undefined;
  const decipher = createDecipheriv('aes-256-gcm', key.token, bytes.subarray(0, nonceBytes), {
    authTagLength: tagBytes,
  });
  decipher.setAAD(Buffer.from(place)).setAuthTag(bytes.subarray(-tagBytes));
  try {
    return decipher.update(bytes.subarray(nonceBytes, -tagBytes), undefined, 'utf8') + decipher.final('utf8');
  } catch {
    return undefined;
  }
};
