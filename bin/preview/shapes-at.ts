import type { JsonType, Shape } from '../../config/shapes/shape.ts';
import type { FieldOutcome } from '../../lambda/shapes/field-counts.ts';
import type { JsonKind } from './json-members.ts';

/** The shapes that a place in a document may have: none if no shape names it, several behind a choice. */
export interface ShapesAt {
  /** Without references and choices in between. */
  readonly shapes: readonly Shape[];
  /** Whether they were found as the values of a map, whose names are data. */
  readonly isMap: boolean;
}

/** Finds its way through the shapes of one answer. */
export interface ShapePaths {
  readonly root: ShapesAt;
  /** Of a member. `key` is a property's name, or the index of an element. */
  member(at: ShapesAt, key: string | number): ShapesAt;
  /** Of the names of a map. */
  names(at: ShapesAt): ShapesAt;
}

/**
 * Follows `$ref` and `anyOf`, so that a preview can say what a shape says about a place.
 *
 * @param defs what `$ref` refers to
 */
export const shapePaths = (root: Shape | undefined, defs: Readonly<Record<string, Shape>>): ShapePaths => {
  const resolved = (shape: Shape | undefined, seen = new Set<Shape>()): readonly Shape[] => {
    if (!shape || seen.has(shape)) return [];
    seen.add(shape);
    if (shape.$ref !== undefined) return resolved(referred(shape.$ref), seen);
    return shape.anyOf ? shape.anyOf.flatMap((choice) => resolved(choice, seen)) : [shape];
  };
  const referred = (reference: string): Shape | undefined => {
    if (reference === '#') return root;
    const name = decodeURIComponent(reference.replace('#/$defs/', '')).replaceAll('~1', '/').replaceAll('~0', '~');
    return Object.hasOwn(defs, name) ? defs[name] : undefined;
  };
  const property = ({ properties = {}, additionalProperties }: Shape, name: string): Shape | undefined =>
    Object.hasOwn(properties, name) ? properties[name] : additionalProperties || undefined;
  const element = ({ prefixItems = [], items }: Shape, index: number): Shape | undefined => prefixItems[index] ?? items;

  return {
    root: { shapes: resolved(root), isMap: false },
    member: ({ shapes }, key) => ({
      shapes: shapes.flatMap((shape) => resolved(typeof key === 'number' ? element(shape, key) : property(shape, key))),
      isMap:
        typeof key === 'string' &&
        shapes.some(
          ({ properties = {}, additionalProperties }) => additionalProperties && !Object.hasOwn(properties, key),
        ),
    }),
    names: ({ shapes }) => ({ shapes: shapes.flatMap(({ propertyNames }) => resolved(propertyNames)), isMap: false }),
  };
};

/** Treatments that work on some texts only, and the texts. */
const demanding: Readonly<Record<string, string>> = {
  'hash-ip': 'an IP address',
  domain: 'an e-mail address or a URL',
};

/**
 * Why a field leaves changed or does not leave, in a few words; empty for what is kept.
 *
 * @example reasonFor('unfit', { shapes: [{ type: 'integer', minimum: 1 }], isMap: false }, 'object') // 'is not an integer from 1 on'
 */
export const reasonFor = (outcome: FieldOutcome, { shapes, isMap }: ShapesAt, parent: JsonKind | undefined): string => {
  if (outcome === 'kept') return '';
  if (outcome === 'unfit') return `is not ${[...new Set(shapes.map(expected))].join(' or ')}`;
  const treatments = new Set(shapes.flatMap(({ treatment = 'keep' }) => (treatment === 'keep' ? [] : [treatment])));
  if (outcome === 'treated') {
    treatments.delete('drop');
    return [...treatments].join(' or ');
  }
  if (shapes.length === 0) return 'not named';
  if (treatments.has('drop')) return 'drop';
  if (parent === 'array') return 'behind a gap in a tuple';
  return isMap ? 'its name may not leave' : 'named twice';
};

const nouns: Readonly<Record<JsonType, string>> = {
  object: 'an object',
  array: 'a list',
  string: 'text',
  number: 'a number',
  integer: 'an integer',
  boolean: 'true or false',
  null: 'null',
};

const typesOf = ({ type, properties, additionalProperties, items, prefixItems }: Shape): readonly JsonType[] => {
  if (typeof type === 'string') return [type];
  if (type) return type;
  if (properties || additionalProperties) return ['object'];
  return items || prefixItems ? ['array'] : [];
};

/** What a shape takes. Everything in it is the configuration's own text. */
const expected = (shape: Shape): string => {
  const { const: only, format, pattern, minLength, maxLength, minimum, maximum, treatment } = shape;
  const values = only === undefined ? shape.enum : [only];
  if (values) return values.map((value) => JSON.stringify(value)).join(', ');
  const noun = typesOf(shape)
    .map((type) => nouns[type])
    .join(' or ');
  const demanded = treatment && Object.hasOwn(demanding, treatment) ? demanding[treatment]! : noun;
  return [
    demanded,
    format && `in the form ${format}`,
    pattern && `like ${pattern}`,
    between(minLength, maxLength, ' characters'),
    between(minimum, maximum, ''),
  ]
    .filter(Boolean)
    .join(' ');
};

const between = (from: number | undefined, to: number | undefined, unit: string): string => {
  if (from === undefined) return to === undefined ? '' : `up to ${to}${unit}`;
  return to === undefined ? `from ${from}${unit} on` : `from ${from} to ${to}${unit}`;
};
