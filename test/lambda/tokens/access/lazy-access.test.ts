import { expect, test } from 'vitest';
import { lazyAccess } from '../../../../lambda/tokens/access/lazy-access.ts';
import { staticAccess } from '../../../../lambda/tokens/access/static-access.ts';

const { signal } = new AbortController();

test('it is loaded at first use, once, and again if that failed', async () => {
  let loads = 0;
  const access = lazyAccess(async () => {
    if (++loads === 1) throw new Error('not yet');
    return staticAccess(
      { kind: 'bearer', prefix: '' },
      async () => ({ token: 'one', token_next: 'two' }),
      () => 0,
    );
  });
  expect(loads).toBe(0);
  await expect(access.current(signal)).rejects.toThrow('not yet');
  const [one] = await Promise.all([access.current(signal), access.current(signal)]);
  expect(await access.refused(one, signal)).toBe(true);
  expect((await access.current(signal)).headers).toEqual({ authorization: 'Bearer two' });
  expect(loads).toBe(2);
});
