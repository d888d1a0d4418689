import type { Item, LogLine } from '../item.ts';
import { type RowCount, rowMapper } from '../mapping/row-mapper.ts';
import { mapMembership, membershipsOf } from './membership-rows.ts';
import type { ScimOptions } from './options.ts';
import { resourceRows } from './resource-rows.ts';

/** The lists of a service, in the order they are read. */
export const listNames = ['users', 'groups'] as const;

export type ListName = (typeof listNames)[number];

/** What was counted in a list so far. */
export interface ListCounts {
  readonly entities: RowCount;
  readonly memberships: RowCount;
}

/** Turns the resources of one list into items. */
export interface ListReader {
  /** Of the list, below the base URL. */
  readonly path: string;
  /** What the service is asked for, so that it sends no more than is needed. */
  readonly query: Readonly<Record<string, string>>;
  /** @throws SourceError `data-invalid` */
  map(resources: readonly unknown[]): Item[];
  counts(): ListCounts;
  /** What is to be said when the whole list is read. */
  report(): readonly LogLine[];
}

const lists = {
  users: { path: 'Users', memberships: 'groups', nameFallbacks: ['userName'] },
  groups: { path: 'Groups', memberships: 'members', nameFallbacks: [] },
} as const;

const hasMemberships = ({ read, membershipsFrom }: ScimOptions, list: ListName): boolean =>
  read.includes('memberships') && membershipsFrom === list;

/** Whether anything that is to be read stands in a list. */
export const isNeeded = (options: ScimOptions, list: ListName): boolean =>
  options.read.includes(list) || hasMemberships(options, list);

/** @param start what was counted on the pages before */
export const listReader = (options: ScimOptions, list: ListName, start: ListCounts): ListReader => {
  const { path, memberships, nameFallbacks } = lists[list];
  const rows = resourceRows(options[list], nameFallbacks);
  const hasEntities = options.read.includes(list);
  const hasLinks = hasMemberships(options, list);
  const entities = rowMapper(rows.mapRow, list, options.onInvalidRow, start.entities);
  const links = rowMapper(mapMembership(options), 'memberships', options.onInvalidRow, start.memberships);

  const requested = [...(hasEntities ? rows.requested : []), ...(hasLinks ? [memberships] : [])];
  return {
    path,
    query: selection(options, [...new Set(requested)], hasLinks ? [] : [memberships]),
    map: (resources) => [
      ...(hasEntities ? entities.map(resources.map(rows.rowOf)) : []),
      ...(hasLinks ? links.map(resources.flatMap((resource) => membershipsOf(resource, options))) : []),
    ],
    counts: () => ({ entities: entities.count, memberships: links.count }),
    report: () => [...entities.report(), ...links.report()],
  };
};

/** RFC 7644, section 3.9 */
const selection = (
  { select }: ScimOptions,
  requested: readonly string[],
  excluded: readonly string[],
): Readonly<Record<string, string>> => {
  if (select === 'attributes') return { attributes: requested.join(',') };
  return select === 'excludedAttributes' && excluded.length > 0 ? { excludedAttributes: excluded.join(',') } : {};
};
