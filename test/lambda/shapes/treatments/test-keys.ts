import { randomBytes } from 'node:crypto';
import { deriveKeys, type Keys } from '../../../../lambda/keys/gateway-keys.ts';
import { type KeyRing, makeKeyRing } from '../../../../lambda/keys/key-ring.ts';

/** A ring that is the same in every run: its id is `AAAA`. */
export const fixedRing: KeyRing = { current: 'AAAA', keys: new Map([['AAAA', new Uint8Array(32).fill(7)]]) };

/** The keys of that ring. */
export const fixedKeys: Keys = deriveKeys('acme', fixedRing);

/** Keys that no one has seen before. */
export const newKeys = (gateway = 'acme'): Keys => deriveKeys(gateway, makeKeyRing(randomBytes));
