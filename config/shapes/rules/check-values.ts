import type { JsonType, Scalar, Shape } from '../shape.ts';
import { allowsType, typeOf } from '../value-types.ts';
import type { Tell } from './check-shape.ts';
import { listed } from './listed-types.ts';

/** Checks that some value can fit: the limits of a shape, and its `const` and `enum`. */
export const checkValues = (shape: Shape, types: readonly JsonType[], tell: Tell): void => {
  checkLimits(shape, types, tell);
  const { enum: values = [], const: only } = shape;
  if (only !== undefined) checkValue(only, shape, types, (what, remedy) => tell('const', what, remedy));
  for (const [index, value] of values.entries())
    checkValue(value, shape, types, (what, remedy) => tell('enum', what, remedy, index));
  if (only !== undefined && shape.enum && !values.includes(only))
    tell('const', 'is not in enum: no value fits', 'Keep one of the two.');
};

const checkLimits = (shape: Shape, types: readonly JsonType[], tell: Tell): void => {
  const { minimum = -Infinity, maximum = Infinity, minLength = 0, maxLength = Infinity } = shape;
  const onlyIntegers = types.includes('integer') && !types.includes('number');
  const [least, greatest] = onlyIntegers ? [Math.ceil(minimum), Math.floor(maximum)] : [minimum, maximum];
  if (least > greatest) tell('minimum', 'leaves no number up to maximum', 'Change one of the two.');
  if (minLength > maxLength) tell('minLength', 'leaves no text up to maxLength', 'Change one of the two.');
};

const checkValue = (
  value: Scalar,
  shape: Shape,
  types: readonly JsonType[],
  tell: (what: string, remedy: string) => void,
): void => {
  const type = typeOf(value);
  if (!allowsType(types, type)) {
    const isQuotable = types.includes('string') && typeof value !== 'string';
    return tell(
      `is ${listed([type])}, and the type is ${listed(types)}: it can never be`,
      isQuotable ? `Put it in quotes: "${value}".` : 'Remove it, or change the type.',
    );
  }
  if (typeof value === 'number' && type === 'integer' && !Number.isSafeInteger(value))
    return tell('is a number that loses its last digits', 'Numbers here have 15 digits at most.');
  if (!fitsLimits(value, shape)) tell('is outside of the limits beside it: it can never be', 'Change one of the two.');
};

const fitsLimits = (value: Scalar, shape: Shape): boolean => {
  const { minimum = -Infinity, maximum = Infinity, minLength = 0, maxLength = Infinity } = shape;
  if (typeof value === 'number') return value >= minimum && value <= maximum;
  if (typeof value !== 'string') return true;
  const length = [...value].length;
  return length >= minLength && length <= maxLength;
};
