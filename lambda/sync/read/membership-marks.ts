import type { Attributes } from '../../../connectors/item.ts';
import type { JsonObject } from '../json.ts';
import { plainAttributes } from './plain-value.ts';

/** What memberships say of themselves. Most say one of a few things, so that each is held once. */
export interface MembershipMarks {
  /** The number of what attributes say; -1 of nothing. */
  markOf(attributes: Attributes | undefined): number;
  /** `undefined` of -1. The same object each time, frozen. */
  read(mark: number): JsonObject | undefined;
  /** Of two marks of one membership, always the same one: that which says something, and of two such, the first by its text. */
  chosen(a: number, b: number): number;
}

/** No marks yet. */
export const membershipMarks = (): MembershipMarks => {
  const numbers = new Map<string, number>();
  const texts: string[] = [];
  return {
    markOf(attributes) {
      const text = JSON.stringify(plainAttributes(attributes));
      if (text === '{}') return -1;
      const known = numbers.get(text);
      if (known !== undefined) return known;
      numbers.set(text, texts.length);
      return texts.push(text) - 1;
    },
    read: (mark) => (mark < 0 ? undefined : Object.freeze(JSON.parse(texts[mark]!) as JsonObject)),
    chosen: (a, b) => (b < 0 || (a >= 0 && texts[a]! <= texts[b]!) ? a : b),
  };
};
