import { describe, expect, test } from 'vitest';
import type { Shape } from '../../../../config/shapes/shape.ts';
import { scalarChecks } from '../../../../lambda/proxy/admission/scalar-checks.ts';
import { loadPatterns } from '../../../../lambda/shapes/treatments/patterns.ts';

const defs: Readonly<Record<string, Shape>> = { state: { enum: ['open', 'closed'] }, both: { $ref: '#/$defs/state' } };
const { tester: pattern } = await loadPatterns();

type Row = readonly [shape: Shape, fits: readonly string[], doesNot: readonly string[]];

const integers = ['0', '-1', '12345678901234567890', '1e3'];
const fractions = ['1.5', '-0.25', '1e-3'];
const noNumbers = ['', ' 1', '1 ', '+1', '01', '.5', '1.', '0x10', '1_000', 'NaN', 'Infinity', '１', '1n', 'true'];

const rows: readonly Row[] = [
  [{ type: 'string' }, ['', 'a', '5', 'true', 'null'], []],
  [{ type: 'integer' }, integers, [...fractions, ...noNumbers, '1e400']],
  [{ type: 'number' }, [...integers, ...fractions], noNumbers],
  [{ type: 'boolean' }, ['true', 'false'], ['', 'True', '1', '0', 'null', '"true"']],
  [{ type: 'null' }, ['null'], ['', 'NULL', '0']],
  [{ type: ['integer', 'null'] }, ['1', 'null'], ['1.5', 'a']],
  [{ type: 'integer', minimum: 1, maximum: 10 }, ['1', '10'], ['0', '11', '-5', '1e2']],
  [{ type: 'string', minLength: 2, maxLength: 3 }, ['ab', 'abc', '😀😀😀'], ['a', 'abcd', '😀']],
  [{ type: 'string', format: 'date' }, ['2024-02-29'], ['2023-02-29', '2024-2-29', '']],
  [{ type: 'string', format: 'email' }, ['ada@example.com'], ['ada', '@']],
  [{ type: 'string', format: 'uuid' }, ['123e4567-e89b-12d3-a456-426614174000'], ['123e4567']],
  [{ type: 'string', pattern: '^[a-z]+$' }, ['abc'], ['ABC', '', 'abc1']],
  [{ const: 'open' }, ['open'], ['Open', '']],
  [{ const: 5 }, ['5', '5.0'], ['6', 'five']],
  [{ const: true }, ['true'], ['false']],
  [{ const: null }, ['null'], ['undefined']],
  [{ enum: ['a', 1, null] }, ['a', '1', 'null'], ['b', '2', 'true']],
  [{ $ref: '#/$defs/both' }, ['open', 'closed'], ['all', 'constructor']],
  [{ anyOf: [{ type: 'integer' }, { $ref: '#/$defs/state' }] }, ['1', 'open'], ['1.5', 'all']],
  [{ type: ['string', 'number', 'null'], treatment: 'pseudonym-reversible' }, ['null'], ['a', '5']],
  [{ anyOf: [{ const: 'me' }, { type: 'string', treatment: 'pseudonym-reversible' }] }, ['me'], ['you', '']],
  [{ type: 'string', treatment: 'drop' }, [], ['a', '']],
  [{ anyOf: [{ type: 'string', treatment: 'drop' }, { type: 'integer' }] }, ['1'], ['a']],
  [{ type: 'array', items: { type: 'string' } }, [], ['a', '["a"]']],
  [{ type: 'object', properties: {} }, [], ['{}', '']],
];

describe('the text of a variable or parameter', () => {
  test.each(rows)('%j', (shape, fits, doesNot) => {
    const check = scalarChecks(shape, { defs, pattern }).one;
    expect(fits.filter((text) => !check(text, false))).toEqual([]);
    expect(doesNot.filter((text) => check(text, false))).toEqual([]);
  });
});

describe('a parameter that may be repeated', () => {
  test.each<Row>([
    [{ type: 'array', items: { type: 'integer' } }, ['1'], ['a', '1.5', '']],
    [{ anyOf: [{ type: 'array', items: { $ref: '#/$defs/state' } }, { type: 'integer' }] }, ['open'], ['1', 'all']],
    [{ type: 'array', prefixItems: [{ type: 'string' }] }, [], ['a']],
  ])('%j', (shape, fits, doesNot) => {
    const check = scalarChecks(shape, { defs, pattern }).item!;
    expect(fits.filter((text) => !check(text, false))).toEqual([]);
    expect(doesNot.filter((text) => check(text, false))).toEqual([]);
  });

  test('is none without an array', () => {
    expect(scalarChecks({ type: 'string' }, { defs }).item).toBeUndefined();
  });
});

test('a value that was sent as a pseudonym may be what only pseudonyms may be, and everything else', () => {
  const shape: Shape = { anyOf: [{ const: 'me' }, { type: 'integer', treatment: 'pseudonym-reversible' }] };
  const check = scalarChecks(shape, { defs }).one;
  expect(['me', '5', 'you'].map((text) => check(text, true))).toEqual([true, true, false]);
});

test('a pattern without something that tests patterns is an error', () => {
  expect(() => scalarChecks({ type: 'string', pattern: 'a' }, { defs })).toThrow(RangeError);
});

test('a reference to nothing is an error', () => {
  expect(() => scalarChecks({ $ref: '#/$defs/constructor' }, { defs })).toThrow(RangeError);
});
