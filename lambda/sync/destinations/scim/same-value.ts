import type { Json } from '../../../../connectors/item.ts';
import { member } from '../../../../connectors/scim/attribute-path.ts';
import type { SchemaFacts } from './schema-facts.ts';

/** Texts whose letter case says nothing (RFC 7643, sections 4.1.1 and 4.1.2). */
const caseless: ReadonlySet<string> = new Set(['userName', 'emails.value']);

/**
 * Whether a service has what it was sent. Lists have no order. Members that were not sent are the service's own (`type`, `primary`,
 * `display`, `$ref`), and what is empty is not there at all.
 *
 * @param path of the attribute, by which its letter case is known
 */
export const isSame = (
  there: unknown,
  sent: Json | undefined,
  path: string,
  facts: Pick<SchemaFacts, 'exact'>,
): boolean => {
  if (isEmpty(sent)) return isEmpty(there);
  if (Array.isArray(sent)) return Array.isArray(there) && isSameList(there, sent, path, facts);
  if (typeof sent === 'object')
    return Object.entries(sent!).every(([name, value]) => isSame(member(there, name), value, `${path}.${name}`, facts));
  if (typeof sent === 'string' && typeof there === 'string')
    return plain(there, path, facts) === plain(sent, path, facts);
  // Not to be primary is not to be said to be.
  return there === sent || (sent === false && there === undefined && path.endsWith('.primary'));
};

/** What a service leaves out, or sends for nothing (RFC 7643, section 2.5). */
export const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  value === '' ||
  (Array.isArray(value) && value.length === 0) ||
  (typeof value === 'object' && Object.values(value).every(isEmpty));

const plain = (text: string, path: string, { exact }: Pick<SchemaFacts, 'exact'>): string => {
  if (path === 'phoneNumbers.value') return text.replace(/^tel:|[\s().-]/gi, '');
  return caseless.has(path) && !exact.has(path) ? text.toLowerCase() : text;
};

/** Whether each element that was sent has one of its own there, and none is left: an assignment, for one may fit several. */
const isSameList = (
  there: readonly unknown[],
  sent: readonly Json[],
  path: string,
  facts: Pick<SchemaFacts, 'exact'>,
): boolean => {
  if (there.length !== sent.length) return false;
  const takenBy = new Map<number, number>();
  const assign = (index: number, tried: Set<number>): boolean =>
    there.some((element, place) => {
      if (tried.has(place) || !isSame(element, sent[index], path, facts)) return false;
      tried.add(place);
      const other = takenBy.get(place);
      if (other !== undefined && !assign(other, tried)) return false;
      takenBy.set(place, index);
      return true;
    });
  return sent.every((_, index) => assign(index, new Set()));
};
