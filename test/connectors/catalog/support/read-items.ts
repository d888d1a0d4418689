import type { Attributes, Entity, Item, Relationship } from '../../../../connectors/item.ts';

/** The entities of a type, in their order. */
export const entitiesOf = (items: readonly Item[], type: string): readonly Entity[] =>
  items.filter((item): item is Entity => item.kind === 'entity' && item.type === type);

/** The links from one type to another, in their order, each with the plain values of its attributes. */
export const linksOf = (
  items: readonly Item[],
  fromType: string,
  toType: string,
): readonly (readonly [from: string, to: string, attributes: Readonly<Record<string, unknown>>])[] =>
  items
    .filter(
      (item): item is Relationship =>
        item.kind === 'relationship' && item.fromType === fromType && item.toType === toType,
    )
    .map(({ fromId, toId, attributes }) => [fromId, toId, valuesOf(attributes)]);

/** Attributes without their types. */
export const valuesOf = (attributes: Attributes = {}): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(attributes).map(([name, { value }]) => [name, value]));
