import { describe, expect, test } from 'vitest';
import { deriveKeys, type Keys } from '../../../lambda/keys/gateway-keys.ts';
import { makeKeyRing } from '../../../lambda/keys/key-ring.ts';
import { PlatformError } from '../../../lambda/platform/platform-error.ts';
import { TokenError } from '../../../lambda/tokens/token-error.ts';
import type { SchemeSecret, TokenGrant } from '../../../lambda/tokens/token-grant.ts';
import { tokenKeeper } from '../../../lambda/tokens/token-keeper.ts';
import { tokenStore } from '../../../lambda/tokens/token-store.ts';
import { memoryState } from '../support/memory-state.ts';
import { virtualClock } from '../support/virtual-clock.ts';
import { type GateProcessOptions, gateProcess, testKeys, testScheme } from './gate-process.ts';
import { TokenServer, type TokenServerOptions } from './token-server.ts';

const { signal } = new AbortController();

/** Orders of events that no test plays by chance: processes that are frozen, see old secrets, or have clocks of their own. */
const world = (options: TokenServerOptions = {}) => {
  const clock = virtualClock();
  const server = new TokenServer(clock, options);
  const state = memoryState();
  const secret: SchemeSecret = { client_secret: 'right' };
  const start = (own: Partial<GateProcessOptions> = {}) =>
    gateProcess({ clock, state, grant: server, secret: () => secret, ...own });
  const get = async (process: ReturnType<typeof start>) => (await clock.run(process.current(signal))).accessToken;
  const failed = (process: ReturnType<typeof start>): Promise<TokenError> =>
    clock.run(
      process.current(signal).then(
        () => expect.fail('a token came'),
        (error: unknown) => error as TokenError,
      ),
    );
  return { clock, server, state, start, get, failed };
};

const byPerson: TokenServerOptions = { rotates: true, givesFreely: false, lifetime: 100 };

describe('a token that was entered by hand', () => {
  const withRefreshToken = (server: TokenServer): SchemeSecret => ({
    client_secret: 'right',
    refresh_token: server.signIn().refreshToken!,
  });

  test('is not brought back by a process that does not see yet what took its place', async () => {
    const { clock, server, start, get } = world(byPerson);
    const before = withRefreshToken(server);
    const after = withRefreshToken(server);
    const late = start({ secret: () => before });
    await get(late);
    const early = start({ secret: () => after });
    await get(early);
    await clock.pass(96_000);
    expect(server.accepts(await get(late))).toBe(true);
    await clock.pass(96_000);
    expect(server.accepts(await get(early))).toBe(true);
    expect(server.reused).toBe(0);
  });

  test('may be entered again later', async () => {
    const { clock, start, get } = world();
    let secret: SchemeSecret = { access_token: 'one' };
    const process = () => start({ secret: () => secret });
    await get(process());
    secret = { access_token: 'two' };
    expect(await get(process())).toBe('two');
    await clock.pass(5 * 60_000);
    expect(await get(process())).toBe('two');
    secret = { access_token: 'one' };
    expect(await get(process())).toBe('one');
  });

  test('leaves the refresh token that there was', async () => {
    const { clock, server, start, get } = world(byPerson);
    let secret: SchemeSecret = { client_secret: 'right' };
    const process = start({ secret: () => secret });
    await clock.run(process.administered.enter(server.signIn(), clock.now()));
    secret = { client_secret: 'right', access_token: 'by-hand', expires_at: String(clock.now() / 1_000 + 200) };
    await clock.pass(96_000);
    expect(await get(process)).toBe('by-hand');
    await clock.pass(200_000);
    expect(server.accepts(await get(process))).toBe(true);
  });

  test('after the record was removed is seen by a process that knew another', async () => {
    const { clock, server, state, start, get } = world();
    let secret: SchemeSecret = { client_secret: 'right' };
    const process = start({ secret: () => secret });
    await get(process);
    const { generation } = (await clock.run(process.renewed(1, signal)))!;
    const kept = await clock.run(state.read('tokens/oauth'));
    await clock.run(state.write('tokens/oauth', 'removed', kept!.version));
    secret = { client_secret: 'right', access_token: 'by-hand' };
    await clock.pass(60_000);
    expect((await clock.run(process.renewed(generation, signal)))?.accessToken).toBe('by-hand');
    expect(server.requests).toHaveLength(2);
  });

  test('is older than a sign-in that came after it', async () => {
    const { clock, server, start, get } = world(byPerson);
    const secret = withRefreshToken(server);
    const process = start({ secret: () => secret });
    const answer = server.signIn();
    await clock.run(process.administered.enter(answer, clock.now()));
    expect(await get(process)).toBe(answer.accessToken);
    await clock.pass(96_000);
    await get(process);
    expect((await clock.run(process.administered.read())).record.refreshToken).not.toBe(secret['refresh_token']);
    expect(server.requests).toHaveLength(1);
  });

  test('during a renewal is not overwritten by the answer', async () => {
    const { clock, server, start, get } = world(byPerson);
    const secret = withRefreshToken(server);
    const process = start();
    await clock.run(process.administered.enter(server.signIn(), clock.now()));
    await clock.pass(96_000);
    const renewing = start({
      grant: {
        async refresh(token, of) {
          const answer = await server.refresh(token, of);
          // Another process sees it first, and keeps it.
          const other = start({
            secret: () => secret,
            clock: { ...clock, sleep: () => Promise.reject(new Error('end')) },
          });
          await other.current(signal).catch(() => undefined);
          return answer;
        },
        revoke: async () => false,
      },
    });
    await get(renewing);
    await clock.pass(96_000);
    const last = start({ secret: () => secret });
    const token = await get(last);
    expect(server.accepts(token)).toBe(true);
    expect(server.reused).toBe(0);
    await server.revoke({ token: secret['refresh_token']! });
    expect(server.accepts(token)).toBe(false);
  });
});

