import type { Shape, Treatment } from '../../config/shapes/shape.ts';

/** The shapes that `$ref` refers to. */
type Definitions = Readonly<Record<string, Shape>>;

/**
 * A field of an answer that leaves: where it is, and what happens to it; or the object of `$defs` that is there. `where`: only of a
 * choice, if others treat the field otherwise.
 */
export type LeavingField =
  | { readonly path: string; readonly treatment: Treatment; readonly where?: string | undefined }
  | { readonly path: string; readonly object: string };

/**
 * What leaves of an answer, as a list of its fields: `value[].id`. Objects that have a name stay names, so that each is told once; what
 * is not named does not leave, and neither does what is dropped.
 *
 * @example leavingFields({ type: 'array', items: { $ref: '#/$defs/user' } }, { user }) // [{ path: '[]', object: 'user' }]
 */
export const leavingFields = (shape: Shape, $defs: Definitions): readonly LeavingField[] =>
  withoutTwins(fieldsAt(shape, '', $defs));

/** How many fields leave with each treatment, those of named objects counted where they stand. */
export const leavingCounts = (shape: Shape, $defs: Definitions): ReadonlyMap<Treatment, number> => {
  const counts = new Map<Treatment, number>();
  for (const treatment of treatmentsIn(shape, $defs, [])) counts.set(treatment, (counts.get(treatment) ?? 0) + 1);
  return counts;
};

/** Fields of each treatment; objects in objects are looked into, but no object in itself. */
const treatmentsIn = (shape: Shape, $defs: Definitions, within: readonly string[]): readonly Treatment[] =>
  leavingFields(shape, $defs).flatMap((field) => {
    if ('treatment' in field) return [field.treatment];
    if (within.includes(field.object)) return [];
    return treatmentsIn($defs[field.object]!, $defs, [...within, field.object]);
  });

const fieldsAt = (shape: Shape, path: string, $defs: Definitions): readonly LeavingField[] => {
  if (shape.$ref !== undefined) return referred(shape.$ref, path, $defs);
  if (shape.anyOf) return chosen(shape.anyOf, path, $defs);
  const inside = [
    ...Object.entries(shape.properties ?? {}).flatMap(([name, each]) => fieldsAt(each, join(path, name), $defs)),
    ...(shape.additionalProperties
      ? [keys(shape, path), ...fieldsAt(shape.additionalProperties, join(path, '*'), $defs)]
      : []),
    ...(shape.prefixItems ?? []).flatMap((each, index) => fieldsAt(each, `${path}[${index}]`, $defs)),
    ...(shape.items ? fieldsAt(shape.items, `${path}[]`, $defs) : []),
  ];
  return [...inside, ...(isScalar(shape) ? scalar(shape, path) : [])];
};

/** What is treated in the same way in all choices that have it needs no word about the choice. */
const chosen = (choices: readonly Shape[], path: string, $defs: Definitions): readonly LeavingField[] => {
  const fields = choices.flatMap((choice) => {
    const where = kindOf(choice, $defs);
    return fieldsAt(choice, path, $defs).map((field) => ('treatment' in field ? { where, ...field } : field));
  });
  const isDifferent = (one: LeavingField): boolean =>
    fields.some(
      (other) =>
        'treatment' in one && 'treatment' in other && other.path === one.path && other.treatment !== one.treatment,
    );
  return fields.map((field) => (isDifferent(field) || 'object' in field ? field : { ...field, where: undefined }));
};

/** What tells a choice from others: `type is User, AppUser`. */
const kindOf = (choice: Shape, $defs: Definitions): string | undefined => {
  const { properties = {} } = choice.$ref === undefined ? choice : ($defs[choice.$ref.replace('#/$defs/', '')] ?? {});
  for (const [name, { const: only, enum: values }] of Object.entries(properties)) {
    const known = values ?? (only === undefined ? [] : [only]);
    if (known.length > 0) return `${name} is ${known.join(', ')}`;
  }
  return undefined;
};

const referred = (reference: string, path: string, $defs: Definitions): readonly LeavingField[] => {
  const object = reference.replace('#/$defs/', '');
  const shape = $defs[object];
  if (!shape) return [];
  return holdsObject(shape, $defs, [object]) ? [{ path, object }] : fieldsAt(shape, path, $defs);
};

/** Whether a shape has properties of its own, or is a choice of such. Others are told where they are used: they are short. */
const holdsObject = (shape: Shape, $defs: Definitions, seen: readonly string[]): boolean => {
  if (shape.properties || shape.additionalProperties) return true;
  const inside = [...(shape.anyOf ?? []), ...(shape.prefixItems ?? []), ...(shape.items ? [shape.items] : [])];
  if (shape.$ref === undefined) return inside.some((each) => holdsObject(each, $defs, seen));
  const name = shape.$ref.replace('#/$defs/', '');
  return seen.includes(name) || (name in $defs && holdsObject($defs[name]!, $defs, [...seen, name]));
};

/** The keys of a map are data too. */
const keys = ({ propertyNames = {} }: Shape, path: string): LeavingField => ({
  path: `the names in ${path || 'the answer'}`,
  treatment: propertyNames.treatment ?? 'keep',
});

const isScalar = ({ type, const: only, enum: values }: Shape): boolean =>
  only !== undefined ||
  values !== undefined ||
  [type ?? []].flat().some((each) => each !== 'object' && each !== 'array' && each !== 'null');

const scalar = ({ treatment = 'keep' }: Shape, path: string): readonly LeavingField[] =>
  treatment === 'drop' ? [] : [{ path, treatment }];

const join = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`);

/** Choices have fields in common. */
const withoutTwins = (fields: readonly LeavingField[]): readonly LeavingField[] => [
  ...new Map(fields.map((field) => [JSON.stringify(field), field])).values(),
];
