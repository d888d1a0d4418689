import type { ArrayRule, ObjectRule, ScalarRule, ShapeNode } from './shape-node.ts';

/**
 * Whether a parsed value fits as a whole, as JSON Schema means it: every named part has its type and its value, and what is
 * required is there. What is not named does not matter.
 */
export const fits = (node: ShapeNode, value: unknown): boolean => {
  if (value === null) return fitsScalar(node.null, 'null');
  if (typeof value === 'string') return fitsScalar(node.string, value);
  if (typeof value === 'number') return fitsNumber(node.number, value);
  if (typeof value === 'boolean') return fitsScalar(node.boolean, String(value));
  if (Array.isArray(value)) return rulesOf(node.array).some((rule) => fitsArray(rule, value));
  return rulesOf(node.object).some((rule) => fitsObject(rule, value as object));
};

const fitsScalar = (rules: readonly ScalarRule[], text: string): boolean =>
  rules.some(({ test }) => test === undefined || test(text));

const fitsNumber = (rules: readonly ScalarRule[], value: number): boolean =>
  rules.some(
    ({ test, isInteger }) => (!isInteger || Number.isInteger(value)) && (test === undefined || test(String(value))),
  );

const rulesOf = <Rule extends ArrayRule | ObjectRule>(
  rule: Rule | { readonly isChoice: true; readonly rules: readonly Rule[] } | undefined,
): readonly Rule[] => (rule === undefined ? [] : rule.isChoice ? rule.rules : [rule]);

/** Whether an object fits one rule. */
export const fitsObject = (rule: ObjectRule, value: object): boolean =>
  rule.required.every((name) => Object.hasOwn(value, name)) &&
  Object.entries(value).every(([name, each]) => {
    const node = rule.properties.named(name)?.node ?? rule.values;
    return node === undefined || fits(node, each);
  });

/** Whether an array fits one rule. */
export const fitsArray = (rule: ArrayRule, value: readonly unknown[]): boolean =>
  value.every((each, index) => {
    const node = rule.first[index] ?? rule.items;
    return node === undefined || fits(node, each);
  });
