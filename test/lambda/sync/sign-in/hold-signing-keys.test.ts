import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { localKeys } from '../../../../lambda/platform/local/local-keys.ts';
import { PlatformError } from '../../../../lambda/platform/platform-error.ts';
import { holdSigningKeys } from '../../../../lambda/sync/sign-in/hold-signing-keys.ts';
import { makeSigningKey } from '../../../../lambda/sync/sign-in/signing-key.ts';
import { parseSigningRing, type RingKey } from '../../../../lambda/sync/sign-in/signing-ring.ts';
import { failureOf } from '../../support/failure-of.ts';
import { memoryKeys } from '../create-sync-world.ts';

const minute = 60_000;
const day = 24 * 60 * minute;
const start = Date.UTC(2026, 0, 1);
const keyDays = 30;
/** The last moment for the next key to be published in time. */
const turn = start + keyDays * day - 25 * 60 * minute;

/** Making keys takes a while. */
const pool = await Promise.all(Array.from({ length: 4 }, makeSigningKey));

/** A process of a sync, whose keys are of the pool. */
const processOf = (store = memoryKeys(), clock = { now: start }) => {
  const made: RingKey[] = [];
  const failures: unknown[] = [];
  const holder = holdSigningKeys({
    store,
    keyDays,
    now: () => clock.now,
    onMade: (key) => made.push(key),
    onFailure: (error) => failures.push(error),
    makeKey: async () => pool[drawn++ % pool.length]!,
  });
  return { store, clock, made, failures, holder };
};
let drawn = 0;

const unreachable = new PlatformError('key-unreachable', 'test');

describe('signing keys', () => {
  test('are made at first use, and read by whoever comes later', async () => {
    const one = processOf();
    const [key] = await one.holder.current();
    expect(one.made).toEqual([{ ...key, signsAt: start }]);
    const other = processOf(one.store);
    expect((await other.holder.current()).map(({ kid }) => kid)).toEqual([key!.kid]);
    expect(other.made).toEqual([]);
  });

  test('are read once for all who ask at once, and again after five minutes', async () => {
    const { store, holder, clock } = processOf();
    let reads = 0;
    const { read } = store;
    store.read = () => {
      reads++;
      return read.call(store);
    };
    const all = await Promise.all([holder.current(), holder.current(), holder.current()]);
    expect([new Set(all).size, reads]).toEqual([1, 1]);
    clock.now += 5 * minute - 1;
    await holder.current();
    expect(reads).toBe(1);
    clock.now += 1;
    expect(await holder.current()).toBe(all[0]);
    expect(reads).toBe(2);
  });

  test('of several processes at once, at first and at each turn, one is heard by all', async () => {
    const store = memoryKeys();
    const clock = { now: start };
    const processes = [1, 2, 3].map(() => processOf(store, clock));
    for (const keys of [1, 2]) {
      const rings = await Promise.all(processes.map(({ holder }) => holder.current()));
      expect(new Set(rings.map((ring) => ring.map(({ kid }) => kid).join())).size).toBe(1);
      expect(rings[0]).toHaveLength(keys);
      expect(processes.flatMap(({ made }) => made)).toHaveLength(keys);
      clock.now = turn;
    }
  });

  test('are those of whoever has put them first, in a folder of this machine too', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sallyport-signing-'));
    afterAll(() => rmSync(folder, { recursive: true }));
    const processes = [1, 2, 3].map(() => processOf(localKeys(folder, 'bi-users') as never));
    const rings = await Promise.all(processes.map(({ holder }) => holder.current()));
    expect(new Set(rings.map(([key]) => key!.kid)).size).toBe(1);
    expect(parseSigningRing(readFileSync(join(folder, 'bi-users.json'), 'utf8'))[0]!.kid).toBe(rings[0]![0]!.kid);
  });

  test('are put anew where the ring was emptied: the next key signs at once', async () => {
    const { store, holder, clock, made } = processOf();
    const [old] = await holder.current();
    store.text = '{"version":1,"keys":[]}';
    clock.now += 5 * minute;
    expect(await holder.current()).toMatchObject([{ signsAt: clock.now }]);
    expect(made).toHaveLength(2);
    expect(made[1]!.kid).not.toBe(old!.kid);
  });
});

describe('while the store fails', () => {
  test('nobody has keys who had none', async () => {
    const { store, holder } = processOf();
    store.fault = { read: unreachable };
    expect(await failureOf(holder.current())).toBe(unreachable);
    store.fault = { write: new PlatformError('key-denied', 'grant it') };
    expect(await failureOf(holder.current())).toMatchObject({ code: 'key-denied' });
    store.fault = {};
    expect(await holder.current()).toHaveLength(1);
  });

  test('known keys serve on for an hour, and the store is asked every half minute', async () => {
    const { store, holder, clock, failures } = processOf();
    const ring = await holder.current();
    store.fault = { read: unreachable };
    clock.now += 5 * minute;
    expect(await holder.current()).toBe(ring);
    expect(await holder.current()).toBe(ring);
    expect(failures).toEqual([unreachable]);
    clock.now += minute / 2;
    await holder.current();
    expect(failures).toHaveLength(2);
    clock.now = start + 60 * minute;
    expect(await failureOf(holder.current())).toBe(unreachable);
    store.fault = {};
    expect(await holder.current()).toBe(ring);
  });

  test('a ring that nobody could have written is none, and never a reason to make another', async () => {
    const { store, holder } = processOf(memoryKeys('{"version":2}'));
    expect(await failureOf(holder.current())).toMatchObject({ code: 'key-invalid' });
    expect(store.text).toBe('{"version":2}');
  });

  test('a key that can not be put keeps nobody out: the old one signs on, and the log says why', async () => {
    const denied = new PlatformError('key-denied', 'grant it');
    const { store, holder, clock, failures, made } = processOf();
    await holder.current();
    store.fault = { write: denied };
    clock.now = turn;
    expect(await holder.current()).toHaveLength(1);
    expect(failures).toEqual([denied]);
    store.fault = {};
    clock.now += 90 * day;
    expect(await holder.current()).toMatchObject([{ signsAt: start }, { signsAt: clock.now + 25 * 60 * minute }]);
    expect(made).toHaveLength(2);
  });

  test('others who are always faster keep nobody out either', async () => {
    const { store, holder, clock } = processOf();
    await holder.current();
    store.fault = { write: new PlatformError('key-changed', 'somebody else was faster') };
    clock.now = turn;
    expect(await holder.current()).toHaveLength(1);
    const empty = processOf(memoryKeys('{"version":1,"keys":[]}'));
    empty.store.fault = store.fault;
    expect(await failureOf(empty.holder.current())).toMatchObject({ code: 'key-unreachable' });
  });
});
