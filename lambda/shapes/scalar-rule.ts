import type { Scalar, Shape } from '../../config/shapes/shape.ts';
import { formatTester } from './formats.ts';
import type { ScalarRule } from './shape-node.ts';
import type { Treatments } from './treatments/treatments.ts';

/** What tells whether text matches a regular expression, in time linear in the text. */
export type PatternTester = (pattern: string) => (text: string) => boolean;

type Test = (text: string) => boolean;

/** The kinds of scalars as they stand in a document: `true` and `false` are told apart by their text. */
export type ScalarKind = 'string' | 'number' | 'boolean' | 'null';

/**
 * The rule for the scalars of one kind in a shape that allows that kind.
 *
 * @throws RangeError for a pattern without a tester
 */
export const scalarRule = (
  shape: Shape,
  kind: ScalarKind,
  treatments: Treatments,
  pattern: PatternTester | undefined,
): ScalarRule => {
  const tests = testsOf(shape, kind, pattern);
  const isTreated = kind === 'string' || kind === 'number';
  return {
    drop: shape.treatment === 'drop',
    isInteger: kind === 'number' && !allowsFractions(shape),
    test: tests.length === 0 ? undefined : tests.length === 1 ? tests[0] : (text) => tests.every((test) => test(text)),
    treat: isTreated ? treatments.treatOf(shape) : undefined,
    isLink: kind === 'string' && (shape.format === 'uri' || shape.format === 'uri-reference'),
  };
};

const testsOf = (shape: Shape, kind: ScalarKind, pattern: PatternTester | undefined): readonly Test[] => [
  ...(shape.const === undefined ? [] : [oneOf([shape.const], kind)]),
  ...(shape.enum === undefined ? [] : [oneOf(shape.enum, kind)]),
  ...(kind === 'string' ? textTests(shape, pattern) : []),
  ...(kind === 'number' ? numberTests(shape) : []),
];

const kindOf = (value: Scalar): ScalarKind => (value === null ? 'null' : (typeof value as ScalarKind));

/** A number is compared by its value, so that `1.0` is one of `[1]`. */
const oneOf = (values: readonly Scalar[], kind: ScalarKind): Test => {
  const own = values.filter((value) => kindOf(value) === kind);
  if (kind === 'number') {
    const numbers = new Set(own as readonly number[]);
    return (text) => numbers.has(Number(text));
  }
  const texts = new Set(own.map(String));
  return (text) => texts.has(text);
};

const textTests = ({ format, pattern, minLength, maxLength }: Shape, tester: PatternTester | undefined): Test[] => {
  const tests: Test[] = [];
  if (format !== undefined) tests.push(formatTester(format));
  if (minLength !== undefined || maxLength !== undefined) tests.push(lengthTest(minLength ?? 0, maxLength ?? Infinity));
  if (pattern !== undefined) {
    if (!tester) throw new RangeError('a shape has a pattern, but nothing that tests patterns was given');
    tests.push(tester(pattern));
  }
  return tests;
};

/** JSON Schema counts characters as Unicode code points (RFC 8259), of which a string has at least half as many as units. */
const lengthTest =
  (least: number, most: number): Test =>
  (text) => {
    if (text.length < least || text.length > most * 2) return false;
    let characters = 0;
    for (const _ of text) characters++;
    return characters >= least && characters <= most;
  };

const numberTests = ({ minimum = -Infinity, maximum = Infinity }: Shape): Test[] =>
  minimum === -Infinity && maximum === Infinity ? [] : [(text) => Number(text) >= minimum && Number(text) <= maximum];

const allowsFractions = ({ type }: Shape): boolean =>
  type === undefined || (typeof type === 'string' ? type === 'number' : type.includes('number'));
