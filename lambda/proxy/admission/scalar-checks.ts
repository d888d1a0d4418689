import type { Shape } from '../../../config/shapes/shape.ts';
import { type CompileOptions, compileShape } from '../../shapes/compile-shape.ts';
import { fits } from '../../shapes/fits.ts';
import type { ScalarRule, ShapeNode } from '../../shapes/shape-node.ts';
import { expected, inTheClear } from './expected-pseudonyms.ts';

/**
 * Whether the text of a path's variable, or of a query's parameter, is one of the values that a shape allows.
 *
 * @param wasPseudonym it was sent as one reversible pseudonym, and put back; a shape may allow no value but such a one
 */
export type ScalarCheck = (text: string, wasPseudonym: boolean) => boolean;

/** What shapes of requests are compiled with. */
export type RequestShapeOptions = Pick<CompileOptions, 'defs' | 'pattern'>;

/** A number as JSON has it (RFC 8259, section 6): no `+`, no blanks, no `0x`. */
const number = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[Ee][+-]?\d+)?$/;

/** The checks of a shape: of a value that stands alone, and of one among several, if the shape allows arrays. */
export interface ScalarChecks {
  readonly one: ScalarCheck;
  readonly item?: ScalarCheck | undefined;
}

/**
 * Compiles a shape of scalars for text that has no types: `5` is a number where the shape allows numbers, and a string where it allows
 * strings; `true`, `false` and `null` likewise.
 *
 * @throws RangeError for a `pattern` without a tester, and a reference to nothing
 * @example scalarChecks({ type: 'integer', minimum: 1 }, { defs: {} }).one('0', false) // false
 */
export const scalarChecks = (shape: Shape, options: RequestShapeOptions): ScalarChecks => {
  const { root } = compileShape(shape, { ...options, treatments: expected });
  const one = checkOf(root);
  const { array } = root;
  if (!array) return { one };
  const items = (array.isChoice ? array.rules : [array]).flatMap(({ items: node }) => (node ? [checkOf(node)] : []));
  return { one, item: (text, wasPseudonym) => items.some((check) => check(text, wasPseudonym)) };
};

const checkOf = (node: ShapeNode): ScalarCheck => {
  const allowed = withoutDropped(node);
  const clear = inTheClear(allowed);
  return (text, wasPseudonym) => isOf(wasPseudonym ? allowed : clear, text);
};

const isOf = (node: ShapeNode, text: string): boolean =>
  fits(node, text) ||
  (node.number.length > 0 && number.test(text) && fits(node, Number(text))) ||
  (words.has(text) && fits(node, words.get(text)));

const words: ReadonlyMap<string, boolean | null> = new Map([
  ['true', true],
  ['false', false],
  ['null', null],
]);

/** What must not leave must not be sent either. */
const withoutDropped = (node: ShapeNode): ShapeNode => {
  const kept = (rules: readonly ScalarRule[]) => rules.filter(({ drop }) => !drop);
  return {
    ...node,
    string: kept(node.string),
    number: kept(node.number),
    boolean: kept(node.boolean),
    null: kept(node.null),
  };
};