describe('a refresh token', () => {
  test('is not used by a process that was frozen while it had the lease', async () => {
    const { clock, server, state, start, get } = world(byPerson);
    const fast = start();
    await clock.run(fast.administered.enter(server.signIn(), clock.now()));
    await clock.pass(96_000);
    let reads = 0;
    const frozen = start({
      // Its timers stand still, and its second look at the record, under the lease, takes minutes.
      clock: { ...clock, sleep: (milliseconds, end) => clock.sleep(milliseconds + 300_000, end) },
      state: {
        async read(name) {
          const found = await state.read(name);
          if (name === 'tokens/oauth' && ++reads === 2) await clock.sleep(120_000);
          return found;
        },
        write: (...write) => state.write(...write),
      },
    });
    const thawed = frozen.current(signal);
    await clock.pass(80_000);
    const token = await get(fast);
    expect(server.accepts(token)).toBe(true);
    expect(reads).toBe(2);
    await clock.run(thawed.catch(() => undefined));
    expect(server.reused).toBe(0);
    expect(server.requests).toHaveLength(1);
  });

  test.each([-60_000, 59_000])('is used once by processes whose clocks differ by %i ms', async (ahead) => {
    const { clock, server, start } = world({ ...byPerson, latency: 20_000 });
    const one = start();
    await clock.run(one.administered.enter(server.signIn(), clock.now()));
    await clock.pass(200_000);
    const other = start({ clock: { ...clock, now: () => clock.now() + ahead } });
    await clock.run(Promise.all([one.current(signal), other.current(signal)]));
    expect(server.mostAtOnce).toBe(1);
    expect(server.reused).toBe(0);
  });

  test('that could not be stored does not take the place of a later sign-in', async () => {
    const { clock, server, state, start, get, failed } = world(byPerson);
    let isFailing = false;
    const process = start({
      state: {
        read: (name) => state.read(name),
        write: (name, ...write) =>
          isFailing && !name.endsWith('.lease')
            ? Promise.reject(new PlatformError('state-unreachable', 'down'))
            : state.write(name, ...write),
      },
    });
    const administrator = start();
    await clock.run(administrator.administered.enter(server.signIn(), clock.now()));
    await clock.pass(96_000);
    isFailing = true;
    expect((await failed(process)).code).toBe('state-unreachable');
    isFailing = false;
    const later = server.signIn();
    await clock.run(administrator.administered.enter(later, clock.now()));
    await clock.pass(2_000);
    expect(await get(process)).toBe(later.accessToken);
    await clock.pass(96_000);
    expect(server.accepts(await get(process))).toBe(true);
    // Of the later sign-in: what could not be stored is two generations older.
    await server.revoke({ token: later.refreshToken! });
    expect(server.accepts(await get(process))).toBe(false);
  });

  test('is not lost where a write missed and the store then fails', async () => {
    const { clock, server, state, start, get, failed } = world(byPerson);
    let isFailing = false;
    let hasMissed = false;
    const process = start({
      state: {
        read: (name) =>
          hasMissed && name === 'tokens/oauth'
            ? Promise.reject(new PlatformError('state-unreachable', 'down'))
            : state.read(name),
        async write(name, ...write) {
          if (!isFailing || name !== 'tokens/oauth') return state.write(name, ...write);
          hasMissed = true;
          return undefined;
        },
      },
    });
    await clock.run(start().administered.enter(server.signIn(), clock.now()));
    await clock.pass(96_000);
    isFailing = true;
    expect((await failed(process)).code).toBe('state-unreachable');
    isFailing = false;
    hasMissed = false;
    await clock.pass(1_000);
    expect(server.accepts(await get(process))).toBe(true);
    expect(server.reused).toBe(0);
  });

  test('that could not be stored until its access token had ended is used all the same', async () => {
    const { clock, server, state, start, get, failed } = world(byPerson);
    let isFailing = false;
    const process = start({
      state: {
        read: (name) => state.read(name),
        write: (name, ...write) =>
          isFailing && !name.endsWith('.lease')
            ? Promise.reject(new PlatformError('state-unreachable', 'down'))
            : state.write(name, ...write),
      },
    });
    await clock.run(start().administered.enter(server.signIn(), clock.now()));
    await clock.pass(96_000);
    isFailing = true;
    await failed(process);
    await clock.pass(200_000);
    isFailing = false;
    expect(server.accepts(await get(process))).toBe(true);
    expect(server.reused).toBe(0);
    expect(server.requests).toHaveLength(2);
  });
});

