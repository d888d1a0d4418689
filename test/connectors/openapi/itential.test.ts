import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openapi } from '../../../connectors/openapi.ts';
import type { HttpClient } from '../../../lambda/platform/http-client.ts';
import { nodeHttpClient } from '../../../lambda/platform/node-http-client.ts';
import type { HttpOptions } from '../../../lambda/platform/platform.ts';
import { openedAccess } from '../../lambda/tokens/access/opened-access.ts';
import { type OidcServer, startOidcServer } from '../../lambda/tokens/support/oidc-server.ts';
import { configured } from '../authentication/configured.ts';
import { itential } from './security-documents.ts';

const http = (options: HttpOptions): HttpClient => nodeHttpClient({ ...options, now: Date.now });
const client = { client_id: 'gate', client_secret: 'CANARY-client' };
const user = { username: 'who@example.com', password: 'CANARY-password' };

/** The authentication that a document says, and nothing else does, on this machine. */
const authenticationOf = (document: object) =>
  openapi.authentication!(configured(undefined, { document, settings: 'localServer: http://127.0.0.1:1' }), {
    local: true,
  })!;

describe('a token by an Integration Model alone', () => {
  let server: OidcServer;
  beforeAll(async () => {
    server = await startOidcServer({
      clients: [{ ...client, grant_types: ['client_credentials', 'password'], scope: 'read write' }],
      grants: {
        password: {
          parameters: ['username', 'password'],
          accept: async (form) => form['username'] === user.username && form['password'] === user.password,
        },
      },
    });
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const at = (document: object): object =>
    JSON.parse(JSON.stringify(document).replaceAll('https://auth.example.com/oauth', server.issuer));

  test.each([
    ['password', { ...client, ...user }],
    ['clientCredentials', client],
  ] as const)('of the flow %s is obtained from a real server with the fields of its table', async (flow, secret) => {
    const { current } = openedAccess(authenticationOf(at(itential[flow])), secret, { http });
    const { headers } = await current('GET /things');
    const [scheme, token = ''] = headers['authorization']!.split(' ');
    expect(scheme).toBe('Bearer');
    expect(await server.isActive(token)).toBe(true);
    expect(server.requests.at(-1)).toMatchObject({ path: '/token', form: { scope: 'read' }, status: 200 });
  });

  test.each([
    ['password', { ...client, ...user }],
    ['clientCredentials', client],
  ] as const)('of the flow %s is not had without any of them', async (flow, secret) => {
    for (const name of Object.keys(secret)) {
      const { current } = openedAccess(authenticationOf(at(itential[flow])), { ...secret, [name]: '' }, { http });
      await expect(current('GET /things')).rejects.toMatchObject({
        code: 'credentials-missing',
        message: expect.stringContaining(`"${name}"`),
      });
    }
  });
});
