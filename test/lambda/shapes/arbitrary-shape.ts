import fc from 'fast-check';
import type { JsonType, Scalar, Shape } from '../../../config/shapes/shape.ts';

/** A shape with what it refers to, and documents of an API that does not always keep to it. */
export interface Case {
  readonly shape: Shape;
  readonly defs: Readonly<Record<string, Shape>>;
  readonly documents: readonly unknown[];
}

/** Text that stands only where the shape does not let it leave. */
export const canary = 'CANARY';

let names = 0;
/** No two properties of a case share a name, so that what one shape keeps out no other choice lets in. */
const freshName = () => `p${names++ % 100_000}`;

const text = fc.oneof(
  { weight: 6, arbitrary: fc.string({ maxLength: 12 }) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 8 }) },
  { weight: 1, arbitrary: fc.constantFrom('', '"', '\\', '\u0000', '\ud800', 'é', '😀', '/', '\u2028') },
);

const number = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0, -0, 1e21),
);

const scalarShape: fc.Arbitrary<Shape> = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Shape>({ type: 'string' }) },
  { weight: 2, arbitrary: fc.constant<Shape>({ type: 'integer' }) },
  { weight: 1, arbitrary: fc.constant<Shape>({ type: 'number', minimum: -1000, maximum: 1000 }) },
  { weight: 1, arbitrary: fc.constant<Shape>({ type: 'boolean' }) },
  { weight: 1, arbitrary: fc.constant<Shape>({ type: ['string', 'null'] }) },
  { weight: 1, arbitrary: fc.constant<Shape>({ type: ['integer', 'boolean', 'null'] }) },
  { weight: 1, arbitrary: fc.constant<Shape>({ type: 'string', format: 'date' }) },
  { weight: 1, arbitrary: fc.constant<Shape>({ type: 'string', minLength: 1, maxLength: 4 }) },
  { weight: 1, arbitrary: fc.constant<Shape>({ enum: ['a', 'b', 3, null, true] }) },
  { weight: 1, arbitrary: fc.constant<Shape>({ const: 'only' }) },
  { weight: 1, arbitrary: fc.constant<Shape>({ type: 'string', treatment: 'drop' }) },
  { weight: 2, arbitrary: fc.constant<Shape>({ type: 'string', treatment: 'pseudonym' }) },
  { weight: 1, arbitrary: fc.constant<Shape>({ type: ['integer', 'string'], treatment: 'pseudonym' }) },
  { weight: 1, arbitrary: fc.constant<Shape>({ type: 'string', treatment: 'length' }) },
);

/** The names of definitions; each refers to itself or to others somewhere. */
const defNames = ['a', 'b/c', 'd~e'];
const reference = fc
  .constantFrom(...defNames)
  .map((name): Shape => ({ $ref: `#/$defs/${name.replaceAll('~', '~0').replaceAll('/', '~1')}` }));

const properties = (shape: fc.Arbitrary<Shape>) =>
  fc.array(shape, { maxLength: 4 }).map((shapes) => Object.fromEntries(shapes.map((each) => [freshName(), each])));

const { shape: anyShape } = fc.letrec<{ shape: Shape; object: Shape; choice: Shape }>((tie) => ({
  shape: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { weight: 6, arbitrary: scalarShape },
    { weight: 3, arbitrary: tie('object') },
    { weight: 1, arbitrary: tie('shape').map((items): Shape => ({ type: 'array', items })) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.array(tie('shape'), { minLength: 1, maxLength: 3 }), fc.option(tie('shape')))
        .map(([prefixItems, items]): Shape => ({ type: 'array', prefixItems, ...(items && { items }) })),
    },
    {
      // The values of a map never are text, so that an unnamed canary can not be one of them.
      weight: 1,
      arbitrary: properties(tie('shape')).map(
        (named): Shape => ({ type: 'object', properties: named, additionalProperties: { type: ['integer', 'null'] } }),
      ),
    },
    { weight: 1, arbitrary: reference },
    { weight: 1, arbitrary: tie('choice') },
  ),
  object: properties(tie('shape')).map((named): Shape => ({ type: 'object', properties: named })),
  choice: fc.oneof(
    // Told apart by kind, by a discriminating value, by what fits.
    fc.tuple(scalarShape, tie('object')).map(([scalar, object]): Shape => ({ anyOf: [scalar, object] })),
    fc.array(properties(tie('shape')), { minLength: 2, maxLength: 3 }).map(
      (choices): Shape => ({
        anyOf: choices.map((named, index) => ({
          type: 'object',
          properties: { kind: index === 0 ? { const: 'k0' } : { enum: [`k${index}`, index] }, ...named },
        })),
      }),
    ),
    fc.array(properties(tie('shape')), { minLength: 2, maxLength: 3 }).map(
      (choices): Shape => ({
        anyOf: choices.map((named) => ({ type: 'object', properties: named, required: requirable(named) })),
      }),
    ),
  ),
}));

