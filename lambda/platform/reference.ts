import { randomBytes } from 'node:crypto';

/** A reference number: 80 random bits, in Crockford's base 32, which survives being read out. */
export const newReference = (): string => {
  const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
  return Array.from(randomBytes(16), (byte) => alphabet[byte & 31]).join('');
};
