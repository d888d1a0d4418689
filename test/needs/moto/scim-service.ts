import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A SCIM service with two users, on loopback. */
export interface ScimService {
  readonly baseUrl: string;
  /** What it wants as bearer token. */
  readonly token: string;
  stop(): void;
}

const users = ['one', 'two'].map((id) => ({
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
  id,
  userName: id,
  displayName: `User ${id}`,
}));

/** Starts a service that tells its users to whoever has the token, and nothing to others. */
export const startScimService = async (): Promise<ScimService> => {
  const token = 'scim-token-7f3a';
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const status = request.headers.authorization !== `Bearer ${token}` ? 401 : pathname === '/scim/Users' ? 200 : 404;
    const resources = { totalResults: users.length, itemsPerPage: users.length, startIndex: 1, Resources: users };
    response.writeHead(status, { 'content-type': 'application/scim+json' });
    response.end(JSON.stringify(status === 200 ? resources : { status: String(status) }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/scim`,
    token,
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
};