test('a record that was removed does not begin a race of renewals', async () => {
  const { clock, server, state, start, get } = world();
  const [one, other] = [start(), start()];
  for (let turns = 0; turns < 8; turns++) {
    await get(one);
    await clock.pass(3_600_000);
  }
  const { generation } = await clock.run(one.current(signal));
  expect(generation).toBeGreaterThan(8);
  await get(other);
  const kept = await clock.run(state.read('tokens/oauth'));
  await clock.run(state.write('tokens/oauth', 'removed', kept!.version));
  const before = server.requests.length;
  const renewed = await clock.run(Promise.all([one.renewed(generation, signal), other.renewed(generation, signal)]));
  expect(renewed.map((record) => server.accepts(record?.accessToken))).toEqual([true, true]);
  expect(server.requests).toHaveLength(before + 1);
});

describe('a record that is sealed with a key that is not known yet', () => {
  const opened = (readKeys: () => Promise<Keys>) => {
    const { clock, state, server, start } = world(byPerson);
    const newer: Keys = deriveKeys(
      'acme',
      makeKeyRing((count) => Buffer.alloc(count, 9)),
    );
    const place = { state, place: 'acme/tickets', scheme: 'oauth' };
    const kept = tokenStore({ ...place, keys: { current: async () => newer, fresh: async () => newer } });
    const store = tokenStore({ ...place, keys: { current: async () => testKeys, fresh: readKeys } });
    const { options } = start();
    const keeper = tokenKeeper({ ...options, store });
    return { clock, server, newer, kept, keeper };
  };
  const written = async ({ clock, server, kept }: ReturnType<typeof opened>) => {
    const { accessToken, refreshToken } = server.signIn();
    const record = {
      generation: 3,
      tokenType: 'Bearer',
      accessToken,
      refreshToken,
      createdAt: clock.now(),
      expiresAt: clock.now() + 100_000,
    };
    await clock.run(kept.write(record, await clock.run(kept.read())));
    return record;
  };

  test('is opened with what the key store holds now', async () => {
    const one = opened(async () => one.newer);
    const { accessToken } = await written(one);
    expect((await one.clock.run(one.keeper.current(signal))).accessToken).toBe(accessToken);
  });

  test('is not made anew while the key store can not be read', async () => {
    const one = opened(() => Promise.reject(new PlatformError('key-unreachable', 'down')));
    const record = await written(one);
    const failure = await one.clock.run(one.keeper.current(signal).catch((error: unknown) => error));
    expect(failure).toMatchObject({ code: 'key-unreachable' });
    expect((await one.clock.run(one.kept.read())).record).toMatchObject(record);
  });
});

