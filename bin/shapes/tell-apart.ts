import type { Scalar } from '../../config/shapes/shape.ts';
import { leftOut, type NotedShape, requires } from './noted-shape.ts';

/** One of several objects, in the order in which they must be tried. */
export interface Told {
  readonly index: number;
  /** What must be there for it to be taken. */
  readonly required: readonly string[];
}

/**
 * How to tell objects apart: by a property that has other values in each, or by one that is always there in one and unknown to the
 * others. `undefined` if nothing says which one a value is.
 */
export const tellApart = (objects: readonly NotedShape[]): readonly Told[] | undefined => {
  if (objects.some(({ treatment }) => treatment === 'drop')) return undefined;
  if (haveOwnValues(objects)) return objects.map((_, index) => ({ index, required: [] }));
  return byRequired(objects);
};

const haveOwnValues = ([first, ...others]: readonly NotedShape[]): boolean =>
  Object.keys(first?.properties ?? {}).some((name) => {
    const all = [first!, ...others].map((object) => valuesOf(object, name));
    const values = all.flatMap((each) => each ?? []);
    return all.every((each) => each !== undefined) && new Set(values).size === values.length;
  });

const valuesOf = (object: NotedShape, name: string): readonly Scalar[] | undefined => {
  const shape = Object.hasOwn(object.properties ?? {}, name) ? object.properties![name]! : undefined;
  if (shape === undefined || shape.treatment !== undefined) return undefined;
  const values = shape.const === undefined ? shape.enum : [shape.const];
  return values?.includes(null) ? undefined : values;
};

const byRequired = (objects: readonly NotedShape[]): readonly Told[] | undefined => {
  const left = objects.map((object, index) => ({ object, index }));
  const order: typeof left = [];
  while (left.length > 0) {
    const next = left.findIndex(({ object }) =>
      left.every((other) => other.object === object || ownNames(object, [other.object]).length > 0),
    );
    if (next < 0) return undefined;
    order.push(...left.splice(next, 1));
  }
  return order.map(({ object, index }) => {
    const others = objects.filter((other) => other !== object);
    const [alone] = ownNames(object, others);
    const each = others.flatMap((other) => ownNames(object, [other])[0] ?? []);
    return { index, required: alone === undefined ? [...new Set(each)] : [alone] };
  });
};

/** What one object always has, and the others never. */
const ownNames = (one: NotedShape, others: readonly NotedShape[]): readonly string[] =>
  (one[requires] ?? []).filter((name) => others.every((other) => !mayHave(other, name)));

const mayHave = (object: NotedShape, name: string): boolean =>
  Object.hasOwn(object.properties ?? {}, name) ||
  Boolean(object.additionalProperties) ||
  object[leftOut]?.some((each) => each.name === name) === true;
