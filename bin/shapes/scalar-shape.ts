import { type Format, formats, type JsonType, type Scalar, type Shape } from '../../config/shapes/shape.ts';
import { allowsType, typeOf } from '../../config/shapes/value-types.ts';
import type { Alternative } from './alternatives-of.ts';
import type { Mark } from './mark-of.ts';
import { type NotedShape, why } from './noted-shape.ts';

/** All scalars of a schema's alternatives, taken together. */
export interface ScalarForm {
  /** Without null. */
  readonly types: readonly JsonType[];
  readonly isNullable: boolean;
  readonly values?: readonly Scalar[] | undefined;
  /** As the document says it, ours or not. */
  readonly format?: string | undefined;
  readonly limits: Pick<Shape, 'minimum' | 'maximum' | 'minLength' | 'maxLength'>;
}

const order: readonly JsonType[] = ['string', 'number', 'integer', 'boolean'];

/** What the scalars among some alternatives can be; `undefined` if there are none. */
export const scalarForm = (alternatives: readonly Alternative[]): ScalarForm | undefined => {
  const scalars = alternatives.filter(({ kind }) => kind === 'scalar');
  if (scalars.length === 0) return undefined;
  const said = new Set(scalars.flatMap(({ types }) => types));
  const types = order.filter((type) => said.has(type) && !(type === 'integer' && said.has('number')));
  const named = new Set(scalars.map(({ keywords }) => keywords['format']));
  const format = named.size === 1 ? [...named][0] : undefined;
  return {
    types,
    isNullable: alternatives.some(({ kind }) => kind === 'null'),
    values: scalars.every(({ values }) => values) ? [...new Set(scalars.flatMap(({ values }) => values!))] : undefined,
    format: typeof format === 'string' ? format : undefined,
    limits: scalars.length === 1 ? limitsOf(scalars[0]!, types) : {},
  };
};

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

/** Limits that contradict each other say nothing. */
const limitsOf = ({ keywords }: Alternative, types: readonly JsonType[]): ScalarForm['limits'] => {
  const { minimum, maximum, minLength, maxLength } = keywords;
  const isNumeric = types.some((type) => type === 'integer' || type === 'number');
  const isText = types.includes('string');
  const bothNumbers = [minimum, maximum].every(isNumber);
  const bothLengths = [minLength, maxLength].every(isNumber);
  return {
    ...(isNumeric && isNumber(minimum) && !(bothNumbers && minimum > Number(maximum)) && { minimum }),
    ...(isNumeric && isNumber(maximum) && !(bothNumbers && Number(minimum) > maximum) && { maximum }),
    ...(isText && isLength(minLength) && !(bothLengths && minLength > Number(maxLength)) && { minLength }),
    ...(isText && isLength(maxLength) && !(bothLengths && Number(minLength) > maxLength) && { maxLength }),
  };
};

const isLength = (value: unknown): value is number => isNumber(value) && Number.isInteger(value) && value >= 0;

const knownFormats: ReadonlySet<string> = new Set(formats);

/**
 * Writes a scalar as a shape.
 *
 * @param withLimits what is sent to a source is held to its limits; what comes from it is not: it would only go missing
 */
export const scalarShape = (form: ScalarForm, mark: Mark | undefined, withLimits: boolean): NotedShape => {
  const types = form.types.filter((type) => canBeTreated(type, mark));
  const all: readonly JsonType[] = form.isNullable ? [...types, 'null'] : types;
  const values = form.values?.filter((value) => allowsType(types, typeOf(value)) && isExact(value));
  const isTextOnly = types.length === 1 && types[0] === 'string';
  return {
    ...(values && values.length > 0 ? valuesOf(values, form.isNullable) : { type: all.length === 1 ? all[0]! : all }),
    ...(!values && isTextOnly && canHaveFormat(form.format, mark) && { format: form.format as Format }),
    ...(withLimits && !values && form.limits),
    ...(mark && { treatment: mark.treatment, [why]: mark.why }),
  };
};

/** Of text that must have another form, an address could never be made. */
const canHaveFormat = (format: string | undefined, mark: Mark | undefined): boolean =>
  knownFormats.has(format ?? '') && (mark?.treatment !== 'hash-ip' || format === 'ipv4' || format === 'ipv6');

/** JSON can say larger numbers; here they would lose their last digits. */
const isExact = (value: Scalar): boolean =>
  typeof value !== 'number' || !Number.isInteger(value) || Number.isSafeInteger(value);

const valuesOf = (values: readonly Scalar[], isNullable: boolean): Shape =>
  values.length === 1 && !isNullable ? { const: values[0]! } : { enum: isNullable ? [...values, null] : values };

/** What can not be treated does not leave. */
const canBeTreated = (type: JsonType, mark: Mark | undefined): boolean => {
  if (!mark || mark.treatment === 'drop') return true;
  if (mark.treatment === 'pseudonym' || mark.treatment === 'pseudonym-reversible') return type !== 'boolean';
  return type === 'string';
};
