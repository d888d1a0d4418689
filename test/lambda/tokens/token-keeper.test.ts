import { describe, expect, test } from 'vitest';
import { PlatformError } from '../../../lambda/platform/platform-error.ts';
import type { StateStore } from '../../../lambda/platform/state-store.ts';
import { TokenError } from '../../../lambda/tokens/token-error.ts';
import type { SchemeSecret, TokenGrant } from '../../../lambda/tokens/token-grant.ts';
import { memoryState } from '../support/memory-state.ts';
import { virtualClock } from '../support/virtual-clock.ts';
import { type GateProcess, gateProcess } from './gate-process.ts';
import { TokenServer, type TokenServerOptions } from './token-server.ts';

const { signal } = new AbortController();

/** A world of one server, one store and as many processes as a test wants. */
const world = (options: TokenServerOptions = {}, stateOf: (state: StateStore) => StateStore = (state) => state) => {
  const clock = virtualClock();
  const server = new TokenServer(clock, options);
  const shared = { state: stateOf(memoryState()), secret: { client_secret: 'right' } as SchemeSecret };
  const start = (): GateProcess =>
    gateProcess({ clock, state: shared.state, grant: server, secret: () => shared.secret });
  const get = async (process: GateProcess) => (await clock.run(process.current(signal))).accessToken;
  const failed = (process: GateProcess): Promise<TokenError> =>
    clock.run(
      process.current(signal).then(
        () => expect.fail('a token came'),
        (error: unknown) => error as TokenError,
      ),
    );
  const kinds = () => server.requests.map(({ kind }) => kind);
  return { clock, server, shared, start, get, failed, kinds };
};

describe('one request', () => {
  test('for many callers of one process', async () => {
    const { clock, server, start } = world();
    const process = start();
    const records = await clock.run(Promise.all(Array.from({ length: 200 }, () => process.current(signal))));
    expect(new Set(records.map(({ accessToken }) => accessToken)).size).toBe(1);
    expect(server.requests).toHaveLength(1);
  });

  test('for many callers of many processes', async () => {
    const { clock, server, start } = world({ latency: 2_000 });
    const processes = Array.from({ length: 4 }, start);
    const records = await clock.run(
      Promise.all(Array.from({ length: 200 }, (_, index) => processes[index % 4]!.current(signal))),
    );
    expect(new Set(records.map(({ accessToken }) => accessToken)).size).toBe(1);
    expect(server.requests).toHaveLength(1);
  });

  test('however long it takes: the lease is renewed', async () => {
    const { clock, server, start } = world({ latency: 29_000 });
    await clock.run(Promise.all([start(), start(), start()].map((process) => process.current(signal))));
    expect(server.requests).toHaveLength(1);
  });

  test('even if the lease comes free between the look at the token and the look at the lease', async () => {
    const { clock, server, shared, start } = world();
    const slow = gateProcess({
      clock,
      grant: server,
      state: {
        async read(name) {
          if (name.endsWith('.lease')) await clock.sleep(5_000);
          return shared.state.read(name);
        },
        write: (...write) => shared.state.write(...write),
      },
    });
    const records = await clock.run(Promise.all([slow.current(signal), start().current(signal)]));
    expect(records[0]?.accessToken).toBe(records[1]?.accessToken);
    expect(server.requests).toHaveLength(1);
  });

  test('and none after a restart', async () => {
    const { server, start, get } = world();
    const token = await get(start());
    expect(await get(start())).toBe(token);
    expect(server.requests).toHaveLength(1);
  });
});

