import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AgentAccess } from '../../../../../lambda/platform/agent-access.ts';
import { backoff } from '../../../../../lambda/relay/agent/session/backoff.ts';
import { lentAccess } from '../../../../../lambda/relay/agent/session/lent-access.ts';

const life = 900_000;
const lentUntil = (expiresAt: number): AgentAccess => ({ host: 'local', folder: '/agents', slot: 1, expiresAt });

const lent = () => {
  const clock = { now: 0 };
  const asked: number[] = [];
  const fault: { thrown?: Error } = {};
  const access = lentAccess(
    lentUntil(life),
    async () => {
      asked.push(clock.now);
      if (fault.thrown) throw fault.thrown;
      return lentUntil(clock.now + life);
    },
    () => clock.now,
  );
  return { clock, asked, fault, access };
};

describe('access that is lent', () => {
  test('is used until two thirds of its life, and beside that while another one is asked for', async () => {
    const { clock, asked, access } = lent();
    clock.now = 599_000;
    await access.current();
    expect(asked).toEqual([]);
    clock.now = 600_000;
    expect((await access.current()).expiresAt).toBe(life);
    await new Promise(setImmediate);
    expect((await access.current()).expiresAt).toBe(600_000 + life);
    expect(asked).toEqual([600_000]);
  });

  test('that has ended is waited for, once for all', async () => {
    const { clock, asked, access } = lent();
    clock.now = life;
    const all = await Promise.all([access.current(), access.current(), access.current({ renew: true })]);
    expect(new Set(all.map(({ expiresAt }) => expiresAt))).toEqual(new Set([2 * life]));
    expect(asked).toEqual([life]);
  });

  test('that was refused is asked for again, but not with every call', async () => {
    const { clock, asked, access } = lent();
    clock.now = 10_000;
    await access.current({ renew: true });
    await access.current({ renew: true });
    clock.now = 16_000;
    await access.current({ renew: true });
    expect(asked).toEqual([10_000, 16_000]);
  });

  test('is used on while no other can be had, until it ends', async () => {
    const { clock, fault, access } = lent();
    fault.thrown = new Error('the gate is away');
    clock.now = 700_000;
    expect((await access.current()).expiresAt).toBe(life);
    clock.now = life;
    await expect(access.current()).rejects.toThrow('the gate is away');
  });
});

describe('the wait before another try', () => {
  test('is nothing at first, then grows to a minute, and is never the same for two', () => {
    expect([1, 2, 3, 4, 5].map((failed) => backoff(failed, 1))).toEqual([0, 1_000, 2_000, 4_000, 8_000]);
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 1e6 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (failed, random) => {
          const wait = backoff(failed, random);
          expect(wait).toBeGreaterThanOrEqual(500);
          expect(wait).toBeLessThan(60_000);
        },
      ),
    );
  });
});
