import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readValue } from '../../../connectors/mapping/read-value.ts';

test.each([
  ['string', 'Zoë 🦊', 'Zoë 🦊'],
  ['string', 7, '7'],
  ['string', 0.1, '0.1'],
  ['string', true, 'true'],
  ['string', 9_007_199_254_740_993n, '9007199254740993'],
  ['number', '-12.50', -12.5],
  ['number', '.5', 0.5],
  ['number', '1e3', 1000],
  ['number', '+0', 0],
  ['number', 7n, 7],
  ['number', 'NaN', Number.NaN],
  ['number', '-Infinity', Number.NEGATIVE_INFINITY],
  ['boolean', 't', true],
  ['boolean', 'FALSE', false],
  ['boolean', 1n, true],
  ['boolean', 0, false],
  ['boolean', 'yes', true],
  ['boolean', 'off', false],
] as const)('as a %s, %s is %s', (type, value, expected) => {
  expect(readValue[type](value)).toStrictEqual({ type, value: expected });
});

test.each([
  ['string', ['a']],
  ['string', { value: 'a' }],
  ['string', new Uint8Array(2)],
  // Two such ids of a JSON file could be one after rounding.
  ['string', 2 ** 60],
  ['number', '1,5'],
  ['number', '0x10'],
  ['number', '1e999'],
  ['number', ' 1'],
  ['number', '१२'],
  ['number', true],
  ['number', 'inf'],
  ['number', '__proto__'],
  ['boolean', 'maybe'],
  ['boolean', 2],
  ['boolean', ''],
  ['date', 1_709_164_800],
  ['date', '2023-02-29'],
  ['dateTime', '2024-02-29'],
  ['time', '25:00'],
] as const)('there is no %s in %s', (type, value) => {
  expect(readValue[type](value)).toBeUndefined();
});

test('every finite number is read back from its text', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
      expect(readValue.number(String(number))?.value).toBe(Object.is(number, -0) ? 0 : number);
    }),
  );
});
