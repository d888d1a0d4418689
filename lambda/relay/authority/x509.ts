// Before the library, which looks for it while it is loaded.
import './x509-polyfill.ts';
import * as x509 from '@peculiar/x509';

/**
 * Certificates and requests for them (RFC 5280, RFC 2986). To be had from here alone: the library does not load without its polyfill.
 *
 * They are values of this file and no mere `export … from`: a bundle would take such ones from the library at once, and load it before the polyfill.
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
} = x509;
