import type { Report } from '../../../config/schema/draft.ts';
import type { Definition, ListDefinition } from '../definition.ts';

/** Checks what the keys of a list mean together, and lists that are read for the rows of others. */
export const checkLists = ({ lists, paging }: Definition, report: Report): void => {
  const before: string[] = [];
  for (const [name, list] of Object.entries(lists)) {
    const tell = (key: readonly PropertyKey[], what: string, remedy: string) =>
      report(['lists', name, ...key], what, remedy);
    checkFor(list, lists, before, tell);
    checkVariables(list, lists, tell);
    checkItems(list, lists, tell);
    checkRequest(list, paging, tell);
    checkChanges(list, paging, tell);
    before.push(name);
  }
};

type Lists = Definition['lists'];
type Tell = (key: readonly PropertyKey[], what: string, remedy: string) => void;

const checkFor = (list: ListDefinition, lists: Lists, before: readonly string[], tell: Tell): void => {
  if (list.for === undefined) return;
  if (!before.includes(list.for))
    return tell(['for'], 'is no list that stands above this one', `Name one of: ${before.join(', ')}`);
  if (lists[list.for]!.for !== undefined)
    tell(
      ['for'],
      'is itself read for the rows of a list',
      'Name a list that is read by itself: one step is all there is.',
    );
};

const variable = /\{([A-Za-z]\w*)\}/g;

const checkVariables = (list: ListDefinition, lists: Lists, tell: Tell): void => {
  const text = list.request + JSON.stringify([list.query, list.body ?? null]);
  const used = new Set(Array.from(text.replaceAll(/\$\{\w+\}/g, '').matchAll(variable), ([, name]) => name!));
  if (list.for === undefined) {
    if (Object.keys(list.variables).length > 0)
      tell(['variables'], 'means nothing without for', 'Add for:, or remove it.');
    if (/\{/.test(list.request.replaceAll(/\$\{\w+\}/g, '')))
      tell(['request'], 'has a variable, but no row that fills it in', 'Add for: with the list whose rows do.');
    return;
  }
  for (const name of Object.keys(list.variables)) {
    if (!used.has(name))
      tell(['variables', name], 'stands nowhere in the request', `Write {${name}} where it belongs.`);
    const others = Object.values(lists).filter((other) => other.for === list.for && other !== list);
    if (others.some((other) => (other.variables[name] ?? list.variables[name]) !== list.variables[name]))
      tell(['variables', name], 'is another column in another list for the same rows', 'Give it another name.');
  }
  for (const path of mixedTexts({ query: list.query, body: list.body }, []))
    tell(
      path,
      'has a variable and other text beside it, where a value could mean more than itself',
      'Make {name} the whole value.',
    );
  for (const [, name] of list.request.replaceAll(/\$\{\w+\}/g, '').matchAll(variable))
    if (!Object.hasOwn(list.variables, name!))
      tell(['request'], `has a variable {${name}} that nothing fills in`, `Add variables: { ${name}: <column> }`);
};

/** Where a variable of the row stands beside other text: nobody knows how that language quotes. In a path, it is escaped. */
const mixedTexts = (value: unknown, path: readonly PropertyKey[]): readonly (readonly PropertyKey[])[] => {
  if (typeof value === 'string') {
    const text = value.replaceAll(/\$\{\w+\}/g, '');
    return text.search(variable) >= 0 && !/^\{\w+\}$/.test(value) ? [path] : [];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inside]) =>
    mixedTexts(inside, [...path, Array.isArray(value) ? Number(key) : key]),
  );
};

const makesEntity = ({ items }: ListDefinition): boolean =>
  items.some(({ each, entity }) => each === undefined && entity !== undefined);

/** Whether it is known which entity a row is. */
const isEntity = (list: ListDefinition): boolean => list.self !== undefined || makesEntity(list);

const checkItems = (list: ListDefinition, lists: Lists, tell: Tell): void => {
  const hasSelf = isEntity(list);
  const parent = list.for === undefined ? undefined : lists[list.for];
  const hasParent = parent !== undefined && isEntity(parent);
  if (list.self && makesEntity(list))
    tell(['self'], 'says again what an item makes of the row', 'Remove it: that item says which entity a row is.');
  for (const [index, { relationship }] of list.items.entries()) {
    if (!relationship) continue;
    for (const end of ['from', 'to'] as const) {
      if (relationship[end] === 'self' && !hasSelf)
        tell(
          ['items', index, 'relationship', end],
          'is no entity: no item makes one of the row',
          'Write a type and an id; or say under self: which entity a row is.',
        );
      if (relationship[end] === 'parent' && !hasParent)
        tell(
          ['items', index, 'relationship', end],
          'is no entity: this list is read for no row that is one',
          'Write a type and an id.',
        );
    }
  }
  const isParent = Object.values(lists).some((other) => lists[other.for ?? ''] === list);
  if (list.items.length === 0 && !isParent)
    tell(['items'], 'makes nothing of the rows', 'Say what a row becomes: items: [{ entity: … }]');
};

const checkRequest = (list: ListDefinition, byDefault: Definition['paging'], tell: Tell): void => {
  const isPost = list.request.startsWith('POST ');
  if (list.body !== undefined && !isPost)
    tell(['body'], 'can be sent with POST only', 'Remove it, or write request: POST …');
  const paging = list.paging ?? byDefault;
  const inBody = typeof paging === 'object' && 'token' in paging && paging.in === 'body';
  if (inBody && !isPost)
    tell(['paging'], 'sends its token in a body, but the request has none', 'Write in: query, or request: POST …');
};

const checkChanges = (list: ListDefinition, byDefault: Definition['paging'], tell: Tell): void => {
  const { changes } = list;
  if (!changes) return;
  if (list.for !== undefined)
    return tell(
      ['changes'],
      'can not be told of a list that is read for rows',
      'Say it of the list whose rows they are.',
    );
  if ('since' in changes) {
    if (!JSON.stringify(changes.since).includes('{since}'))
      tell(['changes', 'since'], 'does not say since when', 'Write {since} where the time stands.');
    return;
  }
  const paging = list.paging ?? byDefault;
  if (typeof paging !== 'object' || !('link' in paging))
    tell(['changes', 'link'], 'needs pages that are linked too', 'Write paging: { link: … }, or use since.');
  if (changes.query && changes.request === undefined)
    tell(['changes', 'query'], 'means nothing without request', 'Add request:, or remove it.');
};
