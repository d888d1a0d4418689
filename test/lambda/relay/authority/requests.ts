import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { Pkcs10CertificateRequestGenerator } from '../../../../lambda/relay/authority/x509.ts';

/** A key as an agent makes it, and a request for a certificate of it. */
export interface Requested {
  readonly key: KeyObject;
  readonly request: string;
}

/** Makes a key and a request (PEM), which names whomever it likes. */
export const newRequest = async (curve: 'P-256' | 'P-384' = 'P-256', name = 'CN=somebody'): Promise<Requested> => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: curve });
  return { key: privateKey, request: await requestFor(publicKey, privateKey, curve, name) };
};

/** A request for one key that is signed by another one, if they do not belong together. */
export const requestFor = async (
  publicKey: KeyObject,
  signingKey: KeyObject,
  namedCurve = 'P-256',
  name = 'CN=somebody',
): Promise<string> => {
  const ecdsa = { name: 'ECDSA', namedCurve };
  const request = await Pkcs10CertificateRequestGenerator.create({
    name,
    keys: {
      publicKey: publicKey.toCryptoKey(ecdsa, true, ['verify']),
      privateKey: signingKey.toCryptoKey(ecdsa, false, ['sign']),
    },
    signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
  });
  return request.toString('pem');
};
