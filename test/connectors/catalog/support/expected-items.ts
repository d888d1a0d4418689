import type { Entity, Item, Relationship } from '../../../../connectors/item.ts';

type Value = string | number | boolean | Date | null | undefined;

const types = { string: 'string', number: 'number', boolean: 'boolean' } as const;

/** Attributes as an import has them: a Date is a dateTime, and what is empty is left out. */
const attributesOf = (values: Readonly<Record<string, Value>>): Entity['attributes'] => {
  const present = Object.entries(values).filter(([, value]) => value !== undefined && value !== null && value !== '');
  return Object.fromEntries(
    present.map(([name, value]) => {
      const type = value instanceof Date ? 'dateTime' : types[typeof value as keyof typeof types];
      return [name, { type, value }];
    }),
  ) as Entity['attributes'];
};

/** @example entityItem('user', 'u1', 'Ada', { mail: 'ada@acme.example', active: true }) */
export const entityItem = (
  type: string,
  id: string,
  name: string,
  attributes: Readonly<Record<string, Value>> = {},
): Item => ({ kind: 'entity', type, id, name, attributes: attributesOf(attributes) });

type End = readonly [type: string, id: string];

/** @example linkItem(['user', 'u1'], ['group', 'g1']) */
export const linkItem = (
  [fromType, fromId]: End,
  [toType, toId]: End,
  attributes: Readonly<Record<string, Value>> = {},
): Relationship => ({
  kind: 'relationship',
  fromType,
  fromId,
  toType,
  toId,
  attributes: attributesOf(attributes),
});

/** In one order, whatever order they came in. */
export const inOrder = (items: readonly Item[]): readonly Item[] => {
  const key = (item: Item): string => {
    if (item.kind === 'log') return `log ${item.message}`;
    if (item.kind === 'entity') return `entity ${item.type} ${item.id}`;
    const { fromType, fromId, toType, toId } = item;
    return `relationship ${fromType} ${fromId} ${toType} ${toId} ${JSON.stringify(item.attributes)}`;
  };
  return items.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
};
