import 'reflect-metadata';

/**
 * Certificates and requests for them (RFC 5280, RFC 2986). To be had from here alone: the library looks for the polyfill while it is loaded, and does not
 * load without.
 *
 * It is asked for here and not by another import, for in a bundle the bodies of all modules that are imported run before the first line of this one, and
 * the polyfill, which is CommonJS, begins with that line.
 */
export const {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  Pkcs10CertificateRequest,
  Pkcs10CertificateRequestGenerator,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} = await import('@peculiar/x509');
