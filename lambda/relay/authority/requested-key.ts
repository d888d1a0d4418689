import { createPublicKey, type KeyObject } from 'node:crypto';
import { RelayRefused } from '../relay-refused.ts';
import { Pkcs10CertificateRequest } from './x509.ts';

const pem =
  /^\s*-----BEGIN (NEW )?CERTIFICATE REQUEST-----[A-Za-z0-9+/=\s]+-----END (NEW )?CERTIFICATE REQUEST-----\s*$/;

/**
 * The key of a certificate request (RFC 2986), proved by the request's own signature. What else it asks for counts for nothing.
 *
 * Throws RelayRefused `request-malformed`, unless it is for a key of P-256 and signed by it.
 *
 * @param text PEM
 */
export const requestedKey = async (text: string): Promise<KeyObject> => {
  if (!pem.test(text)) throw refused('is not one PEM block');
  try {
    const request = new Pkcs10CertificateRequest(text);
    const key = createPublicKey({ key: Buffer.from(request.publicKey.rawData), format: 'der', type: 'spki' });
    if (key.asymmetricKeyDetails?.namedCurve !== 'prime256v1') throw refused('is not for a key of P-256');
    if (!(await request.verify())) throw refused('is not signed by its own key');
    return key;
  } catch (cause) {
    throw cause instanceof RelayRefused ? cause : refused('can not be read', cause);
  }
};

const refused = (what: string, cause?: unknown): RelayRefused =>
  new RelayRefused(
    'request-malformed',
    'Send "request" as a certificate request in PEM, for a key of P-256 and signed by it.',
    { reason: `the certificate request ${what}`, cause },
  );
