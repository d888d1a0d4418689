import type { KeyObject } from 'node:crypto';

/** A public key as the registry keeps it: SPKI, DER, Base64url. */
export const publicKeyText = (key: KeyObject): string =>
  key.export({ type: 'spki', format: 'der' }).toString('base64url');
