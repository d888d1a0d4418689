import type { Names } from '../../../config/expression/used-names.ts';
import type { Attributes } from '../../../connectors/item.ts';
import type { JsonObject } from '../json.ts';
import { plainAttributes, sortedNames } from './plain-value.ts';
import { textPool } from './text-pool.ts';

/** What memberships say of themselves. */
export interface MembershipMarks {
  /** The number of what attributes say; -1 of nothing. */
  markOf(attributes: Attributes | undefined): number;
  /** `undefined` of -1. */
  read(mark: number): JsonObject | undefined;
  /** Of two marks of one membership, always the same one: that which says something, and of two such, the first by its text. */
  chosen(a: number, b: number): number;
}

/** Most sources say one of a few things, and these are held once. Where each membership says another, looking for it would cost more than it saves. */
const remembered = 1_000;

/** No marks yet. @param names what is kept of what memberships say */
export const membershipMarks = (names: Names = 'all'): MembershipMarks => {
  const kept = sortedNames(names);
  const texts = textPool();
  const numbers = new Map<string, number>();
  return {
    markOf(attributes) {
      if (kept !== 'all' && kept.size === 0) return -1;
      const text = JSON.stringify(plainAttributes(attributes, kept));
      if (text === '{}') return -1;
      const known = numbers.get(text);
      if (known !== undefined) return known;
      if (numbers.size >= remembered) numbers.clear();
      const number = texts.add(text);
      numbers.set(text, number);
      return number;
    },
    read: (mark) => (mark < 0 ? undefined : (JSON.parse(texts.get(mark)) as JsonObject)),
    chosen: (a, b) => (b < 0 || (a >= 0 && texts.get(a) <= texts.get(b)) ? a : b),
  };
};
