import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sendInHalves } from '../../../../../lambda/sync/destinations/panintelligence/send-in-halves.ts';

const batch = fc
  .uniqueArray(fc.integer({ min: 0, max: 999 }), { maxLength: 60 })
  .chain((items) => fc.tuple(fc.constant(items), fc.subarray(items), fc.boolean()));

test('exactly those at fault are found, all others are taken in their order, and few calls are made', async () => {
  await fc.assert(
    fc.asyncProperty(batch, async ([items, atFault, keepsPart]) => {
      const isAtFault = new Set(atFault);
      const taken = new Set<number>();
      let calls = 0;
      const reasons = await sendInHalves(items, async (some) => {
        calls++;
        const first = some.findIndex((item) => isAtFault.has(item));
        for (const item of first < 0 ? some : keepsPart ? some.slice(0, first) : []) taken.add(item);
        return first < 0 ? undefined : { first: some[first] };
      });
      expect(reasons).toEqual(items.map((item) => (isAtFault.has(item) ? { first: item } : undefined)));
      expect([...taken]).toEqual(items.filter((item) => !isAtFault.has(item)));
      const depth = Math.ceil(Math.log2(Math.max(1, items.length)));
      expect(calls).toBeLessThanOrEqual(items.length === 0 ? 0 : 1 + 2 * atFault.length * depth);
    }),
  );
});

test('what is thrown ends it', async () => {
  let calls = 0;
  const sending = sendInHalves([1, 2, 3, 4], async () => {
    if (++calls === 3) throw new Error('over');
    return 'no';
  });
  await expect(sending).rejects.toThrow('over');
  expect(calls).toBe(3);
});
