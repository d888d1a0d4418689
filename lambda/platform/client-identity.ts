import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { createSecureContext, type SecureContext } from 'node:tls';
import { type ClientCertificate, HttpError } from './http-client.ts';

/** What a client proves itself with in TLS, ready for use, or the reason why it is not. */
export interface ClientIdentity {
  /** `undefined` if the certificate or its key is of no use: then `check` throws. */
  readonly context: SecureContext | undefined;
  /**
   * Throws HttpError `certificate-unusable`. A server says nothing when it does not like a certificate: it ends the connection, which
   * nobody could tell from a bad network.
   *
   * @param now milliseconds since 1970
   */
  check(now: number): void;
}

/**
 * Reads a client certificate and its private key.
 *
 * @param authorities that the server's certificate must be signed by (PEM), in place of those of Node
 * @example clientIdentity({ certificate: '-----BEGIN CERTIFICATE-----…', privateKey: '-----BEGIN PRIVATE KEY-----…' }).check(Date.now())
 */
export const clientIdentity = (pem: ClientCertificate, authorities?: string): ClientIdentity => {
  try {
    const certificate = certificateOf(pem.certificate);
    if (!certificate.checkPrivateKey(privateKeyOf(pem.privateKey))) {
      throw unusable('the private key does not belong to the client certificate: enter both again');
    }
    return { context: contextOf(pem, authorities), check: checkDates(certificate) };
  } catch (error) {
    return {
      context: undefined,
      check: () => {
        throw error;
      },
    };
  }
};

const certificateOf = (pem: string): X509Certificate => {
  try {
    return new X509Certificate(pem);
  } catch (cause) {
    throw unusable('the client certificate is not PEM (-----BEGIN CERTIFICATE-----): enter it again', cause);
  }
};

const privateKeyOf = (pem: string): KeyObject => {
  try {
    return createPrivateKey(pem);
  } catch (cause) {
    throw unusable('the private key of the client certificate is not PEM without a passphrase: enter it again', cause);
  }
};

const contextOf = ({ certificate, privateKey }: ClientCertificate, authorities: string | undefined): SecureContext => {
  try {
    return createSecureContext({
      cert: certificate,
      key: privateKey,
      ...(authorities !== undefined && { ca: authorities }),
    });
  } catch (cause) {
    throw unusable('the chain after the client certificate is broken: enter the certificate again', cause);
  }
};

const checkDates =
  ({ validFromDate, validToDate }: X509Certificate): ClientIdentity['check'] =>
  (now) => {
    if (now > validToDate.getTime()) {
      throw unusable(`the client certificate ended on ${dayOf(validToDate)}: have it renewed and enter the new one`);
    }
    if (now < validFromDate.getTime()) {
      throw unusable(`the client certificate begins on ${dayOf(validFromDate)}: wait, or enter another one`);
    }
  };

const dayOf = (date: Date): string => date.toISOString().slice(0, 10);

const unusable = (message: string, cause?: unknown): HttpError =>
  new HttpError('certificate-unusable', message, { sent: false, cause });
