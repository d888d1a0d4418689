import type { Attributes } from '../../../connectors/item.ts';
import type { JsonObject } from '../json.ts';
import { plainAttributes } from './plain-value.ts';
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

/** No marks yet. */
export const membershipMarks = (): MembershipMarks => {
  const texts = textPool();
  const numbers = new Map<string, number>();
  return {
    markOf(attributes) {
      const text = JSON.stringify(plainAttributes(attributes));
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
