import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider, { type ResourceServer } from 'oidc-provider';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { callersFor } from '../../../lambda/callers/callers-for.ts';
import type { Issuer } from '../../../lambda/callers/issuer.ts';
import { IssuerKeys } from '../../../lambda/callers/issuer-keys.ts';
import { bearerVendor, CONTEXT, JWT_IDENTITY, NOW, PUBLIC_URL, refusal, requestWith, SOURCE_CLAIMS } from './gate.ts';
import { jwk, type SigningKey, signingKey } from './stand-in-issuer.ts';

// A real OpenID provider, whose tokens, configuration and keys come over real HTTP. It takes the time from the system's clock,
// so the gate's clock is frozen at the moment at which its first token was made.

const servers: Server[] = [];

const listen = async (listener: RequestListener, port = 0): Promise<Server> => {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return server;
};

const close = async (server: Server): Promise<void> => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
};

beforeAll(() => {
  // The provider says that its storage is for development only, which is right.
  vi.spyOn(console, 'warn').mockImplementation(() => {});
});

afterEach(async () => {
  await Promise.all(servers.splice(0).map(close));
});

const portOf = (server: Server): number => (server.address() as AddressInfo).port;

const CLIENT = { id: 'import-worker', secret: 'only-for-this-test' };
const RESOURCE = 'urn:vendor:gateway';

const provider = (issuer: string, keys: readonly SigningKey[]): RequestListener => {
  const algorithm = keys[0]!.algorithm;
  const resource: ResourceServer = {
    scope: '',
    audience: JWT_IDENTITY.audience,
    accessTokenTTL: 300,
    accessTokenFormat: 'jwt',
    jwt: { sign: { alg: algorithm } },
  };
  const oidc = new Provider(issuer, {
    clients: [
      {
        client_id: CLIENT.id,
        client_secret: CLIENT.secret,
        grant_types: ['client_credentials'],
        response_types: [],
        redirect_uris: [],
        id_token_signed_response_alg: algorithm,
      },
    ],
    jwks: { keys: keys.map((key) => ({ ...jwk(key), ...key.privateKey.export({ format: 'jwk' }) })) },
    ttl: { ClientCredentials: 300 },
    extraTokenClaims: () => ({ ...JWT_IDENTITY.claims, ...SOURCE_CLAIMS, gateway_url: PUBLIC_URL }),
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => RESOURCE,
        getResourceServerInfo: () => resource,
      },
    },
  });
  return oidc.callback();
};

const getToken = async (issuer: string): Promise<string> => {
  const response = await fetch(new URL('token', issuer), {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${CLIENT.id}:${CLIENT.secret}`).toString('base64')}`,
      connection: 'close',
    },
    body: new URLSearchParams({ grant_type: 'client_credentials', resource: RESOURCE }),
  });
  const answer = (await response.json()) as { access_token?: string };
  if (!answer.access_token) throw new Error(`the provider gave no token: ${JSON.stringify(answer)}`);
  return answer.access_token;
};

const issuedAt = (token: string): number => {
  const claims = JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as { iat: number };
  return claims.iat * 1_000;
};

const start = async (keys: readonly SigningKey[], port = 0): Promise<{ server: Server; issuer: string }> => {
  let listener: RequestListener = () => {};
  const server = await listen((request, response) => listener(request, response), port);
  const issuer = `http://127.0.0.1:${portOf(server)}/`;
  listener = provider(issuer, keys);
  return { server, issuer };
};

const gate = (issuer: string, clock: { now: number }) => {
  const paths: string[] = [];
  const counting: typeof globalThis.fetch = (input, init) => {
    paths.push(new URL(String(input)).pathname);
    return fetch(input, init);
  };
  const vendor = bearerVendor({ jwt: { ...JWT_IDENTITY, issuer } });
  const options = { fetch: counting, now: () => clock.now, allowLoopbackHttp: true };
  return { paths, verify: callersFor(vendor, SOURCE_CLAIMS, options) };
};

const bearer = (token: string): Request => requestWith(`Bearer ${token}`);

