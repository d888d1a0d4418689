import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { closedUntil } from '../../lambda/closed-until.ts';

const brussels = 'Europe/Brussels';
const at = (time: string): number => Date.parse(time);
const iso = (milliseconds: number | undefined): string | undefined =>
  milliseconds === undefined ? undefined : new Date(milliseconds).toISOString();

describe('a source', () => {
  const nightly = { cron: '0 2 * * *', timeZone: brussels, minutes: 30 };

  test.each([
    ['before it', '2026-11-22T00:59:59.999Z', undefined],
    ['from its first moment', '2026-11-22T01:00:00.000Z', '2026-11-22T01:30:00.000Z'],
    ['a moment later', '2026-11-22T01:00:00.001Z', '2026-11-22T01:30:00.000Z'],
    ['until its last', '2026-11-22T01:29:59.999Z', '2026-11-22T01:30:00.000Z'],
    ['not at its end', '2026-11-22T01:30:00.000Z', undefined],
  ])('is closed %s', (_, now, until) => {
    expect(iso(closedUntil([nightly], at(now)))).toBe(until);
  });

  test('is open if nothing is said', () => {
    expect(closedUntil([], at('2026-11-22T01:00:00Z'))).toBeUndefined();
  });

  test('is closed until the last of several times that overlap', () => {
    const long = { cron: '0 1 * * *', timeZone: brussels, minutes: 180 };
    const now = at('2026-11-22T01:10:00Z');
    expect(iso(closedUntil([nightly, long], now))).toBe('2026-11-22T03:00:00.000Z');
    expect(iso(closedUntil([long, nightly], now))).toBe('2026-11-22T03:00:00.000Z');
  });

  test('that is closed again before it opens stays closed', () => {
    const always = { cron: '*/10 * * * *', timeZone: 'UTC', minutes: 15 };
    expect(iso(closedUntil([always], at('2026-11-22T01:12:00Z')))).toBe('2026-11-22T01:25:00.000Z');
  });

  test('is closed over midnight, and over the end of a year', () => {
    const evening = { cron: '30 23 * * *', timeZone: 'UTC', minutes: 60 };
    expect(iso(closedUntil([evening], at('2027-01-01T00:15:00Z')))).toBe('2027-01-01T00:30:00.000Z');
    expect(closedUntil([evening], at('2027-01-01T00:30:00Z'))).toBeUndefined();
  });

  test.each([
    // 2 o'clock is 1:00 UTC in winter and 0:00 UTC in summer.
    ['in winter', '2026-01-15T01:10:00Z', '2026-01-15T01:30:00.000Z'],
    ['in summer', '2026-07-15T00:10:00Z', '2026-07-15T00:30:00.000Z'],
    ['not an hour off in summer', '2026-07-15T01:10:00Z', undefined],
  ])('is closed by the clock on the wall: %s', (_, now, until) => {
    expect(iso(closedUntil([nightly], at(now)))).toBe(until);
  });

  describe('when the clocks go forward (29 March 2026, 2:00 becomes 3:00 in Brussels, at 1:00 UTC)', () => {
    test('and the time does not exist, is closed all the same, once', () => {
      const halfPastTwo = { cron: '30 2 * * *', timeZone: brussels, minutes: 20 };
      const closedMinutes = Array.from(
        { length: 240 },
        (_, minute) => at('2026-03-29T00:00:00Z') + minute * 60_000,
      ).filter((now) => closedUntil([halfPastTwo], now) !== undefined);
      expect(closedMinutes).toHaveLength(20);
      expect(iso(closedMinutes[0])).toMatch(/^2026-03-29T01:/);
    });

    test('during it, is closed as long as was said', () => {
      const over = { cron: '30 1 * * *', timeZone: brussels, minutes: 90 };
      expect(iso(closedUntil([over], at('2026-03-29T01:30:00Z')))).toBe('2026-03-29T02:00:00.000Z');
    });
  });

  test('when the clocks go back (25 October 2026, 3:00 becomes 2:00), is closed at 2:30, and at most twice', () => {
    const halfPastTwo = { cron: '30 2 * * *', timeZone: brussels, minutes: 10 };
    const closed = Array.from({ length: 180 }, (_, minute) => at('2026-10-25T00:00:00Z') + minute * 60_000).filter(
      (now) => closedUntil([halfPastTwo], now) !== undefined,
    );
    expect([10, 20]).toContain(closed.length);
    expect(
      closed.every((now) => [30, 31, 32, 33, 34, 35, 36, 37, 38, 39].includes(new Date(now).getUTCMinutes())),
    ).toBe(true);
  });

  test('says an end that is after now, at which it opens or closes anew', () => {
    const times = fc.record({
      minute: fc.integer({ min: 0, max: 59 }),
      hour: fc.integer({ min: 0, max: 23 }),
      minutes: fc.integer({ min: 1, max: 1_440 }),
      timeZone: fc.constantFrom('UTC', brussels, 'America/St_Johns', 'Asia/Kathmandu', 'Australia/Lord_Howe'),
    });
    const now = fc.integer({ min: at('2020-01-01T00:00:00Z'), max: at('2040-01-01T00:00:00Z') });
    fc.assert(
      fc.property(times, now, ({ minute, hour, minutes, timeZone }, moment) => {
        const closed = [{ cron: `${minute} ${hour} * * *`, timeZone, minutes }];
        const end = closedUntil(closed, moment);
        if (end === undefined) return;
        expect(end).toBeGreaterThan(moment);
        expect(end - moment).toBeLessThanOrEqual(minutes * 60_000);
        // It was closed all the way from its beginning.
        expect(closedUntil(closed, end - 1)).toBeGreaterThanOrEqual(end);
      }),
      { numRuns: 200 },
    );
  });
});
