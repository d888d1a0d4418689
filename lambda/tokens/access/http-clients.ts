import type { ClientCertificate, HttpClient } from '../../platform/http-client.ts';
import type { Platform } from '../../platform/platform.ts';

/** Gives the client that proves itself with a certificate, or with none. */
export type HttpClients = (certificate?: ClientCertificate) => HttpClient;

/** Certificates whose connections are kept: the one in use, and the one that it takes the place of. */
const mostCertificates = 2;

/**
 * Clients for one kind of target, one for each certificate.
 *
 * @param privateAddresses ranges of private addresses that the targets may have
 */
export const httpClients = (platform: Pick<Platform, 'http'>, privateAddresses: readonly string[]): HttpClients => {
  let plain: HttpClient | undefined;
  const known = new Map<string, HttpClient>();
  return (certificate) => {
    if (!certificate) {
      plain ??= platform.http({ privateAddresses });
      return plain;
    }
    const name = `${certificate.certificate}\n${certificate.privateKey}`;
    const client = known.get(name) ?? platform.http({ privateAddresses, certificate });
    known.set(name, client);
    if (known.size > mostCertificates) known.delete(known.keys().next().value!);
    return client;
  };
};
