import { createPublicKey, generateKeyPairSync, type webcrypto } from 'node:crypto';
import type { RelayPlaces } from '../../platform/relay-places.ts';
import { privateKeyIn } from './private-key-in.ts';

/** The key by which agents know the gate: for HPKE in Auth mode, DHKEM(P-256). */
export interface GateKey {
  /** For `deriveBits` alone; the private half is not extractable. */
  readonly pair: webcrypto.CryptoKeyPair;
  /** The public half as agents are told it: uncompressed point, 65 bytes. */
  readonly publicKey: Uint8Array<ArrayBuffer>;
}

const algorithm = { name: 'ECDH', namedCurve: 'P-256' } as const;

/**
 * The gate's key, which is made at first use: all functions of a gateway have the same one. Read it once and keep it.
 *
 * Throws PlatformError `key-denied`, `key-unreachable`, `key-missing` or `key-invalid`.
 *
 * @example const { pair, publicKey } = await gateKeyPair(platform.relay)
 */
export const gateKeyPair = async ({ gateKey }: Pick<RelayPlaces, 'gateKey'>): Promise<GateKey> => {
  const key = privateKeyIn(await gateKey.readOrCreate(make));
  const publicKey = createPublicKey(key).toCryptoKey(algorithm, true, []);
  const privateKey = key.toCryptoKey(algorithm, false, ['deriveBits']);
  const raw = await globalThis.crypto.subtle.exportKey('raw', publicKey);
  return { pair: { publicKey, privateKey }, publicKey: new Uint8Array(raw) };
};

const make = (): string =>
  generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  }).privateKey;
