import { describe, expect, test } from 'vitest';
import { SourceError } from '../../../../connectors/source-error.ts';
import { type StaticScheme, staticAccess } from '../../../../lambda/tokens/access/static-access.ts';

const { signal } = new AbortController();
const bearer: StaticScheme = { kind: 'bearer', prefix: '' };
const basic: StaticScheme = { kind: 'basic', prefix: '' };
const header: StaticScheme = { kind: 'key', in: 'header', name: 'X-Api-Key', prefix: '' };
const query: StaticScheme = { kind: 'key', in: 'query', name: 'api_key', prefix: '' };
const cookie: StaticScheme = { kind: 'key', in: 'cookie', name: 'session', prefix: '' };
const certificate: StaticScheme = { kind: 'certificate', prefix: '' };

type Secret = Readonly<Record<string, string>>;

/** An access, with a clock and a secret that a test may change. */
const opened = (scheme: StaticScheme, secret: Secret) => {
  const world = { now: 1_000_000, secret, reads: 0 };
  const access = staticAccess(
    scheme,
    async () => {
      world.reads++;
      return world.secret;
    },
    () => world.now,
  );
  return { world, access, current: () => access.current(signal) };
};

test.each([
  ['a token', bearer, { token: 'abc.def' }, { headers: { authorization: 'Bearer abc.def' } }],
  ['a token after a word', { ...bearer, word: 'SSWS' }, { token: '00a' }, { headers: { authorization: 'SSWS 00a' } }],
  [
    'a user and a password, in UTF-8',
    basic,
    { user: 'ünal', password: 'a:b' },
    { headers: { authorization: `Basic ${Buffer.from('ünal:a:b').toString('base64')}` } },
  ],
  ['a key in a header', header, { key: 'k1' }, { headers: { 'x-api-key': 'k1' } }],
  ['a key in the query', query, { key: 'k ü&' }, { headers: {}, query: { api_key: 'k ü&' } }],
  ['a key in a cookie', cookie, { key: 'k1' }, { headers: { cookie: 'session=k1' } }],
  [
    'a certificate',
    certificate,
    { certificate: 'PEM 1', private_key: 'PEM 2' },
    { headers: {}, certificate: { certificate: 'PEM 1', privateKey: 'PEM 2' } },
  ],
  [
    'fields of a scheme beside others',
    { ...header, prefix: 'app.' },
    { key: 'other', 'app.key': 'k1' },
    { headers: { 'x-api-key': 'k1' } },
  ],
] as const)('%s', async (_, scheme, secret, credentials) => {
  expect(await opened(scheme, secret).current()).toEqual(credentials);
});

test.each([
  [bearer, {}, 'credentials-missing', 'token'],
  [bearer, { token: '' }, 'credentials-missing', 'token'],
  [bearer, { token: 'canary secret' }, 'credentials-refused', 'token'],
  [bearer, { token: 'canary\r\nx: y' }, 'credentials-refused', 'token'],
  [basic, { user: 'canary' }, 'credentials-missing', 'password'],
  [basic, { user: 'canary:b', password: 'canary' }, 'credentials-refused', 'user'],
  [header, JSON.parse('{"__proto__":"canary"}'), 'credentials-missing', 'key'],
  [header, { key: 'canäry' }, 'credentials-refused', 'key'],
  [cookie, { key: 'canary;x' }, 'credentials-refused', 'key'],
  [certificate, { certificate: 'canary' }, 'credentials-missing', 'private_key'],
  [{ ...header, prefix: 'app.' }, { key: 'canary' }, 'credentials-missing', 'app.key'],
] as const)('%j with %j is told, and nothing of it', async (scheme, secret, code, field) => {
  const error = await opened(scheme, secret)
    .current()
    .catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(SourceError);
  expect(error).toMatchObject({ code, detail: { field } });
  expect((error as Error).message).not.toMatch(/can[aä]ry/);
});

describe('a new value', () => {
  test('is seen after a minute, and the same credentials are the same object', async () => {
    const { world, current } = opened(bearer, { token: 'one' });
    const first = await current();
    world.now += 59_999;
    expect(await current()).toBe(first);
    expect(world.reads).toBe(1);
    world.now += 1;
    expect(await current()).toBe(first);
    expect(world.reads).toBe(2);
    world.secret = { token: 'two' };
    world.now += 60_000;
    expect(await current()).toEqual({ headers: { authorization: 'Bearer two' } });
  });

  test('is seen at once when the source refuses the old one', async () => {
    const { world, access, current } = opened(bearer, { token: 'one' });
    const first = await current();
    world.secret = { token: 'two' };
    expect(await access.refused(first, signal)).toBe(true);
    expect(await current()).toEqual({ headers: { authorization: 'Bearer two' } });
    expect(world.reads).toBe(2);
  });

  test('there is none: another attempt would not help', async () => {
    const { access, current } = opened(bearer, { token: 'one' });
    expect(await access.refused(await current(), signal)).toBe(false);
  });

  test('many who ask at once cause one read', async () => {
    const { world, current } = opened(bearer, { token: 'one' });
    await Promise.all(Array.from({ length: 50 }, current));
    expect(world.reads).toBe(1);
  });

  test('a store that failed is asked again', async () => {
    let fails = true;
    const access = staticAccess(
      bearer,
      async () => {
        if (fails) throw new Error('store');
        return { token: 'one' };
      },
      () => 0,
    );
    await expect(access.current(signal)).rejects.toThrow('store');
    fails = false;
    expect(await access.current(signal)).toEqual({ headers: { authorization: 'Bearer one' } });
  });
});

describe('while two values are valid', () => {
  const both = { token: 'one', token_next: 'two' };

  test('the one that is refused gives way to the other, and stays away', async () => {
    const { world, access, current } = opened(bearer, both);
    const first = await current();
    expect(first).toEqual({ headers: { authorization: 'Bearer one' } });
    expect(await access.refused(first, signal)).toBe(true);
    const second = await current();
    expect(second).toEqual({ headers: { authorization: 'Bearer two' } });
    world.now += 60_000;
    expect(await current()).toBe(second);
    // Another call with the first one was under way: it was replaced already.
    expect(await access.refused(first, signal)).toBe(true);
    expect(await current()).toBe(second);
  });

  test('and the other becomes the only one, it is sent', async () => {
    const { world, access, current } = opened(bearer, both);
    await access.refused(await current(), signal);
    world.secret = { token: 'two' };
    world.now += 60_000;
    expect(await current()).toEqual({ headers: { authorization: 'Bearer two' } });
    expect(await access.refused(await current(), signal)).toBe(false);
  });
});

test('a certificate whose lines were written as one is made whole', async () => {
  const { current } = opened(certificate, { certificate: 'a\\nb', private_key: 'c\\nd' });
  expect(await current()).toEqual({ headers: {}, certificate: { certificate: 'a\nb', privateKey: 'c\nd' } });
});

test('a next value of a scheme beside it makes no second attempt', async () => {
  const { access, current } = opened(bearer, { token: 'one', key: 'one', key_next: 'two' });
  expect(await access.refused(await current(), signal)).toBe(false);
});

test('a next value that can not be sent does not keep the other from it, nor the other way round', async () => {
  const good = { headers: { authorization: 'Bearer one' } };
  const withBadNext = opened(bearer, { token: 'one', token_next: 'a b' });
  expect(await withBadNext.current()).toEqual(good);
  expect(await withBadNext.access.refused(await withBadNext.current(), signal)).toBe(false);
  expect(await opened(bearer, { token_next: 'one' }).current()).toEqual(good);
});
