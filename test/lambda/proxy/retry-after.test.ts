import { expect, test } from 'vitest';
import { retryAfter } from '../../../lambda/proxy/retry-after.ts';

const now = Date.parse('2026-11-22T12:00:00Z');

test.each([
  ['0', 0],
  ['120', 120_000],
  [' 7 ', 7_000],
  ['Sun, 22 Nov 2026 12:00:30 GMT', 30_000],
  ['Sunday, 22-Nov-26 12:01:00 GMT', 60_000],
  ['Sun, 22 Nov 2026 11:00:00 GMT', 0],
  ['-1', undefined],
  ['1.5', undefined],
  ['1e9', undefined],
  ['9999999999', undefined],
  ['', undefined],
  ['soon', undefined],
  ['Soon, or later GMT', undefined],
  ['2026-11-22T12:00:30Z', undefined],
  [undefined, undefined],
] as const)('%j asks to wait %j ms', (header, milliseconds) => {
  expect(retryAfter(header, now)).toBe(milliseconds);
});
