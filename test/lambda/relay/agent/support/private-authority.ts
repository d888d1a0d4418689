import { webcrypto } from 'node:crypto';
import {
  BasicConstraintsExtension,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '../../../../../lambda/relay/authority/x509.ts';

/** A server's certificate and its key (PEM), and who certified it. */
export interface PrivateCertificate {
  readonly authority: string;
  readonly certificate: string;
  readonly key: string;
}

const signingAlgorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const newKeys = () => webcrypto.subtle.generateKey(signingAlgorithm, true, ['sign', 'verify']);

/** A certificate authority as a company has one, and a server that it certified for some names. */
export const privateCertificate = async (
  names: readonly string[],
  authorityName = 'Acme private authority',
): Promise<PrivateCertificate> => {
  const [authorityKeys, serverKeys] = [await newKeys(), await newKeys()];
  const times = { notBefore: new Date(Date.now() - 3_600_000), notAfter: new Date(Date.now() + 86_400_000) };
  const authority = await X509CertificateGenerator.createSelfSigned({
    ...times,
    name: `CN=${authorityName}`,
    keys: authorityKeys,
    signingAlgorithm,
    extensions: [new BasicConstraintsExtension(true, undefined, true)],
  });
  const certificate = await X509CertificateGenerator.create({
    ...times,
    subject: `CN=${names[0]}`,
    issuer: authority.subject,
    publicKey: serverKeys.publicKey,
    signingKey: authorityKeys.privateKey,
    signingAlgorithm,
    extensions: [
      new SubjectAlternativeNameExtension(
        names.map((value) => ({ type: /^[\d.]+$/.test(value) ? ('ip' as const) : ('dns' as const), value })),
      ),
    ],
  });
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', serverKeys.privateKey)).toString('base64');
  const key = `-----BEGIN PRIVATE KEY-----\n${pkcs8}\n-----END PRIVATE KEY-----\n`;
  return { authority: `${authority.toString('pem')}\n`, certificate: certificate.toString('pem'), key };
};
