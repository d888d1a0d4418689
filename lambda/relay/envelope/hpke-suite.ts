import type { webcrypto } from 'node:crypto';
import { Aes256Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from '@hpke/core';

/** One half of a key pair for HPKE. */
export type AgreementKey = webcrypto.CryptoKey;

/** A key pair for HPKE: P-256. */
export interface AgreementKeyPair {
  readonly privateKey: AgreementKey;
  readonly publicKey: AgreementKey;
}

/** RFC 9180 with DHKEM(P-256, HKDF-SHA256), HKDF-SHA256 and AES-256-GCM: what every platform's own cryptography has. */
export const hpkeSuite = new CipherSuite({
  kem: new DhkemP256HkdfSha256(),
  kdf: new HkdfSha256(),
  aead: new Aes256Gcm(),
});

/** A key pair that one process of an agent makes for itself, and keeps in memory alone: what was sent to it can be read by no later one. */
export const newAgreementKey = (): Promise<AgreementKeyPair> => hpkeSuite.kem.generateKeyPair();

/** The uncompressed point of a public key, 65 bytes. */
export const publicBytes = async (publicKey: AgreementKey): Promise<Uint8Array> =>
  new Uint8Array(await hpkeSuite.kem.serializePublicKey(publicKey));

/** Reads what `publicBytes` has written. Throws an Error for anything that is no point of the curve. */
export const publicKeyOf = (bytes: Uint8Array): Promise<AgreementKey> =>
  hpkeSuite.kem.deserializePublicKey(new Uint8Array(bytes).buffer);
