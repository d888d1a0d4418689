import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { getRequestListener } from '@hono/node-server';

/** The authority that the clouds' stand-ins are certified by: NODE_EXTRA_CA_CERTS takes this path. */
export const cloudAuthority = join(import.meta.dirname, 'certificates/authority.pem');

/**
 * The certificate of all stand-ins of clouds, for the names `*.googleapis.com`, `*.blob.core.windows.net`, `*.queue.core.windows.net`,
 * `*.vault.azure.net` and `management.azure.com`, and its key: paths.
 */
export const cloudCertificate = {
  certificate: join(import.meta.dirname, 'certificates/server.pem'),
  key: join(import.meta.dirname, 'certificates/server-key.pem'),
};

/** A server over TLS on loopback. */
export interface TlsListener {
  readonly port: number;
  stop(): Promise<void>;
}

/**
 * Serves a handler as the clouds do: over TLS, by the name that the request has as its host.
 *
 * @param certified the certificate and its key, as paths
 * @example const { port } = await listenTls(googleCloud(options).answer)
 */
export const listenTls = async (
  answer: (request: Request) => Promise<Response>,
  { certificate, key } = cloudCertificate,
): Promise<TlsListener> => {
  const tls = { cert: readFileSync(certificate), key: readFileSync(key) };
  const server = createServer(tls, getRequestListener(answer, { overrideGlobalObjects: false })).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};
