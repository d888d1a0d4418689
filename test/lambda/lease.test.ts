import { expect, test } from 'vitest';
import { type Lease, type LeaseOptions, leaseTaker } from '../../lambda/lease.ts';
import type { StateStore } from '../../lambda/platform/state-store.ts';
import { memoryState } from './support/memory-state.ts';
import { virtualClock } from './support/virtual-clock.ts';

const name = 'tokens/oauth.lease';

const opened = (state: StateStore = memoryState()) => {
  const clock = virtualClock();
  let holders = 0;
  /** A process that wants it. */
  const process = (options: Partial<LeaseOptions> = {}) => {
    const { now, sleep } = clock;
    const { signal } = new AbortController();
    const taker = leaseTaker({ state, name, now, sleep, signal, unique: () => `holder-${++holders}`, ...options });
    return (): Promise<Lease | undefined> => clock.run(taker());
  };
  return { clock, state, process, take: process() };
};

const never = () => new Promise<never>(() => undefined);

test('one holds it; when it is given back, the next one does', async () => {
  const { clock, take } = opened();
  const lease = (await take())!;
  expect(lease.isHeld()).toBe(true);
  expect(await take()).toBeUndefined();
  await clock.run(lease.release());
  expect(lease.isHeld()).toBe(false);
  const next = (await take())!;
  expect(next.isHeld()).toBe(true);
  await clock.run(next.release());
});

test('of many who try at the same moment, one gets it', async () => {
  const { clock, process } = opened();
  const tries = Array.from({ length: 20 }, () => process()());
  const taken = (await Promise.all(tries)).filter((lease) => lease !== undefined);
  expect(taken).toHaveLength(1);
  await clock.run(taken[0]!.release());
});

test('it is held for as long as the work takes', async () => {
  const { clock, take } = opened();
  const lease = (await take())!;
  for (let minutes = 0; minutes < 10; minutes++) {
    await clock.pass(60_000);
    expect(lease.isHeld()).toBe(true);
    expect(await take()).toBeUndefined();
  }
  await clock.run(lease.release());
});

test.each([0, 59_999, -59_999])(
  'who dies with it keeps others waiting for 15 seconds, whose clocks are %i ms ahead',
  async (ahead) => {
    const { clock, process } = opened();
    // The process is gone: nothing of it ever sleeps to the end.
    await process({ sleep: never })();
    const take = process({ now: () => clock.now() + ahead });
    expect(await take()).toBeUndefined();
    await clock.pass(14_999);
    expect(await take()).toBeUndefined();
    await clock.pass(1);
    const next = (await take())!;
    expect(next.isHeld()).toBe(true);
    await clock.run(next.release());
  },
);

test('who was away for too long knows that it has lost it, and takes nothing from the next one', async () => {
  const { clock, process, take } = opened();
  let wake = (): void => undefined;
  const frozen = () =>
    new Promise<void>((resolve) => {
      wake = resolve;
    });
  const lease = (await process({ sleep: frozen })())!;
  expect(await take()).toBeUndefined();
  await clock.pass(15_000);
  expect(lease.isHeld()).toBe(false);
  const next = (await take())!;
  wake();
  await clock.pass(1);
  expect(lease.isHeld()).toBe(false);
  void lease.release();
  wake();
  await clock.pass(6_000);
  expect(next.isHeld()).toBe(true);
  expect(await take()).toBeUndefined();
  await clock.run(next.release());
});

test('a store that fails for a moment takes it from nobody', async () => {
  const memory = memoryState();
  let isFailing = false;
  const state: StateStore = {
    read: memory.read,
    write: (...write) => (isFailing ? Promise.reject(new Error('store')) : memory.write(...write)),
  };
  const { clock, take } = opened(state);
  const lease = (await take())!;
  isFailing = true;
  await clock.pass(9_000);
  isFailing = false;
  expect(lease.isHeld()).toBe(true);
  await clock.pass(20_000);
  expect(lease.isHeld()).toBe(true);
  isFailing = true;
  await clock.run(lease.release());
  isFailing = false;
  expect(await take()).toBeUndefined();
});

test('who died with it long ago keeps nobody waiting', async () => {
  const { clock, process, take } = opened();
  await process({ sleep: never })();
  await clock.pass(75_000);
  const lease = (await take())!;
  expect(lease.isHeld()).toBe(true);
  await clock.run(lease.release());
});

test('a renewal whose answer was lost takes it from nobody', async () => {
  const memory = memoryState();
  let isLost = false;
  const state: StateStore = {
    read: memory.read,
    async write(...write) {
      const version = await memory.write(...write);
      if (isLost) throw new Error('store');
      return version;
    },
  };
  const { clock, take } = opened(state);
  const lease = (await take())!;
  isLost = true;
  await clock.pass(6_000);
  isLost = false;
  await clock.pass(60_000);
  expect(lease.isHeld()).toBe(true);
  expect(await take()).toBeUndefined();
  await clock.run(lease.release());
});

test('who hangs does not hold it for ever: it ends with its work', async () => {
  const { clock, process, take } = opened();
  const work = new AbortController();
  const lease = (await process({ signal: work.signal })())!;
  await clock.pass(30_000);
  expect(lease.isHeld()).toBe(true);
  expect(await take()).toBeUndefined();
  work.abort();
  await clock.pass(15_000);
  expect(lease.isHeld()).toBe(false);
  expect((await take())?.isHeld()).toBe(true);
});

test.each(['', 'nonsense', '[]', '{"holder":1,"until":"x"}', 'null'])("%j is nobody's", async (text) => {
  const { clock, state, take } = opened();
  await clock.run(state.write(name, text, undefined));
  const lease = (await take())!;
  expect(lease.isHeld()).toBe(true);
  await clock.run(lease.release());
});
