import { expect, test } from 'vitest';
import { quietWake } from '../../../lambda/hosts/quiet-wake.ts';
import { jsonLog } from '../../../lambda/platform/log.ts';
import { PlatformError } from '../../../lambda/platform/platform-error.ts';

const woken = async (wake: () => Promise<void>) => {
  const lines: Record<string, unknown>[] = [];
  const log = jsonLog((line) => lines.push(JSON.parse(line)), Date.now);
  await quietWake(wake, log, { gateway: 'acme', sync: 'bi-users' })();
  return lines;
};

test('who is woken up says nothing', async () => {
  let times = 0;
  expect(await woken(async () => void times++)).toEqual([]);
  expect(times).toBe(1);
});

test.each([
  [new PlatformError('wake-denied', 'grant it'), { code: 'wake-denied', reason: 'grant it' }],
  [new TypeError('CANARY'), { code: 'internal', exception: 'TypeError' }],
])('that nobody could be woken up is seen, and fails nobody', async (thrown, told) => {
  const lines = await woken(async () => Promise.reject(thrown));
  expect(lines).toMatchObject([{ level: 'warn', event: 'sync.not-woken', gateway: 'acme', sync: 'bi-users', ...told }]);
  expect(JSON.stringify(lines)).not.toContain('CANARY');
});
