import fc from 'fast-check';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { describe, expect, test } from 'vitest';
import { PlatformError } from '../../../../lambda/platform/platform-error.ts';
import {
  publishedKeys,
  publishedSeconds,
  rotatedRing,
  signingKey,
} from '../../../../lambda/sync/sign-in/rotate-ring.ts';
import type { SigningKey } from '../../../../lambda/sync/sign-in/signing-key.ts';
import type { SigningRing } from '../../../../lambda/sync/sign-in/signing-ring.ts';
import { memoryKeys, send, signIn, syncWorld, type World } from '../create-sync-world.ts';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const start = Date.UTC(2026, 0, 1);
const longestLife = hour;

describe('for any times at which somebody looks', () => {
  /** Keys by name alone: the law is about times. */
  const naming = () => {
    let count = 0;
    return async () => ({ kid: `k${count++}` }) as SigningKey;
  };
  /** By how much time goes on; or to which moment around the one at which the newest key begins to sign. */
  const steps = fc.array(
    fc.record({
      isToSwitch: fc.boolean(),
      milliseconds: fc.oneof(fc.integer({ min: -hour, max: hour }), fc.integer({ min: 1, max: 40 * day })),
    }),
    { minLength: 60, maxLength: 150 },
  );

  const keyDays = fc.oneof(fc.integer({ min: 2, max: 10 }), fc.integer({ min: 2, max: 730 }));

  test('the key that signs was published for a day and more, and stays so while a token of it lives', async () => {
    await fc.assert(
      fc.asyncProperty(keyDays, steps, async (keyDays, steps) => {
        const makeKey = naming();
        let now = start;
        let ring: SigningRing = [];
        const publishedAt = new Map<string, number>();
        const signedAt = new Map<string, number>();
        for (const { isToSwitch, milliseconds } of steps) {
          const from = isToSwitch ? (ring.at(-1)?.signsAt ?? now) : now;
          now = Math.max(now + 1, from + milliseconds);
          ring = (await rotatedRing(ring, { now, keyDays, makeKey })) ?? ring;
          expect(ring.length).toBeLessThanOrEqual(8);
          const published = publishedKeys(ring, now).map(({ kid }) => kid);
          for (const kid of published) if (!publishedAt.has(kid)) publishedAt.set(kid, now);
          const { kid } = signingKey(ring, now)!;
          signedAt.set(kid, now);
          if (kid !== 'k0') expect(now - publishedAt.get(kid)!).toBeGreaterThanOrEqual(day + publishedSeconds * second);
          const needed = [...signedAt].flatMap(([kid, at]) => (now <= at + longestLife ? [kid] : []));
          expect(published).toEqual(expect.arrayContaining(needed));
        }
      }),
      { numRuns: 100 },
    );
  });

  test('where somebody looks every day, no key signs for longer than it is to', async () => {
    const makeKey = naming();
    let ring: SigningRing = [];
    for (let now = start; now < start + 1_000 * day; now += day) {
      ring = (await rotatedRing(ring, { now, keyDays: 90, makeKey })) ?? ring;
      expect(now - signingKey(ring, now)!.signsAt).toBeLessThan(90 * day);
      // The one that signs, and for a day or two the next one or the last one.
      expect(ring.length).toBeLessThanOrEqual(2);
    }
    expect(ring.at(-1)!.kid).toBe('k11');
  });
});

