import type { JsonType, Scalar } from '../../config/shapes/shape.ts';
import { arrayOf, type JsonObject, objectOf, textOf } from '../../connectors/openapi/json-object.ts';
import { resolveReference } from '../../connectors/openapi/resolve-reference.ts';

/** What a value can be, as far as shapes tell kinds apart. `any` says that the document does not tell. */
export type Kind = 'object' | 'array' | 'scalar' | 'null' | 'any';

/** A schema that is of one kind, and not put together from others. */
export interface Alternative {
  readonly kind: Kind;
  /** The reference that it comes from, and from nothing else. */
  readonly reference?: string | undefined;
  /** What the document calls it. */
  readonly title?: string | undefined;
  /** Of a scalar. */
  readonly types: readonly JsonType[];
  /** All values that a scalar can have, if the document names them. */
  readonly values?: readonly Scalar[] | undefined;
  /** What else the schema says. */
  readonly keywords: JsonObject;
  /** The schemas of an object's properties. */
  readonly properties: ReadonlyMap<string, unknown>;
  readonly required: ReadonlySet<string>;
}

/** More are not written out: nobody could read them. */
const mostAlternatives = 64;

/**
 * The alternatives that a schema gives, with its references followed, what must hold together (`allOf`) merged, and choices
 * (`oneOf`, `anyOf`, several types, null) side by side. Only the schema itself: those of its properties and items are left as they are.
 */
export const alternativesOf = (
  root: JsonObject,
  schema: unknown,
  trail: ReadonlySet<string> = new Set(),
): readonly Alternative[] => {
  const raw = objectOf(schema);
  const reference = textOf(raw['$ref']);
  if (reference !== undefined) {
    if (trail.has(reference)) return [];
    const target = { ...resolveReference(root, raw), ...(raw['nullable'] === true && { nullable: true }) };
    return named(alternativesOf(root, target, new Set([...trail, reference])), reference);
  }

  const choices = [...arrayOf(raw['oneOf']), ...arrayOf(raw['anyOf'])];
  const parts = [
    ...arrayOf(raw['allOf']).map((part) => alternativesOf(root, part, trail)),
    ...(choices.length > 0 ? [choices.flatMap((choice) => alternativesOf(root, choice, trail))] : []),
  ];
  const own = ownAlternatives(raw);
  const isOnlyParts = parts.length > 0 && own.every(({ kind, required }) => kind === 'any' && required.size === 0);
  const all = (isOnlyParts ? parts : [own, ...parts]).reduce(product);
  return raw['nullable'] === true && !all.some(({ kind }) => kind === 'null') ? [...all, nothing] : all;
};

/** Only an object is worth a name of its own. */
const named = (alternatives: readonly Alternative[], reference: string): readonly Alternative[] => {
  const objects = alternatives.filter(({ kind }) => kind === 'object');
  if (objects.length !== 1) return alternatives;
  return alternatives.map((each) =>
    each.kind === 'object' ? { ...each, reference: each.reference ?? reference } : each,
  );
};

const empty = { types: [], keywords: {}, properties: new Map<string, unknown>(), required: new Set<string>() };
const nothing: Alternative = { ...empty, kind: 'null' };

const ownAlternatives = (raw: JsonObject): readonly Alternative[] => {
  const values = valuesOf(raw);
  const types = typesOf(raw, values);
  const common = { ...empty, title: textOf(raw['title']), keywords: raw, required: namesOf(raw['required']) };
  if (types.length === 0) return [{ ...common, kind: 'any' }];

  const scalars = types.filter((type) => type !== 'object' && type !== 'array' && type !== 'null');
  const kinds: Alternative[] = [];
  if (scalars.length > 0) kinds.push({ ...common, kind: 'scalar', types: scalars, values: fitting(values, scalars) });
  if (types.includes('object')) {
    kinds.push({ ...common, kind: 'object', properties: new Map(Object.entries(objectOf(raw['properties']))) });
  }
  if (types.includes('array')) kinds.push({ ...common, kind: 'array' });
  if (types.includes('null')) kinds.push(nothing);
  return kinds;
};

