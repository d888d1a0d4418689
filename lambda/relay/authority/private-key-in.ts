import { createPrivateKey, type KeyObject } from 'node:crypto';
import { PlatformError } from '../../platform/platform-error.ts';

/**
 * Reads a private key for P-256 as the relay's key stores hold it: PKCS#8, PEM.
 *
 * @throws PlatformError `key-invalid`, which repeats nothing of the text
 */
export const privateKeyIn = (text: string): KeyObject => {
  const key = parse(text);
  if (key?.asymmetricKeyDetails?.namedCurve === 'prime256v1') return key;
  throw new PlatformError(
    'key-invalid',
    'a key store of the relay does not hold a key as a gateway writes it: restore the version before',
  );
};

const parse = (text: string): KeyObject | undefined => {
  try {
    return createPrivateKey(text);
  } catch {
    return undefined;
  }
};
