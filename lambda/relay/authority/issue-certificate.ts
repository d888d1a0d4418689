import { createHash, type KeyObject } from 'node:crypto';
import type { KnownCertificate } from '../registry/agent-record.ts';
import { beforeMilliseconds, newSerialNumber, signingAlgorithm } from './make-authority.ts';
import type { Authority } from './open-authority.ts';
import { publicKeyText } from './public-key-text.ts';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from './x509.ts';

/** Whom a certificate is for, and for how long. */
export interface CertificateOptions {
  readonly authority: Authority;
  readonly gateway: string;
  readonly agent: string;
  /** Of P-256, as `requestedKey` gives it. */
  readonly key: KeyObject;
  readonly days: number;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** A certificate, and what the registry keeps of it. */
export interface IssuedCertificate {
  /** PEM. */
  readonly certificate: string;
  readonly known: KnownCertificate;
}

const dayMilliseconds = 86_400_000;
const ecdsa = { name: 'ECDSA', namedCurve: 'P-256' } as const;

/**
 * Issues the certificate of an agent: for a key that was proved, under the name that the gate knows.
 *
 * @example await issueCertificate({ authority, gateway: 'acme', agent: 'berlin', key: await requestedKey(pem), days: 30, now: Date.now() })
 */
export const issueCertificate = async (options: CertificateOptions): Promise<IssuedCertificate> => {
  const { authority, gateway, agent, key, days, now } = options;
  const publicKey = key.toCryptoKey(ecdsa, true, ['verify']);
  const issuer = new X509Certificate(authority.certificate);
  // Whole seconds are all that a certificate can say.
  const beginsAt = Math.floor((now - beforeMilliseconds) / 1_000) * 1_000;
  const endsAt = Math.min(Math.floor(now / 1_000) * 1_000 + days * dayMilliseconds, authority.endsAt);
  const certificate = await X509CertificateGenerator.create({
    serialNumber: newSerialNumber(),
    subject: [{ CN: [agent] }, { O: [gateway] }],
    issuer: issuer.subject,
    notBefore: new Date(beginsAt),
    notAfter: new Date(endsAt),
    publicKey,
    signingKey: authority.key.toCryptoKey(ecdsa, false, ['sign']),
    signingAlgorithm,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.clientAuth]),
      await SubjectKeyIdentifierExtension.create(publicKey),
      await AuthorityKeyIdentifierExtension.create(issuer),
    ],
  });
  const thumbprint = createHash('sha256').update(Buffer.from(certificate.rawData)).digest('base64url');
  return {
    certificate: `${certificate.toString('pem')}\n`,
    known: { thumbprint, publicKey: publicKeyText(key), beginsAt, endsAt },
  };
};
