import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { CallSlots } from '../../../lambda/proxy/call-slots.ts';

const forever = new AbortController().signal;

test('slots are given until none is left, then in the order of the line', async () => {
  const slots = new CallSlots(2);
  expect([slots.take(), slots.take(), slots.take()]).toEqual([true, true, false]);
  const served: string[] = [];
  const waits = ['first', 'second'].map((name) => slots.wait(forever).then(() => served.push(name)));
  expect(slots.waiting).toBe(2);
  slots.free();
  await waits[0];
  expect(served).toEqual(['first']);
  slots.free();
  await waits[1];
  expect(served).toEqual(['first', 'second']);
});

test('a slot that is given back is for who stands in line, not for who comes by', () => {
  const slots = new CallSlots(1);
  slots.take();
  void slots.wait(forever);
  slots.free();
  expect(slots.take()).toBe(false);
});

test('who leaves the line says why, and gets no slot', async () => {
  const slots = new CallSlots(1);
  slots.take();
  const controller = new AbortController();
  const waiting = slots.wait(controller.signal);
  const gone = new Error('gone');
  controller.abort(gone);
  await expect(waiting).rejects.toBe(gone);
  expect(slots.waiting).toBe(0);
  slots.free();
  expect(slots.take()).toBe(true);
  await expect(slots.wait(controller.signal)).rejects.toBe(gone);
});

test('never more calls than slots, and no slot is lost', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 4 }),
      fc.array(fc.record({ turns: fc.nat(5), leavesAfter: fc.option(fc.nat(3)) }), { maxLength: 30 }),
      async (count, calls) => {
        const slots = new CallSlots(count);
        let running = 0;
        let most = 0;
        const turns = async (number: number) => {
          for (let turn = 0; turn < number; turn++) await Promise.resolve();
        };
        const run = async ({ turns: length, leavesAfter }: (typeof calls)[number]) => {
          const controller = new AbortController();
          if (leavesAfter !== null) void turns(leavesAfter).then(() => controller.abort());
          if (!slots.take() && (await slots.wait(controller.signal).catch(() => 'left')) === 'left') return;
          most = Math.max(most, ++running);
          await turns(length);
          running--;
          slots.free();
        };
        await Promise.all(calls.map(run));
        expect(most).toBeLessThanOrEqual(count);
        expect(slots.waiting).toBe(0);
        for (let left = 0; left < count; left++) expect(slots.take()).toBe(true);
        expect(slots.take()).toBe(false);
      },
    ),
  );
});
