import type { Names } from '../../../config/expression/used-names.ts';
import type { Entity } from '../../../connectors/item.ts';
import { plainAttributes, sortedNames } from './plain-value.ts';

/** Entities of one type, each by a number, held as JSON texts: an object of eight attributes would need four times as much. */
export interface Roll {
  /** The number of an id, whether its entity has come or not: relationships may come first. */
  numberOf(id: string): number;
  add(entity: Entity): void;
  /** By number; `undefined` of those that never came. */
  readonly texts: readonly (string | undefined)[];
  /** By number. */
  ids(): readonly string[];
}

/** An empty roll. @param names attributes that are kept */
export const makeRoll = (names: Names = 'all'): Roll => {
  const kept = sortedNames(names);
  const numbers = new Map<string, number>();
  const texts: (string | undefined)[] = [];
  const numberOf = (id: string): number => {
    const known = numbers.get(id);
    if (known !== undefined) return known;
    // A copy: an id may be a slice of a whole page or file, and would keep all of it.
    numbers.set(JSON.parse(JSON.stringify(id)) as string, texts.length);
    return texts.push(undefined) - 1;
  };
  return {
    texts,
    numberOf,
    add(entity) {
      const number = numberOf(entity.id);
      const text = textOf(entity, kept);
      const before = texts[number];
      // Of one that is told of twice, always the same is taken, whichever comes first.
      if (before === undefined || text < before) texts[number] = text;
    },
    ids: () => [...numbers.keys()],
  };
};

const textOf = ({ id, name, type, attributes }: Entity, names: Names): string =>
  JSON.stringify({ ...plainAttributes(attributes, names), id, name, type });
