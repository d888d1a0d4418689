import type { Scalar, Shape } from '../../config/shapes/shape.ts';
import { valuesOf } from '../../config/shapes/value-types.ts';
import { fitsObject } from './fits.ts';
import type { ObjectRule } from './shape-node.ts';

/** A rule, and the shape that it was made from. */
export interface ObjectCandidate {
  readonly shape: Shape;
  readonly rule: ObjectRule;
}

/**
 * What chooses the rule for an object: by a property whose `const` or `enum` tells all candidates apart, if there is one; else the
 * first that the object fits.
 */
export const chooseObject = (candidates: readonly ObjectCandidate[]): ((value: unknown) => ObjectRule | undefined) => {
  const name = Object.keys(candidates[0]?.shape.properties ?? {}).find((each) => tellsApart(each, candidates));
  if (name === undefined) return (value) => candidates.find(({ rule }) => fitsObject(rule, value as object))?.rule;
  const rules = new Map(
    candidates.flatMap(({ shape, rule }) => valuesOfProperty(shape, name)!.map((value) => [value, rule] as const)),
  );
  return (value) => {
    const object = value as Readonly<Record<string, Scalar>>;
    return Object.hasOwn(object, name) ? rules.get(object[name]!) : undefined;
  };
};

/** The only values that a property may have, if the shape says so. */
const valuesOfProperty = ({ properties = {} }: Shape, name: string): readonly Scalar[] | undefined =>
  Object.hasOwn(properties, name) ? valuesOf(properties[name]!) : undefined;

/** Every candidate says which values the property has, and no two of them say the same. */
const tellsApart = (name: string, candidates: readonly ObjectCandidate[]): boolean => {
  const values = candidates.map(({ shape }) => valuesOfProperty(shape, name));
  if (!values.every((each) => each !== undefined)) return false;
  const all = values.flat();
  return new Set(all).size === all.length;
};
