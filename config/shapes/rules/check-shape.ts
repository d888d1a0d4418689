import type { Report } from '../../schema/draft.ts';
import type { JsonType, Shape, Treatment } from '../shape.ts';
import type { PlacedShape } from '../shapes-draft.ts';
import { valueTypes } from '../value-types.ts';
import { checkValues } from './check-values.ts';
import { listed } from './listed-types.ts';

type Keyword = keyof Shape;

/** Says one thing that is wrong with a shape: at which keyword and what is below it, or at the shape itself. */
export type Tell = (
  keyword: Keyword | undefined,
  what: string,
  remedy: string,
  ...below: readonly PropertyKey[]
) => void;

const notes: readonly Keyword[] = ['$comment', 'title', 'description'];

/** The types that a keyword says something about; of one that is not here, any. */
const typesFor: Partial<Record<Keyword, readonly JsonType[]>> = {
  properties: ['object'],
  required: ['object'],
  additionalProperties: ['object'],
  propertyNames: ['object'],
  items: ['array'],
  prefixItems: ['array'],
  format: ['string'],
  pattern: ['string'],
  minLength: ['string'],
  maxLength: ['string'],
  patterns: ['string'],
  known: ['string'],
  minimum: ['number', 'integer'],
  maximum: ['number', 'integer'],
};

/** What a treatment can work on. Beside it there may be nulls, which stay what they are. */
const typesTreated: Readonly<Record<Exclude<Treatment, 'keep' | 'drop'>, readonly JsonType[]>> = {
  pseudonym: ['string', 'number', 'integer'],
  'pseudonym-reversible': ['string', 'number', 'integer'],
  domain: ['string'],
  length: ['string'],
  'hash-ip': ['string'],
  redact: ['string'],
};

/** The only formats whose text these treatments could make anything of. */
const formatsTreated: Partial<Record<Treatment, readonly string[]>> = {
  domain: ['email', 'uri'],
  'hash-ip': ['ipv4', 'ipv6'],
};

/** Checks what the keywords of one shape mean together. */
export const checkShape = ({ shape, path }: PlacedShape, report: Report): void => {
  const tell: Tell = (keyword, what, remedy, ...below) =>
    report(keyword === undefined ? path : [...path, keyword, ...below], what, remedy);
  if (shape.$ref !== undefined) return checkAlone(shape, '$ref', tell);
  if (shape.anyOf !== undefined) return checkAlone(shape, 'anyOf', tell);
  const types = valueTypes(shape);
  if (types.length === 0) return tell(undefined, 'does not say its type, so that nothing would leave', typeRemedy);
  checkTypes(shape, types, tell);
  checkContent(shape, types, tell);
  checkTreatment(shape, types, tell);
  checkValues(shape, types, tell);
};

const typeRemedy = 'Write, for example: type: string';

const checkAlone = (shape: Shape, keyword: '$ref' | 'anyOf', tell: Tell): void => {
  for (const other of keywordsOf(shape)) {
    if (other === keyword || notes.includes(other)) continue;
    const remedy =
      keyword === '$ref'
        ? 'Remove it, or write the shape out in place of $ref.'
        : 'Write it into each choice it is for.';
    tell(other, `stands beside ${keyword}, which stands alone`, remedy);
  }
};

const keywordsOf = (shape: Shape): readonly Keyword[] => Object.keys(shape) as Keyword[];

const checkTypes = (shape: Shape, types: readonly JsonType[], tell: Tell): void => {
  if (typeof shape.type === 'object' && new Set(shape.type).size < shape.type.length)
    tell('type', 'names a type twice', 'Name each once.');
  for (const keyword of keywordsOf(shape)) {
    const needed = typesFor[keyword];
    if (needed === undefined || needed.some((type) => types.includes(type))) continue;
    tell(keyword, `says nothing about ${listed(types)}: it is for ${listed(needed)}`, 'Remove it, or change the type.');
  }
};

const checkContent = (shape: Shape, types: readonly JsonType[], tell: Tell): void => {
  const { properties, additionalProperties, propertyNames, items, prefixItems, required = [], treatment } = shape;
  if (treatment === 'drop') return;
  if (types.includes('array') && !items && !prefixItems)
    tell(undefined, 'does not say what the array holds, so that nothing of it would leave', 'Write items: {…}.');
  if (!types.includes('object')) return;
  if (!properties && !additionalProperties)
    tell(undefined, 'names no property of the object, so that nothing of it would leave', 'Write properties: {…}.');
  if (propertyNames && !additionalProperties)
    tell(
      'propertyNames',
      'is for the keys of a map, and this is none',
      'Add additionalProperties with the shape of its values.',
    );
  for (const [index, name] of required.entries()) {
    if (Object.hasOwn(properties ?? {}, name) || additionalProperties) continue;
    tell('required', 'is not one of the properties', 'Name it in properties, or remove it here.', index);
  }
};

const checkTreatment = (shape: Shape, types: readonly JsonType[], tell: Tell): void => {
  const { treatment, format } = shape;
  for (const keyword of ['patterns', 'known'] as const) {
    if (shape[keyword] && treatment !== 'redact')
      tell(keyword, 'is for treatment redact only', 'Add treatment: redact.');
  }
  if (treatment === undefined || treatment === 'drop') return;
  if (types.some((type) => type === 'object' || type === 'array'))
    return tell(
      'treatment',
      `can not be ${treatment}: an object or array has no treatment but drop`,
      types.includes('object') ? 'Write it to the properties that it is for.' : 'Write it to items.',
    );
  if (treatment === 'keep') return;
  const treated = typesTreated[treatment];
  const others = types.filter((type) => type !== 'null' && !treated.includes(type));
  if (others.length > 0 || !types.some((type) => treated.includes(type)))
    return tell(
      'treatment',
      `can not be ${treatment}: it works on ${listed(treated)}, not on ${listed(others.length > 0 ? others : types)}`,
      'Choose keep or drop, or write the types apart with anyOf.',
    );
  const formats = formatsTreated[treatment];
  if (format && formats && !formats.includes(format))
    tell(
      'treatment',
      `can not be ${treatment}: text of format ${format} is never of that kind`,
      'Change one of the two.',
    );
};
