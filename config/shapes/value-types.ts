import type { JsonType, Scalar, Shape } from './shape.ts';

/** The type of one value; `integer` for a number without a fraction. */
export const typeOf = (value: Scalar): JsonType => {
  if (value === null) return 'null';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value as 'string' | 'boolean';
};

/** Whether a shape of these types allows a value of that type. */
export const allowsType = (types: readonly JsonType[], type: JsonType): boolean =>
  types.includes(type) || (type === 'integer' && types.includes('number'));

/** The values that a shape lists, if it does. */
export const valuesOf = (shape: Shape): readonly Scalar[] | undefined =>
  shape.const === undefined ? shape.enum : [shape.const];

/**
 * The types that a shape allows: those that it says, or that its other keywords imply. None for a reference, a choice, and a shape
 * that does not say.
 *
 * @example valueTypes({ enum: ['open', 'closed'] }) // ['string']
 */
export const valueTypes = (shape: Shape): readonly JsonType[] => {
  const { type, properties, additionalProperties, items, prefixItems } = shape;
  if (type !== undefined) return typeof type === 'string' ? [type] : type;
  const values = valuesOf(shape);
  if (values) return [...new Set(values.map(typeOf))];
  if (properties || additionalProperties) return ['object'];
  return items || prefixItems ? ['array'] : [];
};