describe('a token', () => {
  test('of 60 seconds is renewed before its end, and never used after it', async () => {
    const { clock, server, start, get } = world({ lifetime: 60 });
    const process = start();
    for (let seconds = 0; seconds < 600; seconds++) {
      expect(server.accepts(await get(process))).toBe(true);
      await clock.pass(1_000);
    }
    expect(server.requests.length).toBeGreaterThanOrEqual(10);
    expect(server.requests.length).toBeLessThanOrEqual(13);
  });

  test('that is renewed early keeps nobody waiting but the one who renews it', async () => {
    const { clock, server, start, get } = world({ lifetime: 100, latency: 1_000 });
    const process = start();
    const old = await get(process);
    await clock.pass(81_000);
    const first = process.current(signal);
    const before = clock.now();
    expect(await get(process)).toBe(old);
    expect(clock.now()).toBe(before);
    expect((await clock.run(first)).accessToken).not.toBe(old);
    expect(server.requests).toHaveLength(2);
  });

  test('that can not be renewed early is used to its end', async () => {
    const { clock, server, start, get, failed } = world({ lifetime: 100 });
    const process = start();
    const old = await get(process);
    const end = clock.now() + 100_000;
    server.failures.push(...Array.from({ length: 99 }, () => new TokenError('token-unreachable', 'down')));
    await clock.pass(81_000);
    while (server.accepts(old) && clock.now() < end - 6_000) {
      expect(await get(process)).toBe(old);
      await clock.pass(500);
    }
    expect(server.requests.length).toBeGreaterThan(3);
    await clock.pass(end - clock.now());
    expect((await failed(process)).code).toBe('token-unreachable');
  });

  test('of another process is taken over without a request', async () => {
    const { clock, server, start, get } = world({ lifetime: 100 });
    const [one, other] = [start(), start()];
    await get(one);
    await get(other);
    await clock.pass(82_000);
    const renewed = await get(one);
    expect(await get(other)).toBe(renewed);
    expect(server.requests).toHaveLength(2);
  });
});

describe('a token that the source refuses', () => {
  test('is renewed once for all who had it', async () => {
    const { clock, server, start, get } = world();
    const [one, other] = [start(), start()];
    server.end(await get(one));
    await get(other);
    const renewals = [one, one, other, other].map((process) => process.renewed(1, signal));
    const records = await clock.run(Promise.all(renewals));
    expect(new Set(records.map((record) => record?.accessToken)).size).toBe(1);
    expect(server.accepts(records[0]?.accessToken)).toBe(true);
    expect(server.requests).toHaveLength(2);
  });

  test('is not renewed again if the new one is refused as well', async () => {
    const { clock, server, start, get } = world();
    const process = start();
    await get(process);
    const renewed = await clock.run(process.renewed(1, signal));
    expect(await clock.run(process.renewed(renewed!.generation, signal))).toBeUndefined();
    expect(server.requests).toHaveLength(2);
    await clock.pass(60_000);
    expect(await clock.run(process.renewed(renewed!.generation, signal))).toBeDefined();
    expect(server.requests).toHaveLength(3);
  });

  test('of old is not renewed: a newer one is there', async () => {
    const { clock, server, start, get } = world();
    const process = start();
    await get(process);
    const renewed = await clock.run(process.renewed(1, signal));
    expect(await clock.run(process.renewed(1, signal))).toBe(renewed);
    expect(server.requests).toHaveLength(2);
  });
});

