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

/**
 * Each of the one list is one of the other. One that is content with several lets another have what that needs: who came first does not matter (Kuhn's
 * matching of two sides).
 */
const hasAll = (there: readonly unknown[], wanted: readonly Json[]): boolean => {
  if (there.length !== wanted.length) return false;
  const takenBy = new Map<number, number>();
  const place = (nth: number, asked: Set<number>): boolean => {
    const fits = (at: number): boolean => isAsWanted(there[at], wanted[nth]!);
    for (const at of there.keys()) if (!takenBy.has(at) && fits(at)) return takenBy.set(at, nth).has(at);
    for (const [at, other] of takenBy) {
      if (asked.has(at) || !fits(at)) continue;
      asked.add(at);
      if (place(other, asked)) return takenBy.set(at, nth).has(at);
    }
    return false;
  };
  return wanted.every((_, nth) => place(nth, new Set()));
};

const own = (object: object, name: string): unknown =>
  Object.hasOwn(object, name) ? (object as Readonly<Record<string, unknown>>)[name] : undefined;