const known: readonly JsonType[] = ['object', 'array', 'string', 'number', 'integer', 'boolean', 'null'];

const typesOf = (raw: JsonObject, values: readonly Scalar[] | undefined): readonly JsonType[] => {
  const said = typeof raw['type'] === 'string' ? [raw['type']] : arrayOf(raw['type']);
  const types = known.filter((type) => said.includes(type));
  if (types.length > 0) return types;
  if (values) return known.filter((type) => values.some((value) => isOf(value, type)));
  if ('properties' in raw || 'additionalProperties' in raw) return ['object'];
  if ('items' in raw || 'prefixItems' in raw) return ['array'];
  return 'format' in raw || 'maxLength' in raw || 'minLength' in raw ? ['string'] : [];
};

const valuesOf = (raw: JsonObject): readonly Scalar[] | undefined => {
  if ('const' in raw) return isScalar(raw['const']) ? [raw['const']] : undefined;
  const values = arrayOf(raw['enum']).filter(isScalar);
  return values.length > 0 ? values : undefined;
};

const fitting = (values: readonly Scalar[] | undefined, types: readonly JsonType[]): readonly Scalar[] | undefined => {
  const fit = values?.filter((value) => types.some((type) => isOf(value, type)));
  return fit && fit.length > 0 ? [...new Set(fit)] : undefined;
};

const isScalar = (value: unknown): value is Scalar => value === null || typeof value !== 'object';

const isOf = (value: Scalar, type: JsonType): boolean => {
  if (value === null) return type === 'null';
  if (typeof value === 'number') return type === 'number' || (type === 'integer' && Number.isInteger(value));
  return type === typeof value;
};

const namesOf = (value: unknown): ReadonlySet<string> =>
  new Set(arrayOf(value).filter((name) => typeof name === 'string'));

/** What fits one of these and one of those. */
const product = (these: readonly Alternative[], those: readonly Alternative[]): readonly Alternative[] =>
  these.flatMap((one) => those.flatMap((other) => both(one, other) ?? [])).slice(0, mostAlternatives);

const both = (one: Alternative, other: Alternative): Alternative | undefined => {
  if (one.kind !== other.kind && one.kind !== 'any' && other.kind !== 'any') return undefined;
  const required = new Set([...one.required, ...other.required]);
  const keywords = { ...one.keywords, ...other.keywords };
  if (one.kind === 'any' || other.kind === 'any') {
    const told = one.kind === 'any' ? other : one;
    const adds = required.size > told.required.size;
    return { ...told, required, ...(adds && { reference: undefined }) };
  }
  if (one.kind !== 'object')
    return { ...one, keywords, values: common(one.values, other.values), reference: undefined };
  return { ...one, keywords, required, properties: merged(one.properties, other.properties), reference: undefined };
};

const common = (one: Alternative['values'], other: Alternative['values']): Alternative['values'] =>
  one && other ? one.filter((value) => other.includes(value)) : (one ?? other);

const merged = (
  one: ReadonlyMap<string, unknown>,
  other: ReadonlyMap<string, unknown>,
): ReadonlyMap<string, unknown> => {
  const all = new Map(one);
  for (const [name, schema] of other) all.set(name, all.has(name) ? bothOf(all.get(name), schema) : schema);
  return all;
};

/** Schemas that two others make, so that what comes back to itself is known again. */
const made = new WeakMap<object, WeakMap<object, JsonObject>>();

const bothOf = (one: unknown, other: unknown): unknown => {
  if (!isObject(one) || !isObject(other)) return { allOf: [one, other] };
  if (one === other) return one;
  const others = made.get(one) ?? new WeakMap<object, JsonObject>();
  made.set(one, others);
  const both = others.get(other) ?? { allOf: [one, other] };
  others.set(other, both);
  return both;
};

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
