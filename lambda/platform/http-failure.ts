import { HttpError } from './http-client.ts';

/** How far a request was when it failed. */
export interface HttpProgress {
  /** Connected, with TLS if that was asked for. */
  readonly connected: boolean;
}

const unknownNames = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_NODATA', 'EAI_NONAME', 'EAI_FAIL']);

/** Codes of Node's TLS and of OpenSSL's verification (nodejs.org/api/tls.html, "X509 certificate error codes"). */
const certificateCode =
  /^(ERR_TLS_CERT|CERT_|CRL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED)/;

/** Alerts of TLS that speak of the client's certificate (RFC 8446, section 6.2). With TLS 1.3 they come after the client is done. */
const clientCertificateCode =
  /^ERR_SSL_\w+_ALERT_(BAD_CERTIFICATE|UNSUPPORTED_CERTIFICATE|CERTIFICATE_|UNKNOWN_CA|ACCESS_DENIED)/;

/**
 * Says in our words why a request had no answer. What OpenSSL, the resolver or the kernel said is kept as the cause alone: it may
 * name hosts and addresses.
 */
export const httpFailure = (error: Error, { connected }: HttpProgress): HttpError => {
  if (error instanceof HttpError) return error;
  const { code = 'unknown' } = error as NodeJS.ErrnoException;
  if (clientCertificateCode.test(code)) {
    const message = `the host does not accept the client certificate, or asks for one (${code}): enter one that it accepts`;
    return new HttpError('certificate-unusable', message, { sent: false, cause: error });
  }
  if (connected) {
    const message = `the connection ended before an answer came (${code})`;
    return new HttpError('broken-off', message, { sent: true, cause: error });
  }
  if (unknownNames.has(code)) {
    const message = `the name of the host can not be looked up (${code}): is it spelled right, does the network have DNS?`;
    return new HttpError('name-unknown', message, { sent: false, cause: error });
  }
  if (certificateCode.test(code)) {
    const message = `the certificate of the host can not be trusted (${code}): a private authority goes into NODE_EXTRA_CA_CERTS`;
    return new HttpError('certificate-refused', message, { sent: false, cause: error });
  }
  const message = `no connection (${code}): is the host up, and the network open to it?`;
  return new HttpError('connect-failed', message, { sent: false, cause: error });
};
