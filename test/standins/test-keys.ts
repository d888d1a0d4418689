import { generateKeyPairSync } from 'node:crypto';

/** An RSA key for one test file: making one takes a while. */
export const rsaKey = () => generateKeyPairSync('rsa', { modulusLength: 2048 });
