import { ScimRefusal } from './scim-refusal.ts';
import type { Resource } from './scim-schema.ts';

/** How a service answers lists. */
export interface ListRules {
  /** Resources in a page at most. */
  readonly page: number;
  /** `right`; `page`: as many as are in the page; `more`: more than there are. */
  readonly total: 'right' | 'page' | 'more';
  readonly sort: boolean;
  /** Pages by cursor alone (RFC 9865). */
  readonly cursor: boolean;
  /** Attributes that can be asked for by `eq`; none: there is no filter. */
  readonly filters: readonly string[];
  /** Whether comparisons may be joined by `or`. */
  readonly or: boolean;
  /** Whether an index behind the last one is refused. */
  readonly refusesBehind: boolean;
}

const parameters = ['filter', 'startIndex', 'count', 'cursor', 'sortBy', 'attributes', 'excludedAttributes'];

/** One page of a list, by the parameters of RFC 7644, section 3.4.2. */
export const answerList = (resources: readonly Resource[], query: URLSearchParams, rules: ListRules): object => {
  const strange = [...query.keys()].find((name) => !parameters.includes(name));
  if (strange !== undefined) throw new ScimRefusal(400, 'invalidValue', strange);
  const filter = query.get('filter');
  const found = sorted(filter === null ? resources : filtered(resources, filter, rules), query.get('sortBy'), rules);
  const start = rules.cursor ? Number(query.get('cursor') || 0) : Number(query.get('startIndex') ?? 1) - 1;
  if (rules.cursor && query.has('startIndex')) throw new ScimRefusal(400, 'invalidValue', 'startIndex');
  if (!Number.isInteger(start) || start < 0) throw new ScimRefusal(400, 'invalidValue', 'startIndex');
  if (rules.refusesBehind && start > 0 && start >= found.length)
    throw new ScimRefusal(400, 'invalidValue', 'startIndex');
  const count = Number(query.get('count') ?? rules.page);
  const page = found.slice(start, start + Math.min(count, rules.page));
  const next = start + page.length;
  return {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
    totalResults: { right: found.length, page: page.length, more: found.length + 7 }[rules.total],
    ...(rules.cursor ? next < found.length && { nextCursor: String(next) } : { startIndex: start + 1 }),
    itemsPerPage: page.length,
    ...(page.length > 0 && { Resources: page.map((resource) => without(resource, query.get('excludedAttributes'))) }),
  };
};

const sorted = (resources: readonly Resource[], by: string | null, { sort }: ListRules): readonly Resource[] => {
  if (by === null) return resources;
  if (!sort) throw new ScimRefusal(400, 'invalidValue', 'sortBy');
  return resources.toSorted((one, other) => (String(one[by]) < String(other[by]) ? -1 : 1));
};

const comparison = /^\s*(?<attribute>[A-Za-z]\w*) eq (?<value>"(?:[^"\\\p{Cc}]|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})*")\s*/u;

const filtered = (resources: readonly Resource[], filter: string, { filters, or }: ListRules): readonly Resource[] => {
  const wanted: { readonly attribute: string; readonly value: string }[] = [];
  for (let rest = filter; rest !== ''; ) {
    const match = comparison.exec(rest);
    const groups = match?.groups;
    if (!match || !groups || !filters.includes(groups['attribute']!))
      throw new ScimRefusal(400, 'invalidFilter', filter);
    wanted.push({ attribute: groups['attribute']!, value: JSON.parse(groups['value']!) });
    rest = rest.slice(match[0].length);
    if (rest === '') break;
    if (!or || !rest.startsWith('or ')) throw new ScimRefusal(400, 'invalidFilter', filter);
    rest = rest.slice(3);
  }
  return resources.filter((resource) =>
    wanted.some(({ attribute, value }) => isEqual(resource[attribute], value, attribute)),
  );
};

const isEqual = (there: unknown, value: string, attribute: string): boolean =>
  attribute === 'userName' || attribute === 'displayName'
    ? String(there ?? '').toLowerCase() === value.toLowerCase()
    : there === value;

const without = (resource: Resource, excluded: string | null): Resource => {
  const names = excluded?.split(',') ?? [];
  return Object.fromEntries(Object.entries(resource).filter(([name]) => !names.includes(name)));
};
