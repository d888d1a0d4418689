import { createHash, createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';

/** A key that signs tokens of users: RSA with 2048 bits, for RS256 (RFC 7518 §3.3). */
export interface SigningKey {
  /** Its thumbprint (RFC 7638). */
  readonly kid: string;
  readonly privateKey: KeyObject;
  /** What is published of it (RFC 7517). */
  readonly publicKey: PublicSigningKey;
}

/** One key of a JWKS. */
export interface PublicSigningKey {
  readonly kty: 'RSA';
  readonly n: string;
  readonly e: string;
  readonly kid: string;
  readonly use: 'sig';
  readonly alg: 'RS256';
}

/** RFC 7518 §3.3 wants no less; more would only make tokens longer, which travel in URLs. */
const bits = 2_048;

const generate = promisify(generateKeyPair);

/** Makes a key, in another thread: it takes 30 to 300 ms. */
export const makeSigningKey = async (): Promise<SigningKey> =>
  asSigningKey((await generate('rsa', { modulusLength: bits })).privateKey)!;

/** What a private key is as a signing key; `undefined` if it can not be one. */
export const asSigningKey = (privateKey: KeyObject): SigningKey | undefined => {
  const { modulusLength, publicExponent } = privateKey.asymmetricKeyDetails ?? {};
  if (privateKey.asymmetricKeyType !== 'rsa' || modulusLength !== bits || publicExponent !== 65_537n) return undefined;
  const { n, e } = createPublicKey(privateKey).export({ format: 'jwk' }) as { n: string; e: string };
  const kid = createHash('sha256')
    .update(JSON.stringify({ e, kty: 'RSA', n }))
    .digest('base64url');
  return { kid, privateKey, publicKey: { kty: 'RSA', n, e, kid, use: 'sig', alg: 'RS256' } };
};
