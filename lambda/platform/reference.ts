import { randomFillSync } from 'node:crypto';

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
const length = 16;

/** Random bytes for many numbers at once: asking the system for each takes 8 µs. */
const pool = Buffer.alloc(256 * length);
let used = pool.length;

/** A reference number: 80 random bits, in Crockford's base 32, which survives being read out. */
export const newReference = (): string => {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  let reference = '';
  for (const end = used + length; used < end; used++) reference += alphabet[pool[used]! & 31];
  return reference;
};