describe('a real OpenID provider', () => {
  test.each([
    signingKey('rs', 'RS256'),
    signingKey('ps', 'PS256'),
    signingKey('es', 'ES256'),
    signingKey('ed', 'EdDSA'),
  ])('gives tokens that are let in: $algorithm', async (key) => {
    const { issuer } = await start([key]);
    const token = await getToken(issuer);
    const { verify, paths } = gate(issuer, { now: issuedAt(token) });
    expect(await verify(bearer(token), CONTEXT)).toEqual({ issuer, subject: CLIENT.id, profile: 'bearer' });
    expect(paths).toEqual(['/.well-known/openid-configuration', '/jwks']);
  });

  test('gives tokens that are refused when their 300 seconds are over', async () => {
    const { issuer } = await start([signingKey('es', 'ES256')]);
    const token = await getToken(issuer);
    const clock = { now: issuedAt(token) + 329_000 };
    const { verify } = gate(issuer, clock);
    expect(await verify(bearer(token), CONTEXT)).toMatchObject({ subject: CLIENT.id });
    clock.now += 2_000;
    expect(await refusal(verify, bearer(token))).toMatchObject({ code: 'token-expired' });
  });

  test('may change its keys: they are read again once, after the cool-down', async () => {
    const old = signingKey('old', 'ES256');
    const { server, issuer } = await start([old]);
    const before = await getToken(issuer);
    const clock = { now: issuedAt(before) };
    const { verify, paths } = gate(issuer, clock);
    await verify(bearer(before), CONTEXT);

    await close(server);
    await start([signingKey('new', 'ES256'), old], Number(new URL(issuer).port));
    const after = await getToken(issuer);
    expect(await refusal(verify, bearer(after))).toMatchObject({ code: 'key-unknown' });
    clock.now += 30_000;
    const both = await Promise.all([verify(bearer(after), CONTEXT), verify(bearer(before), CONTEXT)]);
    expect(both).toHaveLength(2);
    expect(paths.filter((path) => path === '/jwks')).toHaveLength(2);
  });

  test('that is down is 503 at first; later its known keys serve on', async () => {
    const key = signingKey('es', 'ES256');
    const { server, issuer } = await start([key]);
    const token = await getToken(issuer);
    const clock = { now: issuedAt(token) };
    await close(server);

    const { verify } = gate(issuer, clock);
    const refused = await refusal(verify, bearer(token));
    expect(refused).toMatchObject({ code: 'issuer-unavailable', status: 503, retryAfter: 5 });
    expect(refused.reason).toContain('ECONNREFUSED');

    const again = await start([key], Number(new URL(issuer).port));
    clock.now += 5_000;
    expect(await verify(bearer(token), CONTEXT)).toMatchObject({ subject: CLIENT.id });
    await close(again.server);
    clock.now += 240_000;
    expect(await verify(bearer(token), CONTEXT)).toMatchObject({ subject: CLIENT.id });
  });
});

describe('over real HTTP', () => {
  const keysOf = async (listener: RequestListener) => {
    const server = await listen(listener);
    const name = `http://127.0.0.1:${portOf(server)}`;
    const issuer: Issuer = {
      name,
      tokenNames: [name],
      published: { discoveryUrl: `${name}/.well-known/openid-configuration` },
    };
    return new IssuerKeys(issuer, { fetch, now: () => NOW, allowLoopbackHttp: true, timeout: 200 });
  };
  const header = { alg: 'ES256', kid: 'es' };

  test.each<[string, RequestListener]>([
    ['never answers', () => {}],
    ['never ends its answer', (_request, response) => void response.writeHead(200).write('{')],
    ['hangs up', (request) => void request.socket.destroy()],
    [
      'ends its answer too early',
      (_request, response) => {
        response.writeHead(200, { 'content-length': '1000' }).write('{', () => response.destroy());
      },
    ],
    ['redirects', (_request, response) => void response.writeHead(302, { location: '/elsewhere' }).end()],
  ])('an issuer that %s is 503', async (_name, listener) => {
    const keys = await keysOf(listener);
    await expect(keys.find(header)).rejects.toMatchObject({ code: 'issuer-unavailable', status: 503 });
  });

  test('no connection is kept for the next reading, which may come after a freeze of the process', async () => {
    const connections: (string | undefined)[] = [];
    const keys = await keysOf((request, response) => {
      connections.push(request.headers.connection);
      response.writeHead(404).end();
    });
    await expect(keys.find(header)).rejects.toMatchObject({ status: 503 });
    expect(connections).toEqual(['close']);
  });

  test('a redirect is not followed', async () => {
    const paths: (string | undefined)[] = [];
    const keys = await keysOf((request, response) => {
      paths.push(request.url);
      response.writeHead(302, { location: '/elsewhere' }).end();
    });
    await expect(keys.find(header)).rejects.toMatchObject({ status: 503 });
    expect(paths).toEqual(['/.well-known/openid-configuration']);
  });
});
