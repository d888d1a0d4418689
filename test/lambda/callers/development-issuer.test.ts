import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { callersFor } from '../../../lambda/callers/callers-for.ts';
import { DevelopmentIssuerRefused, developmentIssuer } from '../../../lambda/callers/development-issuer.ts';
import { bearerVendor, CLAIMS, CONTEXT, JWT_IDENTITY, NOW, requestWith, SOURCE_CLAIMS } from './gate.ts';

const ISSUER = 'http://127.0.0.1:8080/issuer';
const options = { issuer: ISSUER, environment: {}, now: () => NOW };
const claims = {
  aud: 'gateway',
  base_url: CLAIMS.base_url,
  gateway_url: CLAIMS.gateway_url,
  source_id: '42',
  sub: 'you',
};

/** A gate of the local host: it trusts the development issuer instead of the configured one. */
const gate = async (settings: { algorithm?: 'ES256' | 'RS256'; allowLoopbackHttp?: boolean; issuer?: string } = {}) => {
  const { allowLoopbackHttp = true, issuer: name = ISSUER, algorithm } = settings;
  const issuer = await developmentIssuer({ ...options, issuer: name, algorithm });
  const clock = { now: NOW };
  const verify = callersFor(bearerVendor({ jwt: { ...JWT_IDENTITY, issuer: name } }), SOURCE_CLAIMS, {
    fetch: async (input, init) => issuer.respond(new Request(input, init)) ?? new Response(null, { status: 404 }),
    now: () => clock.now,
    allowLoopbackHttp,
  });
  return { issuer, verify, clock };
};

describe('on the local host', () => {
  test.each(['ES256', 'RS256'] as const)('its tokens are let in: %s', async (algorithm) => {
    const { issuer, verify } = await gate({ algorithm });
    const token = await issuer.mint(claims, 60);
    const caller = await verify(requestWith(`Bearer ${token}`), CONTEXT);
    expect(caller).toEqual({ issuer: ISSUER, subject: 'you', profile: 'bearer' });
  });

  test.each(['http://localhost:1', 'http://[::1]:8080/', 'http://127.0.0.1:8080/a/b/'])('as %s', async (name) => {
    const { issuer, verify } = await gate({ issuer: name });
    const token = await issuer.mint(claims, 60);
    expect(await verify(requestWith(`Bearer ${token}`), CONTEXT)).toMatchObject({ issuer: name });
  });

  test('its tokens live as long as was asked for', async () => {
    const { issuer, verify, clock } = await gate();
    const token = await issuer.mint(claims, 60);
    clock.now += 91_000;
    await expect(verify(requestWith(`Bearer ${token}`), CONTEXT)).rejects.toMatchObject({ code: 'token-expired' });
  });

  test('claims that are given can not replace issuer and times', async () => {
    const { issuer, verify } = await gate();
    const token = await issuer.mint({ ...claims, iss: 'https://auth.vendor.example/', exp: '9999999999' }, 60);
    expect(await verify(requestWith(`Bearer ${token}`), CONTEXT)).toMatchObject({ issuer: ISSUER });
  });

  test('two of them do not trust each other', async () => {
    const [one, other] = await Promise.all([gate(), gate()]);
    const token = await other.issuer.mint(claims, 60);
    await expect(one.verify(requestWith(`Bearer ${token}`), CONTEXT)).rejects.toMatchObject({ code: 'key-unknown' });
  });

  test('it answers for its own paths only, and never with a private key', async () => {
    const { issuer } = await gate();
    const respond = (path: string, method = 'GET') =>
      issuer.respond(new Request(`http://127.0.0.1:8080${path}`, { method }));
    expect(respond('/people')).toBeUndefined();
    expect(respond('/issuer')).toBeUndefined();
    expect(respond('/.well-known/openid-configuration')).toBeUndefined();
    expect(respond('/issuer/jwks', 'POST')?.status).toBe(405);
    expect(await respond('/issuer/.well-known/openid-configuration')?.json()).toMatchObject({ issuer: ISSUER });
    const set = (await respond('/issuer/jwks')?.json()) as { keys: object[] } | undefined;
    expect(set?.keys.map((key) => Object.keys(key).sort())).toEqual([['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']]);
  });
});

describe('anywhere else', () => {
  test.each(['AWS_LAMBDA_FUNCTION_NAME', 'AWS_LAMBDA_RUNTIME_API', 'K_SERVICE', 'CONTAINER_APP_NAME'])(
    'it is refused: %s is set',
    async (name) => {
      const refused = developmentIssuer({ ...options, environment: { [name]: '' } });
      await expect(refused).rejects.toThrow(DevelopmentIssuerRefused);
      await expect(refused).rejects.toMatchObject({
        code: 'development-issuer-refused',
        message: expect.stringContaining(name),
      });
    },
  );

  test.each([
    'https://auth.vendor.example/',
    'https://127.0.0.1/',
    'http://auth.vendor.example/',
    'http://127.0.0.1.attacker.example/',
    'http://127.0.0.1@attacker.example/',
    'http://localhost.attacker.example',
    'http://0.0.0.0:8080/',
    'http://10.0.0.1/',
    '',
  ])('it is refused as %j', async (issuer) => {
    await expect(developmentIssuer({ ...options, issuer })).rejects.toMatchObject({
      code: 'development-issuer-refused',
    });
  });

  test('a gate that was not told to does not trust it', async () => {
    const { issuer, verify } = await gate({ allowLoopbackHttp: false });
    const token = await issuer.mint(claims, 60);
    await expect(verify(requestWith(`Bearer ${token}`), CONTEXT)).rejects.toMatchObject({ code: 'issuer-unavailable' });
  });
});

describe('it is in no bundle of another host', () => {
  const root = fileURLToPath(new URL('../../../', import.meta.url));
  const FILE = 'lambda/callers/development-issuer.ts';

  const contents = async (stdin: string): Promise<readonly string[]> => {
    const { metafile } = await build({
      stdin: { contents: stdin, resolveDir: root },
      absWorkingDir: root,
      bundle: true,
      write: false,
      metafile: true,
      platform: 'node',
      format: 'esm',
      external: ['pg-native'],
      logLevel: 'silent',
    });
    return Object.keys(metafile.inputs);
  };

  const others = readdirSync(`${root}lambda/hosts`)
    .filter((name) => name.endsWith('.ts') && !name.startsWith('local'))
    .map((name) => `lambda/hosts/${name}`);

  test('it would be noticed', async () => {
    expect(await contents(`import './${FILE}'`)).toContain(FILE);
  });

  test.each(['lambda/callers/callers-for.ts', ...others])('%s', async (entry) => {
    const inputs = await contents(`import './${entry}'`);
    expect(inputs).toContain(entry);
    expect(inputs).not.toContain(FILE);
  });
});
