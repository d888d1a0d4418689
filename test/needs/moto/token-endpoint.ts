import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** An authorization server on loopback with one client. */
export interface TokenEndpoint {
  readonly tokenUrl: string;
  /** What the administrator enters. */
  readonly secret: Readonly<Record<'client_id' | 'client_secret', string>>;
  /** How many tokens it gave. */
  given(): number;
  /** From now on it knows the client no more. */
  forget(): void;
  stop(): void;
}

/**
 * Starts an endpoint that gives its one token to who asks as RFC 6749 says (sections 2.3.1 and 4.4.2), and to nobody else.
 *
 * @param token that it gives
 */
export const startTokenEndpoint = async (token: string): Promise<TokenEndpoint> => {
  const secret = { client_id: 'gate', client_secret: 'client-secret-5d1e' };
  const basic = Buffer.from(`${secret.client_id}:${secret.client_secret}`).toString('base64');
  let isKnown = true;
  let given = 0;
  const server = createServer(async (request, response) => {
    const form = new URLSearchParams(await text(request));
    const isRight =
      request.method === 'POST' &&
      request.url === '/token' &&
      request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true &&
      form.get('grant_type') === 'client_credentials';
    const isClient = isKnown && request.headers.authorization === `Basic ${basic}`;
    const [status, body] = !isRight
      ? [400, { error: 'invalid_request' }]
      : !isClient
        ? [401, { error: 'invalid_client' }]
        : [200, { access_token: token, token_type: 'Bearer', expires_in: 3_600 }];
    if (status === 200) given++;
    response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
    response.end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    tokenUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`,
    secret,
    given: () => given,
    forget: () => {
      isKnown = false;
    },
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
};
