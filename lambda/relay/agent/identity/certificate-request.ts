import type { webcrypto } from 'node:crypto';
import type { AgentKey } from './agent-key.ts';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

/**
 * A request for a certificate (RFC 2986), signed by the key that it is for: PEM.
 *
 * @param agent becomes the subject, which the gate does not look at
 */
export const certificateRequest = async (key: AgentKey, agent: string): Promise<string> => {
  // It takes a while to load, and is needed once a month.
  const { Pkcs10CertificateRequestGenerator } = await import('../../authority/x509.ts');
  const { subtle } = globalThis.crypto;
  const publicKey = await subtle.importKey('spki', key.publicKey, algorithm, true, ['verify']);
  // The private half stays where it is: it stands for itself, and is only asked for its algorithm.
  const privateKey = { ...publicKeyLike(publicKey), type: 'private' } as unknown as webcrypto.CryptoKey;
  const crypto = {
    subtle: {
      exportKey: (format: 'spki', exported: webcrypto.CryptoKey) => subtle.exportKey(format, exported),
      sign: async (_algorithm: unknown, _key: unknown, bytes: ArrayBuffer) =>
        (await key.sign(new Uint8Array(bytes))).buffer,
    },
  } as unknown as Parameters<typeof Pkcs10CertificateRequestGenerator.create>[1];
  const request = await Pkcs10CertificateRequestGenerator.create(
    { name: `CN=${agent}`, keys: { publicKey, privateKey }, signingAlgorithm: algorithm },
    crypto,
  );
  return request.toString('pem');
};

const publicKeyLike = ({ algorithm: own }: webcrypto.CryptoKey) => ({
  algorithm: own,
  extractable: false,
  usages: ['sign'] as const,
});
