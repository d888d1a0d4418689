import type { Item } from '../../../connectors/item.ts';

/** So many are remembered, about 200 bytes each: more than any connector gives between two points that it can go on from. */
const mostRemembered = 250_000;

/** Remembers what was given since the last point that an import can go on from. */
export interface GivenItems {
  /** An agent begins at that point: it gives all of them again. */
  again(): void;
  /** Those that were not given before; from now on they are. */
  fresh(items: readonly Item[]): readonly Item[];
  /** Here one can go on. */
  forget(): void;
  /** Whether all of them are remembered. */
  readonly isComplete: boolean;
}

/** What is given twice by the source itself is given twice: items are counted. */
export const givenItems = (): GivenItems => {
  const given = new Map<string, number>();
  let count = 0;
  let expected = new Map<string, number>();

  const isFresh = (item: Item): boolean => {
    const key = keyOf(item);
    const left = expected.get(key) ?? 0;
    if (left > 0) {
      expected.set(key, left - 1);
      return false;
    }
    if (++count <= mostRemembered) given.set(key, (given.get(key) ?? 0) + 1);
    return true;
  };

  return {
    again() {
      expected = new Map(given);
    },
    fresh: (items) => items.filter(isFresh),
    forget() {
      given.clear();
      expected.clear();
      count = 0;
    },
    get isComplete() {
      return count <= mostRemembered;
    },
  };
};

/** What names a thing, whatever has changed of it in between. */
const keyOf = (item: Item): string => {
  if (item.kind === 'entity') return `e\n${item.type}\n${item.id}`;
  if (item.kind === 'log') return `l\n${item.message}`;
  return `r\n${item.fromType}\n${item.fromId}\n${item.toType}\n${item.toId}`;
};