describe('a refresh token', () => {
  test('that rotates is stored before the access token is given out', async () => {
    let writes = 0;
    const { clock, server, start } = world({ rotates: true }, (state) => ({
      read: state.read,
      async write(name, text, after) {
        const version = await state.write(name, text, after);
        if (!name.endsWith('.lease')) writes++;
        return version;
      },
    }));
    const process = start();
    const first = await clock.run(process.current(signal));
    expect(writes).toBe(1);
    const second = await clock.run(process.renewed(first.generation, signal));
    expect(writes).toBe(2);
    expect((await clock.run(process.administered.read())).record.refreshToken).toBe(second!.refreshToken);
    expect(server.reused).toBe(0);
  });

  test('is used from then on, and the grant is not', async () => {
    const { clock, start, get, kinds } = world({ rotates: true, lifetime: 100 });
    const process = start();
    for (let turns = 0; turns < 4; turns++) {
      await get(process);
      await clock.pass(90_000);
    }
    expect(kinds()).toEqual(['obtain', 'refresh', 'refresh', 'refresh']);
  });

  test('stays if the server gives no new one', async () => {
    const { clock, server, start, get, kinds } = world({ givesFreely: false, lifetime: 100 });
    const process = start();
    await clock.run(process.administered.enter(server.signIn(), clock.now()));
    for (let turns = 0; turns < 3; turns++) {
      await clock.pass(96_000);
      expect(server.accepts(await get(process))).toBe(true);
    }
    expect(kinds()).toEqual(['refresh', 'refresh', 'refresh']);
  });

  test('that is refused, because another process was faster, is no reason to stop', async () => {
    const { clock, server, shared, start, get } = world({ rotates: true, givesFreely: false, detectsReuse: false });
    const fast = start();
    await clock.run(fast.administered.enter(server.signIn(), clock.now()));
    await clock.pass(3_600_000);
    // As if the process had been frozen until its lease was another's: what it has read is old when it asks.
    const slow = gateProcess({
      clock,
      state: shared.state,
      grant: {
        async refresh(refreshToken, secret, end) {
          const lease = await shared.state.read('tokens/oauth.lease');
          await shared.state.write('tokens/oauth.lease', '', lease!.version);
          await fast.current(end);
          return server.refresh(refreshToken, secret);
        },
        revoke: async () => false,
      },
    });
    const token = await get(slow);
    expect(server.reused).toBe(1);
    expect(server.accepts(token)).toBe(true);
    expect(token).toBe(await get(fast));
    expect(slow.log.map(({ event }) => event)).toEqual([]);
  });

  test('that was revoked is followed by the grant, where there is one', async () => {
    const { clock, server, start, get, kinds } = world({ rotates: true, lifetime: 100 });
    const process = start();
    await get(process);
    await server.revoke({ token: (await clock.run(process.administered.read())).record.refreshToken! });
    await clock.pass(90_000);
    expect(server.accepts(await get(process))).toBe(true);
    expect(kinds()).toEqual(['obtain', 'revoke', 'refresh', 'obtain']);
  });

  test('that was revoked needs a person, where there is none', async () => {
    const { clock, server, start, failed } = world({ rotates: true, givesFreely: false, lifetime: 100 });
    const process = start();
    expect((await failed(process)).code).toBe('token-sign-in-needed');
    await clock.run(process.administered.enter(server.signIn(), clock.now()));
    await clock.pass(96_000);
    await server.revoke({ token: (await clock.run(process.administered.read())).record.refreshToken! });
    const error = await failed(process);
    expect(error).toMatchObject({ code: 'token-sign-in-needed', oauth: 'invalid_grant' });
    expect(error.message).toContain('sallyport connect');
    await clock.run(process.administered.enter(server.signIn(), clock.now()));
    await clock.pass(15_000);
    expect(server.accepts((await clock.run(process.current(signal))).accessToken)).toBe(true);
  });

  test('that was never entered is asked for, and one that is refused is not called a sign-in', async () => {
    const { clock, server, shared, failed } = world({ rotates: true, givesFreely: false, lifetime: 100 });
    const grant: TokenGrant = {
      needs: 'refresh_token',
      refresh: (token, secret) => server.refresh(token, secret),
      revoke: async () => false,
    };
    const start = () => gateProcess({ clock, state: shared.state, grant, secret: () => shared.secret });
    expect(await failed(start())).toMatchObject({
      code: 'token-grant-refused',
      message: expect.stringContaining('secrets set <source> refresh_token'),
    });
    shared.secret = { client_secret: 'right', refresh_token: 'unknown' };
    expect(await failed(start())).toMatchObject({ code: 'token-grant-refused', oauth: 'invalid_grant' });
  });

  test('that could not be stored is not lost, and its access token is not used before', async () => {
    let isFailing = false;
    const { clock, server, start, get, failed } = world(
      { rotates: true, givesFreely: false, lifetime: 100 },
      (state) => ({
        read: state.read,
        write: (name, ...write) =>
          isFailing && !name.endsWith('.lease')
            ? Promise.reject(new PlatformError('state-unreachable', 'down'))
            : state.write(name, ...write),
      }),
    );
    const process = start();
    await clock.run(process.administered.enter(server.signIn(), clock.now()));
    await clock.pass(96_000);
    isFailing = true;
    expect((await failed(process)).code).toBe('state-unreachable');
    expect(process.log.map(({ event }) => event)).toContain('token.not-stored');
    isFailing = false;
    await clock.pass(1_000);
    expect(server.accepts(await get(process))).toBe(true);
    expect(server.requests).toHaveLength(1);
    expect(server.reused).toBe(0);
  });
});

