import type { JsonObject } from '../../json.ts';
import { isJsonObject } from '../is-json-object.ts';
import { userCode } from './user-code.ts';

/**
 * Users in such an order that whoever is below another one comes after: the dashboard wants the parent to be there. Else they stay as they
 * were, and so do those who are below one another in a circle.
 */
export const parentsFirst = <Item extends { readonly key: string; readonly payload: JsonObject }>(
  items: readonly Item[],
): readonly Item[] => {
  const byCode = new Map(items.map((item) => [userCode(item.key), item]));
  const placed = new Set<Item>();
  const place = (item: Item, below: ReadonlySet<Item>): void => {
    if (placed.has(item) || below.has(item)) return;
    const parent = parentOf(item.payload, byCode);
    if (parent) place(parent, new Set([...below, item]));
    placed.add(item);
  };
  for (const item of items) place(item, new Set());
  return [...placed];
};

const parentOf = <Item>({ user }: JsonObject, byCode: ReadonlyMap<string, Item>): Item | undefined => {
  const parent = isJsonObject(user) ? user['parentIdentifier'] : undefined;
  return typeof parent === 'string' ? byCode.get(userCode(parent)) : undefined;
};
