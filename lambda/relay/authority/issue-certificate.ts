import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import type { KnownCertificate } from '../registry/agent-record.ts';
import { RelayRefused } from '../relay-refused.ts';
import { beforeMilliseconds, newSerialNumber, signingAlgorithm } from './make-authority.ts';
import type { Authority } from './open-authority.ts';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  Pkcs10CertificateRequest,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from './x509.ts';

/** Whom a certificate is for, and for how long. */
export interface CertificateOptions {
  readonly authority: Authority;
  readonly gateway: string;
  readonly agent: string;
  /** A certificate request (RFC 2986), PEM. */
  readonly request: string;
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
 * Issues the certificate of an agent: for the key of the request alone, under the name that the gate knows. What else the request asks for
 * counts for nothing.
 *
 * Throws RelayRefused `request-malformed`, unless the request is for a key of P-256 and signed by it.
 *
 * @example await issueCertificate({ authority, gateway: 'acme', agent: 'berlin', request: pem, days: 30, now: Date.now() })
 */
export const issueCertificate = async (options: CertificateOptions): Promise<IssuedCertificate> => {
  const { authority, gateway, agent, days, now } = options;
  const key = await keyIn(options.request);
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
  const spki = key.export({ type: 'spki', format: 'der' }).toString('base64url');
  return {
    certificate: `${certificate.toString('pem')}\n`,
    known: { thumbprint, publicKey: spki, beginsAt, endsAt },
  };
};

const pem =
  /^\s*-----BEGIN (NEW )?CERTIFICATE REQUEST-----[A-Za-z0-9+/=\s]+-----END (NEW )?CERTIFICATE REQUEST-----\s*$/;

/** The key of a request that is signed by it. */
const keyIn = async (text: string): Promise<KeyObject> => {
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