test('a token that could not be stored is used, if another can be had at any time', async () => {
  const { server, start, get } = world({}, (state) => ({
    read: state.read,
    write: (name, ...write) =>
      name.endsWith('.lease') ? state.write(name, ...write) : Promise.reject(new PlatformError('state-denied', 'no')),
  }));
  const process = start();
  expect(server.accepts(await get(process))).toBe(true);
  await get(process);
  expect(server.requests).toHaveLength(1);
});

describe('what may pass', () => {
  test('is tried again', async () => {
    const { server, start, get } = world();
    server.failures.push(new TokenError('token-unreachable', 'down'), new TokenError('token-unreachable', 'down'));
    expect(server.accepts(await get(start()))).toBe(true);
    expect(server.requests).toHaveLength(3);
  });

  test('waits as long as the server asks, if that is short', async () => {
    const { clock, server, start, get } = world();
    server.failures.push(new TokenError('token-throttled', 'slow', { retryAfter: 4_000 }));
    const before = clock.now();
    await get(start());
    expect(clock.now() - before).toBeGreaterThanOrEqual(4_000);
  });

  test('is not waited for if that is long, and nobody asks before', async () => {
    const { clock, server, start, get, failed } = world();
    const process = start();
    server.failures.push(new TokenError('token-throttled', 'slow', { retryAfter: 120_000 }));
    expect(await failed(process)).toMatchObject({ code: 'token-throttled', retryAfter: 120_000 });
    await clock.pass(60_000);
    expect(await failed(process)).toMatchObject({ code: 'token-throttled', retryAfter: 60_000 });
    expect(server.requests).toHaveLength(1);
    await clock.pass(60_000);
    await get(process);
    expect(server.requests).toHaveLength(2);
  });

  test('is asked for more and more rarely', async () => {
    const { clock, server, start, failed } = world();
    const process = start();
    server.failures.push(...Array.from({ length: 200 }, () => new TokenError('token-unreachable', 'down')));
    for (let seconds = 0; seconds < 600; seconds++) {
      expect((await failed(process)).mayPass).toBe(true);
      await clock.pass(1_000);
    }
    // Three tries at a time; after six rounds, a minute or less between them.
    expect(server.requests.length).toBeGreaterThan(3 * 10);
    expect(server.requests.length).toBeLessThan(3 * 25);
  });
});

describe('what only a person can correct', () => {
  test('stops the asking, in every process, and says so once for each', async () => {
    const { clock, server, shared, start, failed } = world();
    shared.secret = { client_secret: 'wrong' };
    const [one, other] = [start(), start()];
    const error = await failed(one);
    expect(error).toMatchObject({
      code: 'token-client-refused',
      oauth: 'invalid_client',
      message: 'enter the client secret again',
    });
    for (let minutes = 0; minutes < 60; minutes++) {
      expect((await failed(one)).code).toBe('token-client-refused');
      expect(await failed(other)).toMatchObject({ code: 'token-client-refused', oauth: 'invalid_client' });
      await clock.pass(60_000);
    }
    expect(server.requests).toHaveLength(1);
    expect([...one.log, ...other.log].filter(({ event }) => event === 'token.stopped')).toEqual([
      expect.objectContaining({
        level: 'error',
        gateway: 'acme',
        source: 'tickets',
        scheme: 'oauth',
        code: 'token-client-refused',
        oauth: 'invalid_client',
        reason: 'enter the client secret again',
      }),
    ]);
  });

  test('goes on when the secret has changed', async () => {
    const { clock, server, shared, start, get, failed } = world();
    shared.secret = { client_secret: 'wrong' };
    const process = start();
    await failed(process);
    shared.secret = { client_secret: 'right' };
    await clock.pass(15_000);
    expect(server.accepts(await get(process))).toBe(true);
    expect((await clock.run(process.administered.read())).record.stopped).toBeUndefined();
  });

  test('goes on when an administrator says so', async () => {
    const { clock, server, start, get, failed } = world();
    server.valid = new Set();
    const [process, administrator] = [start(), start()];
    await failed(process);
    server.valid = new Set(['right']);
    await clock.run(administrator.administered.renew(signal));
    await clock.pass(15_000);
    expect(server.accepts(await get(process))).toBe(true);
    expect(server.requests).toHaveLength(2);
  });
});

