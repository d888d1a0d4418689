import { generateKeyPairSync, randomBytes } from 'node:crypto';
import {
  BasicConstraintsExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
} from './x509.ts';

/** Nobody renews an authority: whoever deploys a gateway anew after so long enrols its agents anew. */
const years = 10;

/** Clocks of agents may be behind. */
export const beforeMilliseconds = 5 * 60_000;

const ecdsa = { name: 'ECDSA', namedCurve: 'P-256' } as const;

/** How certificates are signed. */
export const signingAlgorithm = { name: 'ECDSA', hash: 'SHA-256' } as const;

/** A serial number that nobody can foresee: 127 random bits, positive (RFC 5280, section 4.1.2.2). */
export const newSerialNumber = (): string => {
  const bytes = randomBytes(16);
  // The highest bit would make it negative; a first byte of 0 would have to be left out.
  bytes[0] = (bytes[0]! & 0x3f) | 0x40;
  return bytes.toString('hex');
};

/**
 * Makes a certificate authority for a gateway: a key for P-256 and a certificate that it has signed itself.
 *
 * @param now milliseconds since 1970
 * @returns both as PEM, one after the other
 */
export const makeAuthority = async (gateway: string, now: number): Promise<string> => {
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const publicKey = pair.publicKey.toCryptoKey(ecdsa, true, ['verify']);
  const privateKey = pair.privateKey.toCryptoKey(ecdsa, false, ['sign']);
  const notAfter = new Date(now);
  notAfter.setUTCFullYear(notAfter.getUTCFullYear() + years);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: newSerialNumber(),
    name: [{ CN: ['Sallyport agents'] }, { O: [gateway] }],
    notBefore: new Date(now - beforeMilliseconds),
    notAfter,
    keys: { publicKey, privateKey },
    signingAlgorithm,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign, true),
      await SubjectKeyIdentifierExtension.create(publicKey),
    ],
  });
  return `${pair.privateKey.export({ type: 'pkcs8', format: 'pem' })}${certificate.toString('pem')}\n`;
};
