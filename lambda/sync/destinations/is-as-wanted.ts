import type { Json } from '../../../connectors/item.ts';
import { isJsonObject } from './is-json-object.ts';

/**
 * Whether what is there is what it should be: everything that is wanted of it is so. What is wanted of nothing may be anything, such as the
 * number that the destination gave to a member of a list. Members of a list may stand in any order.
 *
 * @example isAsWanted([{ id: 7, name: 'region' }], [{ name: 'region' }]) // true
 */
export const isAsWanted = (there: unknown, wanted: Json): boolean => {
  if (wanted === null) return there === null || there === undefined;
  if (Array.isArray(wanted)) return Array.isArray(there) && hasAll(there, wanted);
  if (!isJsonObject(wanted)) return there === wanted;
  return isJsonObject(there) && Object.entries(wanted).every(([name, value]) => isAsWanted(own(there, name), value));
};

/** Each of the one list is one of the other. Those of which most is said choose first: who wants little is content with what is left. */
const hasAll = (there: readonly unknown[], wanted: readonly Json[]): boolean => {
  if (there.length !== wanted.length) return false;
  const left = new Set(there.keys());
  return [...wanted]
    .sort((one, other) => wants(other) - wants(one))
    .every((each) => {
      for (const at of left) if (isAsWanted(there[at], each)) return left.delete(at);
      return false;
    });
};

const wants = (value: Json): number => (isJsonObject(value) ? Object.keys(value).length : 0);

const own = (object: object, name: string): unknown =>
  Object.hasOwn(object, name) ? (object as Readonly<Record<string, unknown>>)[name] : undefined;
