import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { keptUntil } from '../../../lambda/platform/kept-until.ts';
import { failureOf } from '../support/failure-of.ts';

const start = 1_000_000;
const minute = 60_000;

/** Makes `1`, `2`, … under each key, each of which lasts so long. */
const counting = (lifetime: number | undefined, margin = 3 * minute) => {
  const clock = { now: start };
  const made: string[] = [];
  const kept = keptUntil(
    async (key) => {
      made.push(key);
      return { value: made.length, endsAt: lifetime === undefined ? undefined : clock.now + lifetime };
    },
    { margin, now: () => clock.now },
  );
  return { clock, made, kept };
};

describe('what ends', () => {
  test('is kept until shortly before, under its key', async () => {
    const { clock, made, kept } = counting(15 * minute);
    expect(await kept.current('a')).toBe(1);
    expect(await kept.current('b')).toBe(2);
    clock.now += 12 * minute - 1;
    expect(await kept.current('a')).toBe(1);
    clock.now += 1;
    expect(await kept.current('a')).toBe(3);
    expect(made).toEqual(['a', 'b', 'a']);
  });

  test('soon is kept for half of its time', async () => {
    const { clock, kept } = counting(minute);
    expect(await kept.current('a')).toBe(1);
    clock.now += 29_999;
    expect(await kept.current('a')).toBe(1);
    clock.now += 1;
    expect(await kept.current('a')).toBe(2);
  });

  test('never is made once', async () => {
    const { clock, kept } = counting(undefined);
    expect(await kept.current('a')).toBe(1);
    clock.now += 1e12;
    expect(await kept.current('a')).toBe(1);
  });

  test('is made once for all who ask at a time', async () => {
    const { made, kept } = counting(15 * minute);
    expect(await Promise.all(Array.from({ length: 50 }, () => kept.current('a')))).toEqual(Array(50).fill(1));
    expect(made).toHaveLength(1);
  });

  test('is never given after its end, whatever its lifetime', async () => {
    const steps = fc.array(fc.integer({ min: 0, max: 20 * minute }), { maxLength: 10 });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 60 * minute }), steps, async (lifetime, waits) => {
        const clock = { now: start };
        const make = async () => ({ value: clock.now + lifetime, endsAt: clock.now + lifetime });
        const kept = keptUntil(make, { margin: 3 * minute, now: () => clock.now });
        for (const wait of waits) {
          clock.now += wait;
          expect(await kept.current('a')).toBeGreaterThan(clock.now);
        }
      }),
    );
  });

  test('is doubted only if it is still the one', async () => {
    const { kept } = counting(15 * minute);
    expect(await kept.current('a')).toBe(1);
    kept.doubt('a', 7);
    kept.doubt('b', 1);
    expect(await kept.current('a')).toBe(1);
    kept.doubt('a', 1);
    expect(await kept.current('a')).toBe(2);
  });
});

describe('a failure', () => {
  test('is told to all who ask at a time, and not kept', async () => {
    let calls = 0;
    const make = async () => {
      if (++calls === 1) throw new Error('not yet');
      return { value: 'made', endsAt: undefined };
    };
    const kept = keptUntil(make, { margin: 0, now: () => start });
    const both = [kept.current('a'), kept.current('a')];
    for (const failure of both) expect(await failureOf(failure)).toMatchObject({ message: 'not yet' });
    expect(calls).toBe(1);
    expect(await kept.current('a')).toBe('made');
  });

  test('to renew is none as long as the last one is good', async () => {
    const clock = { now: start };
    let fails = false;
    const make = async () => {
      if (fails) throw new Error('down');
      return { value: 'made', endsAt: start + 10 * minute };
    };
    const kept = keptUntil(make, { margin: 3 * minute, now: () => clock.now });
    await kept.current('a');
    fails = true;
    clock.now = start + 10 * minute - 1;
    expect(await kept.current('a')).toBe('made');
    clock.now += 1;
    expect(await failureOf(kept.current('a'))).toMatchObject({ message: 'down' });
  });

  test('to renew what is doubted leaves it as it is', async () => {
    let calls = 0;
    const make = async () => {
      if (++calls === 2) throw new Error('down');
      return { value: calls, endsAt: undefined };
    };
    const kept = keptUntil(make, { margin: 0, now: () => start });
    kept.doubt('a', await kept.current('a'));
    expect(await kept.current('a')).toBe(1);
    expect(calls).toBe(2);
    kept.doubt('a', 1);
    expect(await kept.current('a')).toBe(3);
  });

  test('to renew is not repeated with every call, nor kept past the end', async () => {
    const clock = { now: start };
    let calls = 0;
    const make = async () => {
      if (++calls > 1) throw new Error('down');
      return { value: 'made', endsAt: start + 10 * minute };
    };
    const kept = keptUntil(make, { margin: 3 * minute, now: () => clock.now });
    await kept.current('a');
    clock.now = start + 8 * minute;
    for (let call = 0; call < 10; call++) expect(await kept.current('a')).toBe('made');
    expect(calls).toBe(2);
    clock.now += 15_000;
    expect(await kept.current('a')).toBe('made');
    expect(calls).toBe(3);
    clock.now = start + 10 * minute - 1_000;
    expect(await kept.current('a')).toBe('made');
    clock.now += 1_000;
    expect(await failureOf(kept.current('a'))).toMatchObject({ message: 'down' });
  });

  test('that is thrown at once is not kept either', async () => {
    let calls = 0;
    const make = () => {
      if (++calls === 1) throw new Error('at once');
      return Promise.resolve({ value: 'made', endsAt: undefined });
    };
    const kept = keptUntil(make, { margin: 0, now: () => start });
    expect(await failureOf(kept.current('a'))).toMatchObject({ message: 'at once' });
    expect(await kept.current('a')).toBe('made');
  });
});
