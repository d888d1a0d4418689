import { describe, expect, test } from 'vitest';
import { type CallOutcome, CircuitBreaker } from '../../../lambda/proxy/circuit-breaker.ts';

const breakerAt = (start = 1_000_000) => {
  const clock = { now: start };
  const breaker = new CircuitBreaker(() => clock.now);
  const enter = (): ((outcome: CallOutcome) => void) => {
    const ended = breaker.enter();
    return typeof ended === 'number' ? expect.fail(`closed for ${ended} ms`) : ended;
  };
  const call = (outcome: CallOutcome, times = 1) => {
    for (let index = 0; index < times; index++) enter()(outcome);
  };
  return { clock, breaker, enter, call };
};

describe('it opens', () => {
  test('when half of at least twenty calls failed', () => {
    const { breaker, call } = breakerAt();
    call('answered', 10);
    call('failed', 9);
    expect(breaker.enter()).toBeTypeOf('function');
    call('failed');
    expect(breaker.enter()).toBe(15_000);
  });

  test('not for a few calls, even if all of them failed', () => {
    const { breaker, call } = breakerAt();
    call('failed', 19);
    expect(breaker.enter()).toBeTypeOf('function');
  });

  test('not for fewer than half', () => {
    const { breaker, call } = breakerAt();
    call('answered', 51);
    call('failed', 49);
    expect(breaker.enter()).toBeTypeOf('function');
  });

  test('not for callers who went away', () => {
    const { breaker, call } = breakerAt();
    call('unknown', 100);
    call('failed', 19);
    expect(breaker.enter()).toBeTypeOf('function');
  });

  test('not for failures of more than thirty seconds ago', () => {
    const { clock, breaker, call } = breakerAt();
    call('failed', 19);
    clock.now += 30_000;
    call('failed', 19);
    expect(breaker.enter()).toBeTypeOf('function');
    clock.now += 15_000;
    call('failed');
    expect(breaker.enter()).toBe(15_000);
  });

  test('after a long quiet time as after a short one', () => {
    const { clock, breaker, call } = breakerAt();
    call('failed', 19);
    clock.now += 7 * 86_400_000;
    call('failed', 19);
    expect(breaker.enter()).toBeTypeOf('function');
  });
});

describe('open', () => {
  const opened = () => {
    const given = breakerAt();
    given.call('failed', 20);
    return given;
  };

  test('it tells how long it stays so', () => {
    const { clock, breaker } = opened();
    clock.now += 14_999;
    expect(breaker.enter()).toBe(1);
  });

  test('it lets one call try, and closes when that succeeds', () => {
    const { clock, breaker, enter, call } = opened();
    clock.now += 15_000;
    const probe = enter();
    expect(breaker.enter()).toBe(1_000);
    probe('answered');
    call('failed', 19);
    expect(breaker.enter()).toBeTypeOf('function');
  });

  test('it stays open when the try fails', () => {
    const { clock, breaker, call } = opened();
    clock.now += 15_000;
    call('failed');
    expect(breaker.enter()).toBe(15_000);
  });

  test('it lets another try when the first one says nothing', () => {
    const { clock, breaker, call } = opened();
    clock.now += 15_000;
    call('unknown');
    expect(breaker.enter()).toBeTypeOf('function');
  });

  test('it does not hear calls that began before', () => {
    const { clock, breaker, enter, call } = breakerAt();
    const old = enter();
    const older = enter();
    call('failed', 20);
    old('answered');
    expect(breaker.enter()).toBe(15_000);
    clock.now += 15_000;
    const probe = enter();
    older('answered');
    expect(breaker.enter()).toBe(1_000);
    probe('failed');
    expect(breaker.enter()).toBe(15_000);
  });
});