describe('two secrets', () => {
  const both = { client_secret: 'old', client_secret_next: 'new' };

  test.each([
    ['the old one only', ['old'], 1],
    ['the new one only', ['new'], 2],
    ['both', ['old', 'new'], 1],
  ])('where the server knows %s', async (_, valid, requests) => {
    const { server, shared, start, get } = world();
    shared.secret = both;
    server.valid = new Set(valid);
    expect(server.accepts(await get(start()))).toBe(true);
    expect(server.requests).toHaveLength(requests);
  });

  test('are told as the first one, where the server knows neither', async () => {
    const { server, shared, start, failed } = world();
    shared.secret = both;
    expect((await failed(start())).code).toBe('token-client-refused');
    expect(server.requests).toHaveLength(2);
  });
});

describe('a token that was entered by hand', () => {
  test('works until it expires, then the grant does', async () => {
    const { clock, server, shared, start, get } = world();
    const end = new Date(clock.now() + 100_000).toISOString();
    shared.secret = { client_secret: 'right', access_token: 'by-hand', expires_at: end };
    const process = start();
    expect(await get(process)).toBe('by-hand');
    expect(await get(start())).toBe('by-hand');
    expect(server.requests).toHaveLength(0);
    await clock.pass(97_000);
    expect(server.accepts(await get(process))).toBe(true);
    expect(server.accepts(await get(start()))).toBe(true);
    expect(server.requests).toHaveLength(1);
  });

  test('without an end works until the source refuses it', async () => {
    const { clock, server, shared, start, get } = world();
    shared.secret = { client_secret: 'right', access_token: 'by-hand' };
    const process = start();
    await get(process);
    await clock.pass(30 * 86_400_000);
    expect(await get(process)).toBe('by-hand');
    expect(server.accepts((await clock.run(process.renewed(1, signal)))?.accessToken)).toBe(true);
    expect(await get(start())).not.toBe('by-hand');
  });

  test('is taken over again if another is entered', async () => {
    const { clock, shared, start, get } = world();
    shared.secret = { access_token: 'one' };
    await get(start());
    shared.secret = { access_token: 'two', expires_at: String(Math.round(clock.now() / 1_000) + 60) };
    const record = await clock.run(start().current(signal));
    expect(record).toMatchObject({ accessToken: 'two', generation: 2 });
    expect(record.expiresAt - clock.now()).toBeLessThanOrEqual(61_000);
  });

  test('as a refresh token is exchanged at once', async () => {
    const { clock, server, shared, start, get, kinds } = world({ rotates: true, givesFreely: false });
    shared.secret = { client_secret: 'right', refresh_token: server.signIn().refreshToken! };
    expect(server.accepts(await get(start()))).toBe(true);
    await clock.pass(2_000_000);
    expect(server.accepts(await get(start()))).toBe(true);
    expect(kinds()).toEqual(['refresh']);
  });
});

