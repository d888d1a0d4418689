import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { unsignedJwt } from '../../lambda/support/unsigned-jwt.ts';

/** What tells a container who it is: its environment, and the token that it gives for a resource. */
export interface MetadataService {
  readonly environment: Readonly<Record<string, string>>;
  /** Answers the next request with this status. */
  failNext(status: number): void;
  stop(): void;
}

type Answer = { readonly status: number; readonly headers?: Record<string, string>; readonly body?: object };

const start = async (
  answer: (request: IncomingMessage) => Answer,
  environmentOf: (port: number) => MetadataService['environment'],
): Promise<MetadataService> => {
  const failures: number[] = [];
  const server = createServer((request, response) => {
    const failure = failures.shift();
    const { status, headers, body } = failure === undefined ? answer(request) : { status: failure };
    response.writeHead(status, headers).end(body && JSON.stringify(body));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    environment: environmentOf((server.address() as AddressInfo).port),
    failNext: (status) => failures.push(status),
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
};

/** The token of the container's service account. */
export const googleToken = 'ya29.CANARY-of-the-account';

/** The metadata server of Google Cloud (cloud.google.com/run/docs/container-contract#metadata-server). */
export const googleMetadata = (): Promise<MetadataService> =>
  start(
    ({ url = '', headers }) => {
      const [path] = url.split('?');
      if (headers['metadata-flavor'] !== 'Google') return { status: 403 };
      if (path !== '/computeMetadata/v1/instance/service-accounts/default/token') return { status: 404 };
      const body = { access_token: googleToken, expires_in: 3_599, token_type: 'Bearer' };
      return { status: 200, headers: { 'metadata-flavor': 'Google' }, body };
    },
    (port) => ({ GCE_METADATA_HOST: `127.0.0.1:${port}` }),
  );

export const azureClientId = '7d1d4d5e-1111-4222-8333-444455556666';

/** What Azurite looks at in a token (its `--oauth basic`), and a key vault's stand-in does not. */
export const azureToken = (resource: string): string =>
  unsignedJwt({
    aud: resource,
    iss: 'https://sts.windows.net/ab1f708d-50f6-404c-a006-d71b2ac7a606/',
    tid: 'ab1f708d-50f6-404c-a006-d71b2ac7a606',
    oid: azureClientId,
    nbf: 1_500_000_000,
    iat: 1_500_000_000,
    exp: 4_000_000_000,
    appid: azureClientId,
  });

/** The identity endpoint of Container Apps (learn.microsoft.com/azure/container-apps/managed-identity#rest-endpoint-reference). */
export const azureMetadata = (): Promise<MetadataService> =>
  start(
    ({ url = '', headers }) => {
      const { pathname, searchParams } = new URL(url, 'http://localhost');
      if (headers['x-identity-header'] !== 'CANARY-header' || pathname !== '/msi/token') return { status: 401 };
      const resource = searchParams.get('resource');
      const isKnown =
        searchParams.get('client_id') === azureClientId && searchParams.get('api-version') === '2019-08-01';
      if (!isKnown || resource === null) return { status: 400 };
      return { status: 200, body: { access_token: azureToken(resource), resource, token_type: 'Bearer' } };
    },
    (port) => ({
      IDENTITY_ENDPOINT: `http://127.0.0.1:${port}/msi/token`,
      IDENTITY_HEADER: 'CANARY-header',
    }),
  );
