import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { expiryOf, jwtExpiry, renewAt, usableUntil } from '../../../lambda/tokens/lifetime.ts';
import { emptyRecord } from '../../../lambda/tokens/token-record.ts';

const askedAt = Date.parse('2026-01-02T03:04:05Z');
const hour = 3_600_000;
const jwt = (claims: unknown): string =>
  [...['{"alg":"none"}', JSON.stringify(claims)].map((part) => Buffer.from(part).toString('base64url')), 'x'].join('.');

describe('a token ends', () => {
  test.each([
    ['when the server says', 'opaque', 3_600, askedAt + hour],
    ['when the server says, whatever the token itself says', jwt({ exp: askedAt / 1_000 + 60 }), 3_600, askedAt + hour],
    [
      'when the token itself says, if the server says nothing',
      jwt({ exp: askedAt / 1_000 + 60 }),
      undefined,
      askedAt + 60_000,
    ],
    ['after ten minutes, if nobody says', 'opaque', undefined, askedAt + 600_000],
    ['after ten minutes, if what it says is no time', jwt({ exp: 'soon' }), undefined, askedAt + 600_000],
    ['after ten minutes, if it only looks like a JWT', 'a.b.c', undefined, askedAt + 600_000],
    ['after a day at the latest', 'opaque', 30 * 86_400, askedAt + 24 * hour],
    ['after a day at the latest, if a JWT says more', jwt({ exp: 4e9 }), undefined, askedAt + 24 * hour],
  ])('%s', (_, accessToken, expiresIn, end) => {
    expect(expiryOf({ accessToken, tokenType: 'Bearer', expiresIn }, askedAt)).toBe(end);
  });
});

test.each([
  [jwt({ exp: 2_000_000_000 }), 2_000_000_000_000],
  [jwt({ exp: -1 }), undefined],
  [jwt({}), undefined],
  [jwt(null), undefined],
  ['', undefined],
  ['..', undefined],
])('%s expires at %s', (token, expiry) => {
  expect(jwtExpiry(token)).toBe(expiry);
});

const recordOf = (seconds: number) => ({
  ...emptyRecord,
  createdAt: askedAt,
  expiresAt: askedAt + seconds * 1_000,
});

test.each([
  [60, 45, 51, 57],
  [300, 225, 255, 290],
  [3_600, 3_225, 3_375, 3_590],
  [86_400, 86_025, 86_175, 86_390],
])('a token of %s s is renewed after %s to %s s, and used for %s s at most', (seconds, from, to, until) => {
  const record = recordOf(seconds);
  expect(renewAt(record, 1) - askedAt).toBe(from * 1_000);
  expect(renewAt(record, 0) - askedAt).toBe(to * 1_000);
  expect(usableUntil(record) - askedAt).toBe(until * 1_000);
});

test('every token is renewed after its life began, and before it is not used any more', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 86_400 }), fc.double({ min: 0, max: 1, noNaN: true }), (seconds, random) => {
      const record = recordOf(seconds);
      expect(renewAt(record, random)).toBeGreaterThan(askedAt);
      expect(renewAt(record, random)).toBeLessThan(usableUntil(record));
      expect(usableUntil(record)).toBeLessThan(record.expiresAt);
    }),
  );
});
