import { createPrivateKey } from 'node:crypto';
import { PlatformError } from '../../platform/platform-error.ts';
import { asSigningKey, type SigningKey } from './signing-key.ts';

/** A key, and from when on it signs: milliseconds since 1970. */
export interface RingKey extends SigningKey {
  readonly signsAt: number;
}

/** The signing keys of a sync, in the order in which they sign. */
export type SigningRing = readonly RingKey[];

/** The last one, the one that signs, the next one; one more where they follow each other fast. */
const mostKeys = 8;

/** The text that a key store holds: `{"version":1,"keys":[{"kid":"<thumbprint>","signsAt":<milliseconds>,"key":"<base64url of PKCS #8>"}]}`. */
export const formatSigningRing = (ring: SigningRing): string =>
  JSON.stringify({
    version: 1,
    keys: ring.map(({ kid, signsAt, privateKey }) => ({
      kid,
      signsAt,
      key: privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64url'),
    })),
  });

/**
 * Reads the text of a key store. A ring without keys is one too: whoever takes all keys away has another one made at once.
 *
 * No message repeats what the store holds.
 *
 * @throws PlatformError `key-invalid`
 */
export const parseSigningRing = (text: string): SigningRing => {
  const { version, keys } = objectIn(text);
  if (version !== 1 || !Array.isArray(keys) || keys.length > mostKeys) throw invalid();
  const ring = keys.map(ringKey);
  if (ring.some(({ signsAt }, index) => index > 0 && signsAt <= ring[index - 1]!.signsAt)) throw invalid();
  if (new Set(ring.map(({ kid }) => kid)).size < ring.length) throw invalid();
  return ring;
};

const ringKey = (value: unknown): RingKey => {
  const { kid, signsAt, key } = Object(value) as Readonly<Record<string, unknown>>;
  if (!Number.isSafeInteger(signsAt) || typeof key !== 'string') throw invalid();
  const signing = signingKeyIn(key);
  if (signing?.kid !== kid) throw invalid();
  return { ...signing!, signsAt: signsAt as number };
};

const signingKeyIn = (key: string): SigningKey | undefined => {
  try {
    return asSigningKey(createPrivateKey({ key: Buffer.from(key, 'base64url'), format: 'der', type: 'pkcs8' }));
  } catch {
    // The parser's own message is of no use, and its text is a secret's.
    return undefined;
  }
};

const objectIn = (text: string): Readonly<Record<string, unknown>> => {
  try {
    return Object(JSON.parse(text));
  } catch {
    throw invalid();
  }
};

const invalid = () =>
  new PlatformError(
    'key-invalid',
    "the key store does not hold this sync's signing keys as a gateway writes them: restore the version before",
  );
