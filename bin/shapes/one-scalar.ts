import type { JsonType, Scalar, Shape, Treatment } from '../../config/shapes/shape.ts';
import { typeOf, valuesOf, valueTypes } from '../../config/shapes/value-types.ts';
import { type NotedShape, why } from './noted-shape.ts';

/** From what lets out most to what lets out least. */
const strictness: readonly (Treatment | undefined)[] = [
  undefined,
  'keep',
  'redact',
  'domain',
  'pseudonym-reversible',
  'pseudonym',
  'hash-ip',
  'length',
  'drop',
];

/** One scalar for two: of either type, with any value of both, and the treatment that lets out less. */
export const oneScalar = (one: NotedShape, other: NotedShape): NotedShape => {
  const stricter = strictness.indexOf(other.treatment) > strictness.indexOf(one.treatment) ? other : one;
  const types = typesTogether([...valueTypes(one), ...valueTypes(other)], stricter.treatment);
  const values = valuesTogether(one, other)?.filter((value) => types.includes(typeOf(value)));
  return {
    ...(values && values.length > 0
      ? values.length === 1
        ? { const: values[0]! }
        : { enum: values }
      : { type: types.length === 1 ? types[0]! : types }),
    ...(!values && one.format !== undefined && one.format === other.format && { format: one.format }),
    ...(stricter.treatment !== undefined && { treatment: stricter.treatment }),
    ...(stricter[why] !== undefined && { [why]: stricter[why] }),
  };
};

const valuesTogether = (one: Shape, other: Shape): readonly Scalar[] | undefined => {
  const [these, those] = [valuesOf(one), valuesOf(other)];
  return these && those ? [...new Set([...these, ...those])] : undefined;
};

const typesTogether = (types: readonly JsonType[], treatment: Treatment | undefined): readonly JsonType[] => {
  const all = [...new Set(types)].filter((type) => !(type === 'integer' && types.includes('number')));
  if (treatment === undefined || treatment === 'keep' || treatment === 'drop') return all;
  const isPseudonym = treatment.startsWith('pseudonym');
  return all.filter((type) => type === 'string' || type === 'null' || (isPseudonym && type !== 'boolean'));
};
