import { describe, expect, test } from 'vitest';
import type { SyncProblem } from '../../../../lambda/sync/routes/sync-refused.ts';
import { askToken, send, server, syncWorld, type World } from '../create-sync-world.ts';

const key = 'canary-of-the-user';
const minute = 60_000;

const withUser = (): World => {
  const world = syncWorld();
  world.people.set(key, { payload: '[]', at: world.clock.now });
  return world;
};

const noTokenMade = ({ lines }: World): void =>
  expect(lines.filter(({ event }) => event === 'sign-in.token-made')).toEqual([]);

describe('nobody gets a token who', () => {
  const iat = Date.UTC(2026, 0, 1) / 1_000;
  test.each<[string, string, Readonly<Record<string, unknown>>]>([
    ['has a token of another issuer', 'issuer-unknown', { iss: 'https://other.example/' }],
    ['has a token for somebody else', 'audience-refused', { aud: 'https://bi.acme.example' }],
    ['is another client of the issuer', 'claim-refused', { sub: 'wiki' }],
    ['is nobody in particular', 'claim-missing', { sub: undefined }],
    ['has a token that is over', 'token-expired', { iat: iat - 900, exp: iat - 31 }],
    ['has a token that has not begun', 'token-not-yet-valid', { nbf: iat + 31 }],
    ['has a token that is bound to a key', 'token-bound', { cnf: { jkt: 'x' } }],
  ])('%s', async (_name, code, claims) => {
    const world = withUser();
    const { status, body, headers } = await askToken(world, { user: key }, claims);
    expect({ status, code: body.code }).toEqual({ status: 401, code });
    expect(headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
    expect(world.lines).toMatchObject([{ level: 'warn', event: 'sign-in.refused', code, gateway: 'acme' }]);
    noTokenMade(world);
  });

  test.each<[string, string, Readonly<Record<string, string>>]>([
    ['says nothing', 'token-missing', {}],
    ['has a password', 'scheme-unsupported', { authorization: 'Basic YTpi' }],
    ['has no JWT', 'token-malformed', { authorization: 'Bearer abc' }],
  ])('%s', async (_name, code, headers) => {
    const world = withUser();
    expect(await send(world, '/token', { headers, body: { user: key } })).toMatchObject({
      status: 401,
      body: { code },
    });
    noTokenMade(world);
  });

  test('signs with a key of its own', async () => {
    const world = withUser();
    const authorization = `Bearer ${world.token().slice(0, -4)}AAAA`;
    expect(await send(world, '/token', { headers: { authorization }, body: { user: key } })).toMatchObject({
      status: 401,
      body: { code: 'signature-invalid' },
    });
  });

  test('is not proved: the body is not even read', async () => {
    const { sync } = withUser();
    const body = new ReadableStream({
      pull: () => {
        throw new Error('the body was read');
      },
    });
    const request = new Request('https://x.example/token', { method: 'POST', body, duplex: 'half' } as RequestInit);
    expect((await sync(request, { target: '/token', publicUrl: 'https://x.example' })).status).toBe(401);
  });
});

describe('a server is told what is wrong', () => {
  type Case = readonly [code: SyncProblem, status: number, what: string, body: unknown];
  const cases: readonly Case[] = [
    ['request-malformed', 400, 'nothing', undefined],
    ['request-malformed', 400, 'no JSON', '{'],
    ['request-malformed', 400, 'no UTF-8', Uint8Array.of(...Buffer.from('{"user":"'), 0xff, ...Buffer.from('"}'))],
    ['request-malformed', 400, 'a list', []],
    ['request-malformed', 400, 'null', 'null'],
    ['request-malformed', 400, 'no user', {}],
    ['request-malformed', 400, 'an empty key', { user: '' }],
    ['request-malformed', 400, 'a number for a key', { user: 4711 }],
    ['request-malformed', 400, 'a key without end', { user: key.repeat(100) }],
    ['request-malformed', 400, 'facts, which are kept here', { user: { id: key, name: key } }],
    ['request-malformed', 400, 'a member too many', { user: key, groups: [] }],
    ['request-malformed', 400, 'a claim of its own', { user: key, claims: { admin: true } }],
    ['request-malformed', 400, 'a prototype', `{"user":"${key}","__proto__":{}}`],
    ['body-too-large', 413, 'more than 256 KiB', `{"user":"${key}"${' '.repeat(256 * 1_024)}}`],
    ['user-unknown', 404, 'nobody', { user: `${key}-2` }],
    ['user-unknown', 404, 'the same key in capitals', { user: key.toUpperCase() }],
    ['user-unknown', 404, 'the name of a method of objects', { user: 'constructor' }],
  ];
  test.each(cases)('%s (%i): %s', async (code, status, _what, body) => {
    const world = withUser();
    const answered = await askToken(world, body);
    expect(answered).toMatchObject({ status, body: { code, status } });
    expect(answered.headers.get('content-type')).toBe('application/problem+json');
    expect(world.lines.at(-1)).toMatchObject({
      level: 'warn',
      event: 'sign-in.refused',
      code,
      server: server.name,
      reference: answered.body.reference,
    });
    expect(JSON.stringify([answered.body, world.lines])).not.toContain(key);
    noTokenMade(world);
  });

  test('how old what is known may be', async () => {
    const world = withUser();
    world.clock.now += 1_440 * minute;
    expect((await askToken(world, { user: key })).status).toBe(200);
    world.clock.now += 90 * minute;
    const { status, body } = await askToken(world, { user: key });
    expect({ status, code: body.code }).toEqual({ status: 409, code: 'facts-stale' });
    expect(body.detail).toContain('1530 minutes old, and may be 1440');
    expect(body.detail).toContain('sallyport sync status');
    world.people.set(key, { payload: '[]', at: world.clock.now });
    expect((await askToken(world, { user: key })).status).toBe(200);
  });
});

test('a token of a server may be used for as long as it lives: it is an access token', async () => {
  const world = withUser();
  const headers = { authorization: `Bearer ${world.token()}` };
  const all = [1, 2, 3].map(() => send(world, '/token', { headers, body: { user: key } }));
  expect((await Promise.all(all)).map(({ status }) => status)).toEqual([200, 200, 200]);
});
