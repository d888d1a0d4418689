import { stringify } from 'yaml';
import type { JsonSchema } from '../json-schema.ts';
import { child } from './child.ts';
import { printedKey } from './printed-path.ts';

/** The JSON Schemas that hold for the value at a path: one, or the branches of a union that its value could mean. */
export const schemasAt = (root: JsonSchema, value: unknown, path: readonly PropertyKey[]): readonly JsonSchema[] => {
  let schemas = branches(root, root, value);
  let here = value;
  for (const key of path) {
    here = child(here, key);
    schemas = schemas
      .map((schema) => below(schema, key))
      .filter((schema) => schema !== undefined)
      .flatMap((schema) => branches(root, schema, here));
  }
  return schemas;
};

/** The keys that the maps of these schemas know. */
export const knownKeys = (schemas: readonly JsonSchema[]): readonly string[] => [
  ...new Set(schemas.flatMap(({ properties = {} }) => Object.keys(properties))),
];

/** How to write a value, by the schema's example; empty if it has none. */
export const exampleOf = (schemas: readonly JsonSchema[], key: PropertyKey | undefined): string => {
  const example = schemas.flatMap(({ examples = [] }) => examples)[0];
  if (example === undefined) return '';
  return `Write, for example: ${typeof key === 'string' ? `${printedKey(key)}: ` : ''}${flow(example)}`;
};

/** What a value is for, by the schema's description; empty if it has none. */
export const purposeOf = (schemas: readonly JsonSchema[]): string => {
  const description = schemas.find((schema) => schema.description)?.description;
  return description ? `Expected here: ${description}` : '';
};

const flow = (example: unknown): string =>
  stringify(example, { collectionStyle: 'flow', lineWidth: 0, defaultStringType: 'PLAIN' }).trim();

const below = (schema: JsonSchema, key: PropertyKey): JsonSchema | undefined => {
  if (typeof key === 'number') return schema.items;
  const named = schema.properties?.[String(key)];
  return named ?? (typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined);
};

/**
 * The schema itself, what it refers to, and the branches of its unions except those of another constant; all of them if none is
 * left.
 */
const branches = (root: JsonSchema, schema: JsonSchema, value: unknown): readonly JsonSchema[] => {
  const referred =
    schema.$ref === undefined ? undefined : root.definitions?.[schema.$ref.slice('#/definitions/'.length)];
  const all = schema.oneOf ?? schema.anyOf ?? [];
  const fitting = all.filter((branch) => !contradicts(branch, value));
  const others = [...(referred ? [referred] : []), ...(schema.allOf ?? []), ...(fitting.length > 0 ? fitting : all)];
  return [schema, ...others.flatMap((branch) => branches(root, branch, value))];
};

const contradicts = ({ properties = {} }: JsonSchema, value: unknown): boolean =>
  Object.entries(properties).some(
    ([key, { const: constant }]) => constant !== undefined && ![undefined, constant].includes(child(value, key)),
  );