describe('a source that refuses every token', () => {
  test('costs one renewal a minute, of all processes together', async () => {
    const { clock, server, start } = world();
    const processes = Array.from({ length: 5 }, () => start());
    for (let seconds = 0; seconds < 120; seconds++) {
      for (const process of processes) {
        const record = await clock.run(process.current(signal));
        const other = await clock.run(process.renewed(record.generation, signal));
        if (other) await clock.run(process.renewed(other.generation, signal));
      }
      await clock.pass(1_000);
    }
    expect(server.requests.length).toBeLessThanOrEqual(1 + 3);
  });
});

describe('what was stopped', () => {
  test('is asked for again under another configuration', async () => {
    const { clock, server, start, get, failed } = world();
    server.failures.push(new TokenError('token-request-refused', 'a scope is unknown: look at scopes'));
    const error = await failed(start());
    expect(error.message).toBe('a scope is unknown: look at scopes');
    const again = await failed(start());
    expect(again.message).toContain('sallyport tokens <source> --renew');
    expect(server.requests).toHaveLength(1);
    const corrected = start({ scheme: { ...testScheme, scopes: ['read'] } });
    expect(server.accepts(await get(corrected))).toBe(true);
    await clock.pass(15_000);
    expect(server.accepts(await get(start()))).toBe(true);
    expect(server.requests).toHaveLength(2);
  });

  test('is not asked for twice with the same, because a scheme beside it has a next value', async () => {
    const { server, start, failed } = world();
    server.valid = new Set();
    await failed(start({ secret: () => ({ client_secret: 'wrong', key: 'one', key_next: 'two' }) }));
    expect(server.requests).toHaveLength(1);
  });
});

test('a sign-in is kept even if the secret can not be read', async () => {
  const { clock, server, start, get } = world(byPerson);
  const { administered } = start({
    secret: () => {
      throw new PlatformError('secret-unreachable', 'down');
    },
  });
  const answer = server.signIn();
  await clock.run(administered.enter(answer, clock.now()));
  expect(await get(start())).toBe(answer.accessToken);
});

test('an answer that is none stops nothing', async () => {
  const { clock, server, start, get, failed } = world();
  server.failures.push(new TokenError('token-answer-invalid', 'a page'));
  const process = start();
  expect((await failed(process)).code).toBe('token-answer-invalid');
  expect(process.log).toEqual([]);
  await clock.pass(15_000);
  expect(server.accepts(await get(process))).toBe(true);
});