/** Only what always leaves is required: a second pass must choose as the first one did. */
const requirable = (named: Readonly<Record<string, Shape>>): string[] =>
  Object.keys(named).filter((name) => named[name]!.type === 'integer');

const kinds = ['string', 'number', 'boolean', 'null', 'object', 'array'] as const;

const resolve = (shape: Shape, defs: Case['defs'], seen = new Set<Shape>()): readonly Shape[] => {
  if (seen.has(shape)) return [];
  seen.add(shape);
  const name = shape.$ref?.slice('#/$defs/'.length).replaceAll('~1', '/').replaceAll('~0', '~');
  if (name !== undefined) return resolve(defs[name]!, defs, seen);
  return shape.anyOf ? shape.anyOf.flatMap((each) => resolve(each, defs, seen)) : [shape];
};

const typesOf = ({ type, enum: values, const: only, properties }: Shape): readonly (JsonType | 'number')[] => {
  if (type) return typeof type === 'string' ? [type] : type;
  if (properties) return ['object'];
  const all: readonly Scalar[] = values ?? [only!];
  return all.map((value) => (value === null ? 'null' : (typeof value as JsonType)));
};

const wrong: Readonly<Record<(typeof kinds)[number], unknown>> = {
  string: canary,
  number: undefined,
  boolean: undefined,
  null: undefined,
  object: { c: canary, d: [canary] },
  array: [canary, { c: canary }],
};

/** Values of kinds that the shape does not have, or of its kind but not its form. */
const misfits = (choices: readonly Shape[]): unknown[] => {
  const allowed = new Set(choices.flatMap(typesOf).map((type) => (type === 'integer' ? 'number' : type)));
  const strange = kinds.filter((kind) => !allowed.has(kind) && wrong[kind] !== undefined).map((kind) => wrong[kind]);
  const isNarrow = choices
    .filter((choice) => typesOf(choice).includes('string'))
    .every(
      ({ format, const: only, enum: values, maxLength }) => format || only !== undefined || values || maxLength === 4,
    );
  return allowed.has('string') && isNarrow ? [...strange, canary] : strange;
};

const fitting = (shape: Shape, defs: Case['defs'], depth: number): fc.Arbitrary<unknown> => {
  const { const: only, enum: values, format, prefixItems, items, properties: named = {}, additionalProperties } = shape;
  if (only !== undefined) return fc.constant(only);
  if (values) return fc.constantFrom(...values);
  const byType: Readonly<Record<string, () => fc.Arbitrary<unknown>>> = {
    string: () => (format ? fc.constantFrom('2024-02-29', '1999-12-31') : text),
    integer: () => fc.integer(),
    number: () => number,
    boolean: () => fc.boolean(),
    null: () => fc.constant(null),
    array: () =>
      fc
        .tuple(
          fc.tuple(...(prefixItems ?? []).map((each) => value(each, defs, depth - 1))),
          items ? fc.array(value(items, defs, depth - 1), { maxLength: 3 }) : fc.constant([canary]),
          fc.nat(5),
        )
        .map(([first, rest, cut]) => [...first, ...rest].slice(0, cut < 3 ? cut : undefined)),
    object: () => {
      const map = additionalProperties ? { m0: value(additionalProperties, defs, depth - 1) } : {};
      const fields = Object.entries(named).map(([name, each]) => [name, value(each, defs, depth - 1)] as const);
      return fc.record(
        {
          ...Object.fromEntries(fields),
          ...map,
          unnamed: fc.constantFrom(canary, [canary], { a: { b: canary } }),
          'é"\\': fc.constant(canary),
          __proto: fc.constant(canary),
        },
        { requiredKeys: [] },
      );
    },
  };
  return fc.oneof(...typesOf(shape).map((type) => byType[type]!()));
};

const value = (shape: Shape, defs: Case['defs'], depth: number): fc.Arbitrary<unknown> => {
  const choices = resolve(shape, defs);
  const bad = misfits(choices);
  const good =
    depth > 0
      ? choices
      : choices.filter((choice) => !typesOf(choice).some((type) => type === 'object' || type === 'array'));
  const fit = good.length > 0 ? fc.oneof(...good.map((choice) => fitting(choice, defs, depth))) : fc.constant(null);
  return bad.length > 0
    ? fc.oneof({ weight: 9, arbitrary: fit }, { weight: 1, arbitrary: fc.constantFrom(...bad) })
    : fit;
};

/** Random shapes, with random documents for each. */
export const arbitraryCase: fc.Arbitrary<Case> = fc
  .tuple(anyShape, ...defNames.map(() => anyShape))
  .chain(([shape, ...defined]) => {
    const defs = Object.fromEntries(defNames.map((name, index) => [name, defined[index]!]));
    return fc
      .array(value(shape, defs, 4), { minLength: 1, maxLength: 3 })
      .map((documents) => ({ shape, defs, documents }));
  });
