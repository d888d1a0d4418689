import { type JsonObject, objectOf } from '../../connectors/openapi/json-object.ts';
import type { Operation } from '../../connectors/openapi/read-document.ts';

/** For each reference: the names of the properties and paths that lead to it. */
export type Referrers = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * Who refers to what. An object of a name that says nothing (`Entity`) is about people if something named after people refers to it.
 */
export const referrersOf = (root: JsonObject, operations: readonly Operation[]): Referrers => {
  const referrers = new Map<string, Set<string>>();
  const walk = (value: unknown, name: string): void => {
    if (Array.isArray(value)) {
      for (const item of value) walk(item, name);
      return;
    }
    if (typeof value !== 'object' || value === null) return;
    const { $ref: reference, ...others } = value as JsonObject;
    if (typeof reference === 'string') add(reference, name);
    for (const [key, child] of Object.entries(others)) {
      if (key === 'properties')
        for (const [property, schema] of Object.entries(objectOf(child))) walk(schema, property);
      else if (!ignored.has(key)) walk(child, name);
    }
  };
  const add = (reference: string, name: string): void => {
    const names = referrers.get(reference) ?? new Set();
    referrers.set(reference, names.add(name));
  };
  walk(objectOf(root['components'])['schemas'], '');
  for (const { path, operation } of operations) walk(operation['responses'], literalsOf(path));
  return referrers;
};

const ignored = new Set(['example', 'examples', 'enum', 'const', 'default', 'description']);

/**
 * The last literal segments of a path, which say what it answers with.
 *
 * @example literalsOf('/users/{id}/teams') // 'users teams'
 */
export const literalsOf = (path: string): string =>
  path
    .split('/')
    .filter((segment) => segment !== '' && !segment.includes('{'))
    .slice(-2)
    .join(' ');