test('what is ended is ended with the next secret where the first is not accepted any more', async () => {
  const { clock, server, start, get } = world();
  const told: string[] = [];
  const grant: TokenGrant = {
    obtain: server.obtain!,
    refresh: () => expect.fail('no refresh token'),
    async revoke(_, { client_secret: clientSecret = '' }) {
      told.push(clientSecret);
      if (clientSecret === 'old') throw new TokenError('token-client-refused', 'enter it again');
      return true;
    },
  };
  const process = start({ grant, secret: () => ({ client_secret: 'old', client_secret_next: 'right' }) });
  await get(process);
  expect(await clock.run(process.administered.revoke(signal))).toBe(true);
  expect(told).toEqual(['old', 'right']);
});

describe('a process', () => {
  test('has no timer left after a renewal', async () => {
    const { clock, start, get } = world();
    const signals: (AbortSignal | undefined)[] = [];
    const sleep = (milliseconds: number, end?: AbortSignal) => {
      signals.push(end);
      return clock.sleep(milliseconds, end);
    };
    await get(start({ clock: { ...clock, sleep } }));
    expect(signals.length).toBeGreaterThan(0);
    expect(signals.every((end) => end?.aborted)).toBe(true);
  });

  test('rests briefly again after a token came in between', async () => {
    const { clock, server, start, get, failed } = world();
    const process = start();
    const down = (times: number) =>
      server.failures.push(...Array.from({ length: times }, () => new TokenError('token-unreachable', 'down')));
    down(3 * 5);
    for (let times = 0; times < 5; times++) {
      await failed(process);
      await clock.pass(60_000);
    }
    await get(process);
    await clock.pass(3_600_000);
    down(3);
    await failed(process);
    await clock.pass(2_000);
    expect(server.accepts(await get(process))).toBe(true);
  });

  test('recovers from a secret store that never answers, and so do the others', async () => {
    const { clock, state, server, start, get } = world();
    let hangs = true;
    const never = new Promise<never>(() => undefined);
    const secrets = start();
    const hanging = start({ secret: () => (hangs ? (never as never) : { client_secret: 'right' }) });
    const first = hanging.current(signal).catch((error: unknown) => error);
    await clock.pass(59_000);
    const second = hanging.current(signal).catch((error: unknown) => error);
    await clock.pass(1_000);
    expect(await first).toMatchObject({ code: 'token-unreachable' });
    expect(await second).toMatchObject({ code: 'token-unreachable' });
    hangs = false;
    await clock.pass(2_000);
    expect(server.accepts(await get(hanging))).toBe(true);
    expect(await clock.run(state.read('tokens/oauth.lease'))).toBeDefined();
    expect(await get(secrets)).toBe(await get(hanging));
  });

  test('that was frozen for minutes in the middle of a renewal tries again at once', async () => {
    const { clock, server, start, get } = world();
    let isFrozen = true;
    const grant: TokenGrant = {
      obtain: (secret, end) => (isFrozen ? new Promise(() => undefined) : server.obtain!(secret, end)),
      refresh: () => expect.fail('no refresh token'),
      revoke: async () => false,
    };
    // Timers of a frozen process run late: all of them when it is thawed.
    const sleep = (milliseconds: number, end?: AbortSignal) =>
      clock.sleep(isFrozen ? milliseconds + 600_000 : milliseconds, end);
    const process = start({ grant, clock: { ...clock, sleep } });
    const left = process.current(signal).catch((error: unknown) => error);
    await clock.pass(660_000);
    expect(await left).toMatchObject({ code: 'token-unreachable' });
    isFrozen = false;
    expect(server.accepts(await get(process))).toBe(true);
  });

  test('does not rest for years because a server says so', async () => {
    const { clock, server, start, get, failed } = world();
    server.failures.push(new TokenError('token-throttled', 'slow', { retryAfter: 1e12 }));
    const process = start();
    await failed(process);
    await clock.pass(3_600_000);
    expect(server.accepts(await get(process))).toBe(true);
  });
});