describe('the stored record', () => {
  test('shows nothing, and counts generations', async () => {
    const { clock, shared, start, get } = world({ rotates: true });
    const process = start();
    const token = await get(process);
    const stored = await clock.run(shared.state.read('tokens/oauth'));
    expect(stored!.text).toMatch(/^st1\./);
    expect(stored!.text).not.toContain(token);
    expect((await clock.run(process.renewed(1, signal)))?.generation).toBe(2);
  });

  test('that can not be opened is made anew', async () => {
    const { clock, server, shared, start, get } = world();
    await clock.run(shared.state.write('tokens/oauth', 'nonsense', undefined));
    const process = start();
    expect(server.accepts(await get(process))).toBe(true);
    expect(process.log.map(({ event }) => event)).toContain('token.unreadable');
    expect(await get(start())).toBe(await get(process));
  });

  test('is never replaced by what was asked for earlier', async () => {
    const { clock, server, shared, start, get } = world({ lifetime: 100 });
    const slow = start();
    const fast = start();
    // The lease of the slow one ends while its answer is on its way: it is as if the process had been frozen.
    const frozen = gateProcess({
      clock,
      state: shared.state,
      grant: {
        obtain: async () => {
          const answer = await server.obtain!({ client_secret: 'right' }, signal);
          const stored = await shared.state.read('tokens/oauth.lease');
          await shared.state.write('tokens/oauth.lease', '', stored!.version);
          await fast.current(signal);
          return answer;
        },
        refresh: () => expect.fail('no refresh token'),
        revoke: async () => false,
      },
    });
    const given = await get(frozen);
    expect(given).toBe(await get(fast));
    expect(given).toBe(await get(slow));
    expect((await clock.run(slow.administered.read())).record).toMatchObject({ accessToken: given, generation: 1 });
  });

  test('is ended at the server and here', async () => {
    const { clock, server, start, get, failed } = world({ rotates: true, givesFreely: false });
    const process = start();
    const { administered } = process;
    await clock.run(administered.enter(server.signIn(), clock.now()));
    const token = await get(process);
    expect(await clock.run(administered.revoke(signal))).toBe(true);
    expect(server.accepts(token)).toBe(false);
    expect((await clock.run(administered.read())).record).toMatchObject({
      generation: 2,
      accessToken: undefined,
      refreshToken: undefined,
    });
    expect((await failed(start())).code).toBe('token-sign-in-needed');
  });
});

describe('what is ended', () => {
  const revoking = async (error: TokenError) => {
    const { clock, server, shared, start } = world({ rotates: true });
    const grant: TokenGrant = {
      obtain: server.obtain!,
      refresh: (token, secret) => server.refresh(token, secret),
      revoke: () => Promise.reject(error),
    };
    await clock.run(start().current(signal));
    const { administered } = gateProcess({ clock, state: shared.state, grant });
    const told = await clock.run(administered.revoke(signal).catch((thrown: unknown) => thrown));
    return { told, record: (await clock.run(administered.read())).record };
  };

  test('is forgotten, even if the server does not know the client any more', async () => {
    const { told, record } = await revoking(new TokenError('token-client-refused', 'enter it again'));
    expect(told).toBe(false);
    expect(record).toMatchObject({ accessToken: undefined, refreshToken: undefined });
  });

  test('is not forgotten before a server that can not be reached has heard of it', async () => {
    const { told, record } = await revoking(new TokenError('token-unreachable', 'down'));
    expect(told).toMatchObject({ code: 'token-unreachable' });
    expect(record).toMatchObject({ accessToken: 'access-2', refreshToken: 'refresh-2' });
  });
});

test('a caller who leaves does not take the renewal along', async () => {
  const { clock, server, start, get } = world({ latency: 5_000 });
  const process = start();
  const gone = new AbortController();
  const left = process.current(gone.signal).catch((error: unknown) => error);
  await clock.pass(1_000);
  gone.abort(new Error('gone'));
  expect(await left).toMatchObject({ message: 'gone' });
  expect(server.accepts(await get(process))).toBe(true);
  expect(server.requests).toHaveLength(1);
});
