import fc from 'fast-check';
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { describe, expect, test } from 'vitest';
import { askToken, claimsTextOf, publicUrl, send, signIn, syncWorld, type World } from '../create-sync-world.ts';

const { claims: names } = signIn;
const payload = '[{"user":{"usercode":"u1","email":"u1@example.com"},"userRoles":[]}]';

const withUser = (options?: Parameters<typeof syncWorld>[0]): World => {
  const world = syncWorld(options);
  world.people.set('u1', { payload, email: 'u1@example.com', at: world.clock.now });
  return world;
};

const verified = async (world: World, token: string) => {
  const { body } = await send(world, '/.well-known/jwks.json', { method: 'GET' });
  const expected = {
    issuer: publicUrl.slice(0, -1),
    audience: signIn.audience,
    currentDate: new Date(world.clock.now),
  };
  return jwtVerify(token, createLocalJWKSet(body), { ...expected, algorithms: ['RS256'], clockTolerance: 0 });
};

describe('a token of a user', () => {
  test('is verified by what is published, and says this and nothing else', async () => {
    const world = withUser();
    const { status, body, headers } = await askToken(world, { user: 'u1' });
    expect([status, headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(body).toEqual({ token: expect.any(String), expires_in: 120 });
    const { payload: claims, protectedHeader } = await verified(world, body.token);
    const now = world.clock.now / 1_000;
    expect(protectedHeader).toEqual({ alg: 'RS256', typ: 'JWT', kid: expect.any(String) });
    expect(claims).toEqual({
      iss: 'https://bi-users.gate.acme.example',
      sub: 'u1',
      aud: signIn.audience,
      iat: now,
      nbf: now - 30,
      exp: now + 120,
      jti: expect.stringMatching(/^[\w-]{22}$/),
      [names.key]: 'u1',
      [names.email!]: 'u1@example.com',
      [names.payload!]: JSON.parse(payload),
    });
  });

  test('ends when it says', async () => {
    const world = withUser();
    const { body } = await askToken(world, { user: 'u1' });
    world.clock.now += 119_000;
    await verified(world, body.token);
    world.clock.now += 2_000;
    await expect(verified(world, body.token)).rejects.toMatchObject({ code: 'ERR_JWT_EXPIRED' });
  });

  test('is another one each time, though nothing has changed', async () => {
    const world = withUser();
    const all = await Promise.all(Array.from({ length: 20 }, () => askToken(world, { user: 'u1' })));
    const ids = all.map(({ body }) => JSON.parse(claimsTextOf(body.token)).jti);
    expect(new Set(ids).size).toBe(20);
    expect(new Set(all.map(({ body }) => decodeProtectedHeader(body.token).kid)).size).toBe(1);
  });

  test('has the names, the issuer and the life that are configured', async () => {
    const claims = { key: 'sub', email: null, payload: null };
    const issuer = 'https://login.acme.example/bi';
    const world = withUser({ sync: { signIn: { ...signIn, issuer, lifetimeSeconds: 30, claims } } });
    const { body } = await askToken(world, { user: 'u1' });
    const said = JSON.parse(claimsTextOf(body.token));
    expect(Object.keys(said)).toEqual(['iss', 'sub', 'aud', 'iat', 'nbf', 'exp', 'jti']);
    expect(said).toMatchObject({ iss: issuer, sub: 'u1', exp: said.iat + 30 });
    const about = await send(world, '/.well-known/openid-configuration', { method: 'GET' });
    expect(about.body).toEqual({
      issuer,
      jwks_uri: `${publicUrl}.well-known/jwks.json`,
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
    });
  });

  test('has no claim for a mail address that nobody knows', async () => {
    const world = withUser();
    world.people.set('u2', { payload: '[]', at: world.clock.now });
    const { body } = await askToken(world, { user: 'u2' });
    expect(JSON.parse(claimsTextOf(body.token))).not.toHaveProperty([names.email!]);
  });

  test('is told of in the log without a word about the user', async () => {
    const world = withUser();
    await askToken(world, { user: 'u1' });
    const told = world.lines.find(({ event }) => event === 'sign-in.token-made');
    expect(told).toEqual({
      level: 'info',
      event: 'sign-in.token-made',
      reference: expect.any(String),
      gateway: 'acme',
      sync: 'bi-users',
      server: 'login',
      kid: expect.any(String),
      bytes: expect.any(Number),
    });
    expect(JSON.stringify(world.lines)).not.toMatch(/u1|eyJ/);
  });

  test('what is published says nothing of the private keys, and may be kept for an hour', async () => {
    const { body, headers } = await send(withUser(), '/.well-known/jwks.json', { method: 'GET' });
    expect(headers.get('cache-control')).toBe('public, max-age=3600');
    expect(Object.keys(body.keys[0]).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
    expect(body.keys).toHaveLength(1);
  });
});

describe('the payload of a token', () => {
  const carried = async (text: string): Promise<string> => {
    const world = withUser({ verify: async () => 'login' });
    world.people.set('u1', { payload: text, at: world.clock.now });
    const { body } = await send(world, '/token', { body: { user: 'u1' } });
    return claimsTextOf(body.token);
  };

  test.each([
    ['numbers that a parser writes otherwise', '{"a":1e21,"b":1.0,"c":-0,"d":12345678901234567890,"e":1E400}'],
    ['members twice, and in an odd order', '{"z":1,"2":2,"1":1,"z":3,"__proto__":{"a":1}}'],
    ['letters of all kinds', '["Zoë \u{1f469}\u200d\u{1f52c} \u2028 \\u0041 \\ud83d\\ude00 \\/"]'],
    ['a lone surrogate, escaped', '["\\ud800"]'],
    ['blanks and line feeds', ' [ 1 ,\n\t2 ] '],
    ['depth', `${'['.repeat(5_000)}${']'.repeat(5_000)}`],
    ['words that look like its end', '["\\"}", "}", "],\\"iss\\":\\"x\\""]'],
    ['nothing but a text', '"x"'],
  ])('is what the push sends, byte for byte: %s', async (_name, text) => {
    JSON.parse(text);
    expect((await carried(text)).endsWith(`,${JSON.stringify(names.payload)}:${text}}`)).toBe(true);
  });

  test('is so for any JSON', async () => {
    const world = withUser({ verify: async () => 'login' });
    await fc.assert(
      fc.asyncProperty(fc.json({ maxDepth: 6 }), async (text) => {
        world.people.set('u1', { payload: text, at: world.clock.now });
        const { body } = await send(world, '/token', { body: { user: 'u1' } });
        const [, carriedText] = claimsTextOf(body.token).split(`,${JSON.stringify(names.payload)}:`);
        expect(carriedText).toBe(`${text}}`);
      }),
      { numRuns: 100 },
    );
  });

  test.each([
    ['', 'nothing'],
    ['user=u1', 'a form'],
    ['[],"iss":"https://evil.example"', 'claims of its own'],
    ['[]} ', 'an end of its own'],
    ['{"a":NaN}', 'what JSON has not'],
  ])('is refused as a claim where it is no JSON: %j', async (text) => {
    const world = withUser({ verify: async () => 'login' });
    world.people.set('u1', { payload: text, at: world.clock.now });
    expect(await send(world, '/token', { body: { user: 'u1' } })).toMatchObject({
      status: 500,
      body: { code: 'internal' },
    });
    const [line] = world.lines.filter(({ event }) => event === 'sign-in.failed');
    expect(line).toMatchObject({
      level: 'error',
      reason: expect.stringContaining('set signIn.claims.payload to null'),
    });
  });
});
