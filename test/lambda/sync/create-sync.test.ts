import { describe, expect, test } from 'vitest';
import { PlatformError } from '../../../lambda/platform/platform-error.ts';
import { version } from '../../../lambda/version.ts';
import { askToken, send, signIn, syncWorld } from './create-sync-world.ts';

const problem = (status: number, code: string) => ({
  status,
  body: { status, code, detail: expect.any(String), reference: expect.any(String) },
});

const posts = ['/token', '/webhook'];
const gets = ['/health', '/.well-known/jwks.json', '/.well-known/openid-configuration'];

describe('the function of a sync', () => {
  test('is up', async () => {
    const { status, body, headers } = await send(syncWorld(), '/health', { method: 'GET' });
    expect({ status, body }).toEqual({ status: 200, body: { status: 'up', version } });
    expect(headers.get('cache-control')).toBe('no-store');
  });

  test.each<readonly [string, string]>([
    ...gets.map((path) => ['POST', path] as const),
    ...posts.map((path) => ['GET', path] as const),
    ...[...gets, ...posts].map((path) => ['PUT', path] as const),
    ['GET', '/'],
    ['GET', '/health/'],
    ['GET', '/Health'],
    ['GET', '//health'],
    ['GET', '/x/../health'],
    ['GET', '/%68ealth'],
    ['GET', '/constructor'],
    ['POST', '/token/'],
  ])('serves nothing at %s %s, and writes no line about it', async (method, path) => {
    const world = syncWorld();
    expect(await send(world, path, { method, headers: { authorization: `Bearer ${world.token()}` } })).toMatchObject(
      problem(404, 'not-found'),
    );
    expect(world.lines).toEqual([]);
  });

  test.each<[string, Parameters<typeof syncWorld>[0], readonly string[]]>([
    ['webhook', { sync: { webhook: undefined } }, ['/webhook']],
    ['signIn', { sync: { signIn: undefined } }, ['/token', ...gets.slice(1)]],
  ])('has no routes for %s where it is not configured', async (_name, options, gone) => {
    const world = syncWorld(options);
    for (const path of [...gets, ...posts]) {
      const { body } = await send(world, path, { method: gets.includes(path) ? 'GET' : 'POST' });
      expect([path, body.code === 'not-found']).toEqual([path, gone.includes(path)]);
    }
  });

  test('is reached below a path as well, with a query or without', async () => {
    const { sync } = syncWorld();
    const at = 'http://localhost:8080/bi-users';
    for (const target of ['/bi-users/health', '/health', '/bi-users/health?now']) {
      expect((await sync(new Request(`${at}/health`), { target, publicUrl: at })).status).toBe(200);
    }
    const about = await sync(new Request(at), { target: '/bi-users/.well-known/openid-configuration', publicUrl: at });
    expect(await about.json()).toMatchObject({ issuer: at, jwks_uri: `${at}/.well-known/jwks.json` });
  });

  test('is not made without what its configuration needs', () => {
    expect(() => syncWorld({ keys: undefined })).toThrow('no place for signing keys: deploy the gateway again');
    expect(() => syncWorld({ keys: undefined, sync: { signIn: undefined } })).not.toThrow();
    const given = { sync: { signIn: { ...signIn, facts: 'given' } } } as const;
    expect(() => syncWorld(given)).toThrow('need the map and the destination');
  });
});

describe('what goes wrong at the gate', () => {
  const secret = 'canary-of-the-cause';

  test('is told as unavailable where the host fails, and why in the log', async () => {
    const world = syncWorld();
    world.fault.people = new PlatformError('state-unreachable', 'the store is away', { cause: new Error(secret) });
    const answered = await askToken(world, { user: 'u1' });
    expect(answered).toMatchObject(problem(503, 'unavailable'));
    expect(answered.headers.get('retry-after')).toBe('5');
    expect(world.lines.at(-1)).toMatchObject({
      level: 'error',
      event: 'sign-in.failed',
      code: 'state-unreachable',
      reason: 'the store is away',
      gateway: 'acme',
      sync: 'bi-users',
      server: 'login',
      reference: answered.body.reference,
    });
    expect(JSON.stringify([answered, world.lines])).not.toContain(secret);
  });

  test('tells nothing of what nobody expected', async () => {
    const world = syncWorld();
    world.fault.people = new TypeError(`u1 ${secret}`);
    expect(await askToken(world, { user: 'u1' })).toMatchObject(problem(500, 'internal'));
    const [line] = world.lines.filter(({ event }) => event === 'sign-in.failed');
    expect(line).toMatchObject({ level: 'error', code: 'internal', exception: 'TypeError' });
    expect(JSON.stringify(world.lines)).not.toContain(secret);
  });

  test('the keys can not be read: nobody gets a token, and nobody gets none to verify with', async () => {
    const world = syncWorld();
    world.keys.fault.read = new PlatformError('key-denied', 'grant it');
    world.people.set('u1', { payload: '[]', at: world.clock.now });
    expect(await askToken(world, { user: 'u1' })).toMatchObject(problem(503, 'unavailable'));
    expect(await send(world, '/.well-known/jwks.json', { method: 'GET' })).toMatchObject(problem(503, 'unavailable'));
  });
});
