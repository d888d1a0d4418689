import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { inTurn } from '../../../lambda/hosts/in-turn.ts';

test('work is never under way twice, and is done once more for all who asked meanwhile', async () => {
  let running = 0;
  let most = 0;
  let done = 0;
  const gate = Promise.withResolvers<void>();
  const { begin, settled } = inTurn(async () => {
    most = Math.max(most, ++running);
    await gate.promise;
    running--;
    done++;
  });
  await settled();
  for (let time = 0; time < 5; time++) begin();
  await turn();
  for (let time = 0; time < 5; time++) begin();
  gate.resolve();
  await settled();
  expect([most, done]).toEqual([1, 2]);
  begin();
  await settled();
  expect(done).toBe(3);
});
