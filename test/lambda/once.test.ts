import { expect, test } from 'vitest';
import { once } from '../../lambda/once.ts';

test('it is made once, for all who wait', async () => {
  let times = 0;
  const make = once(async () => ++times);
  expect(await Promise.all([make(), make()])).toEqual([1, 1]);
  expect(await make()).toBe(1);
});

test('a failure is not kept', async () => {
  let times = 0;
  const make = once(async () => {
    if (++times === 1) throw new Error('first');
    return times;
  });
  await expect(Promise.all([make(), make()])).rejects.toThrow('first');
  expect(await make()).toBe(2);
});