test('a key that has signed last is published for two hours more, and then gone from the store too', async () => {
  const world = syncWorld({ keys: memoryKeys(), verify: async () => 'login' });
  const published = async (): Promise<readonly string[]> => {
    const { body } = await send(world, '/.well-known/jwks.json', { method: 'GET' });
    return body.keys.map(({ kid }: { kid: string }) => kid);
  };
  const stored = () => JSON.parse(world.keys.text!).keys.map(({ kid }: { kid: string }) => kid);
  const [first] = await published();
  world.clock.now = start + 89 * day - hour;
  expect(await published()).toEqual([first, expect.any(String)]);
  const [, second] = await published();
  world.clock.now = start + 90 * day + 2 * hour - 1;
  expect(await published()).toEqual([first, second]);
  world.clock.now += 1;
  expect(await published()).toEqual([second]);
  world.clock.now += 5 * minute;
  await published();
  expect(stored()).toEqual([second]);
  const events = world.lines.filter(({ event }) => event === 'sign-in.key-made');
  expect(events).toMatchObject([
    { kid: first, signsAt: new Date(start).toISOString(), gateway: 'acme', sync: 'bi-users' },
    { kid: second, signsAt: new Date(start + 90 * day).toISOString() },
  ]);
});

/** Draws numbers that are the same on every run: a test's dice (mulberry32). */
const draws = (seed: number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

interface Token {
  readonly text: string;
  readonly endsAt: number;
}

describe('400 days of three processes whose clocks differ, and whose store fails now and then', () => {
  const unreachable = new PlatformError('key-unreachable', 'test');

  test('every token is verified by whoever has kept the keys for as long as they may, until it ends', async () => {
    const draw = draws(7);
    const time = { now: start };
    const keys = memoryKeys();
    const sync = { signIn: { ...signIn, keyDays: 30, lifetimeSeconds: 3_600 } };
    const skewed = [-30 * second, 0, 30 * second].map((skew) => ({
      get now() {
        return time.now + skew;
      },
      set now(_now) {
        throw new Error('the clock goes by itself');
      },
    }));
    const worlds = skewed.map((clock) => {
      const world = syncWorld({ keys, clock, sync, verify: async () => 'login' });
      world.people.get = () => ({ payload: '[]', at: time.now });
      return world;
    });
    const any = (): World => worlds[Math.floor(draw() * worlds.length)]!;

    const published = async (): Promise<ReturnType<typeof createLocalJWKSet>> => {
      const { status, body } = await send(any(), '/.well-known/jwks.json', { method: 'GET' });
      expect(status).toBe(200);
      return createLocalJWKSet(body);
    };
    let kept = { at: time.now, keys: await published() };
    const kids = new Set<string>();
    const tokens = new Set<Token>();
    const verify = async (text: string, set: typeof kept.keys): Promise<void> => {
      const options = { currentDate: new Date(time.now), clockTolerance: 60, algorithms: ['RS256'] };
      const { protectedHeader } = await jwtVerify(text, set, options);
      kids.add(protectedHeader.kid!);
    };

    while (time.now < start + 400 * day) {
      // Mostly some hours; now and then a burst of calls, a weekend, or a holiday.
      const kind = draw();
      time.now += Math.floor(draw() * (kind < 0.3 ? 2 * minute : kind < 0.95 ? 12 * hour : 9 * day));
      for (const token of tokens) if (token.endsAt <= time.now) tokens.delete(token);
      const isFailing = draw() < 0.05 && time.now - start > day;
      keys.fault = isFailing ? { write: unreachable } : {};
      const askers = draw() < 0.15 ? worlds : [any()];
      const made = await Promise.all(askers.map((world) => send(world, '/token', { body: { user: 'u1' } })));
      if (time.now - kept.at >= publishedSeconds * second) kept = { at: time.now, keys: await published() };
      for (const { status, body } of made) {
        expect(status).toBe(200);
        tokens.add({ text: body.token, endsAt: time.now + longestLife });
      }
      const sets = draw() < 0.3 ? [kept.keys, await published()] : [kept.keys];
      for (const { text } of tokens) for (const set of sets) await verify(text, set);
    }
    const events = worlds.flatMap(({ lines }) => lines).filter(({ event }) => event === 'sign-in.key-made');
    expect(kids.size).toBeGreaterThanOrEqual(12);
    expect(events.length).toBeGreaterThanOrEqual(kids.size);
    expect(events.length).toBeLessThanOrEqual(kids.size + 1);
  });
});
