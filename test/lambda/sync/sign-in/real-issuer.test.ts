import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import Provider from 'oidc-provider';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { registrarsFor } from '../../../../lambda/callers/registrars-for.ts';
import { startHttpServer } from '../../../../lambda/hosts/http-server.ts';
import { jwk, signingKey } from '../../callers/stand-in-issuer.ts';
import { memoryKeys, server, signIn, syncWorld } from '../create-sync-world.ts';

// The customer's issuer is a real OpenID provider, whoever verifies the token is another program, and all of it goes over real HTTP.

const client = { id: server.subject, secret: 'only-for-this-test' };
const payload = '[{"user":{"usercode":"u1"},"userRoles":[{"name":"Zoë"}]}]';
let issuerServer: Server;
let issuer: string;

const provider = (name: string): Provider => {
  const key = signingKey('es', 'ES256');
  return new Provider(name, {
    clients: [
      {
        client_id: client.id,
        client_secret: client.secret,
        grant_types: ['client_credentials'],
        response_types: [],
        redirect_uris: [],
        id_token_signed_response_alg: 'ES256',
      },
    ],
    jwks: { keys: [{ ...jwk(key), ...key.privateKey.export({ format: 'jwk' }) }] },
    ttl: { ClientCredentials: 300 },
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => 'urn:acme:sallyport',
        getResourceServerInfo: () => ({
          scope: '',
          audience: server.audience,
          accessTokenTTL: 300,
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: 'ES256' } },
        }),
      },
    },
  });
};

beforeAll(async () => {
  // The provider says that its storage is for development only, which is right.
  vi.spyOn(console, 'warn').mockImplementation(() => {});
  issuerServer = createServer((request, response) => answer(request, response));
  await new Promise<void>((resolve) => issuerServer.listen(0, '127.0.0.1', resolve));
  issuer = `http://127.0.0.1:${(issuerServer.address() as AddressInfo).port}/`;
  const answer = provider(issuer).callback();
});

afterAll(() => {
  issuerServer.closeAllConnections();
  issuerServer.close();
});

const serverToken = async (): Promise<string> => {
  const response = await fetch(new URL('token', issuer), {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${client.id}:${client.secret}`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', resource: 'urn:acme:sallyport' }),
  });
  return ((await response.json()) as { access_token: string }).access_token;
};

test('a server asks for a token of a user, and the destination verifies it by what the gate publishes', async () => {
  const servers = [{ ...server, issuer }];
  const clock = { now: Date.now() };
  const verify = registrarsFor(servers, { fetch, now: () => clock.now, allowLoopbackHttp: true });
  const world = syncWorld({ sync: { signIn: { ...signIn, servers } }, keys: memoryKeys(), clock, verify });
  world.people.set('u1', { payload, email: 'u1@example.com', at: clock.now });
  let publicUrl = '';
  const gate = await startHttpServer({
    hostname: '127.0.0.1',
    port: 0,
    handler: (request, target) => world.sync(request, { target, publicUrl }),
  });
  publicUrl = `http://127.0.0.1:${gate.port}/bi-users`;
  try {
    const ask = async (token: string) => {
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      return fetch(`${publicUrl}/token`, { method: 'POST', headers, body: '{"user":"u1"}' });
    };
    const answered = await ask(await serverToken());
    expect(answered.status).toBe(200);
    const { token } = (await answered.json()) as { token: string };

    const about = (await (await fetch(`${publicUrl}/.well-known/openid-configuration`)).json()) as {
      issuer: string;
      jwks_uri: string;
    };
    const { payload: claims } = await jwtVerify(token, createRemoteJWKSet(new URL(about.jwks_uri)), {
      issuer: about.issuer,
      audience: signIn.audience,
      subject: 'u1',
    });
    expect(claims[signIn.claims.payload!]).toEqual(JSON.parse(payload));

    // A token that the gate made is none that lets anybody in at the gate.
    expect((await ask(token)).status).toBe(401);
  } finally {
    await gate.stop(0);
  }
});
