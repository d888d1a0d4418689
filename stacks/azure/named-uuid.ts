import { createHash } from 'node:crypto';

/** A UUID that follows from words, the same ones always giving the same, by the rules of version 8 (RFC 9562, section 5.8). */
export const namedUuid = (...words: readonly string[]): string => {
  const hash = createHash('sha256').update(words.join('\0')).digest('hex');
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
};
