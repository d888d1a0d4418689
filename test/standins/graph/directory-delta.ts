import { type Organisation, person } from '../organisation.ts';
import type { RouteCall } from '../scoped-routes.ts';
import { type GraphRow, groupRow, userRow } from './directory-rows.ts';
import { graphId } from './graph-id.ts';
import { pageToken, pathOf, selected, startOfPage } from './graph-page.ts';
import { refuse } from './graph-refusal.ts';

/** What is in a group or has it, as delta gives it. */
const reference = (kind: string, id: string, more: object = {}): GraphRow => ({
  '@odata.type': `#microsoft.graph.${kind}`,
  id,
  ...more,
});

/** Who and what is in a group: people, groups, a device and a contact. */
export const membersOf = ({ groups }: Organisation, number: number): readonly GraphRow[] => {
  const group = groups.find((each) => each.number === number);
  if (!group) return refuse(404, 'Request_ResourceNotFound', 'Resource does not exist');
  return [
    ...group.members.map((member) => reference('user', graphId('user', member))),
    ...group.groups.map((inner) => reference('group', graphId('group', inner))),
    ...(number === 1
      ? [reference('device', graphId('device', 1)), reference('orgContact', graphId('contact', 1))]
      : []),
  ];
};

/** Who owns a group: somebody, and of every third an application too. */
export const ownersOf = (number: number): readonly GraphRow[] => [
  reference('user', graphId('user', number)),
  ...(number % 3 === 0 ? [reference('servicePrincipal', graphId('application', 1))] : []),
];

const removed = (row: GraphRow, reason: string): GraphRow => ({ ...row, '@removed': { reason } });

const chunks = <Thing>(things: readonly Thing[], size: number): readonly (readonly Thing[])[] =>
  things.length === 0
    ? [[]]
    : Array.from({ length: Math.ceil(things.length / size) }, (_, index) =>
        things.slice(index * size, (index + 1) * size),
      );

/**
 * The state of all groups: a large one stands in several pages, each with some of its members; those without have none; and there may be
 * members and groups that were removed (learn.microsoft.com/graph/delta-query-groups).
 */
export const groupChanges = (company: Organisation, membersAtOnce: number): readonly GraphRow[] => [
  ...company.groups.flatMap((group) =>
    chunks(membersOf(company, group.number), membersAtOnce).map((members, index): GraphRow => {
      const gone =
        group.number === 2 && index === 0 ? [removed(reference('user', graphId('user', 999)), 'deleted')] : [];
      const all = [...members, ...gone];
      return {
        ...groupRow(group),
        ...(all.length > 0 && { 'members@delta': all }),
        ...(index === 0 && { 'owners@delta': ownersOf(group.number) }),
      };
    }),
  ),
  removed({ id: graphId('group', 998) }, 'changed'),
];

/** The state of all users, each with the manager (`$select=manager`). */
export const userChange = (number: number): GraphRow | undefined => {
  const { manager, status } = person(number);
  if (status === 'deleted') return removed({ id: graphId('user', number) }, 'changed');
  const above = manager === undefined ? [] : [reference('user', graphId('user', manager))];
  return { ...userRow(number), ...(above.length > 0 && { 'manager@delta': above }) };
};

/** How delta gives its pages. */
export interface DeltaOptions {
  readonly count: number;
  row(index: number): GraphRow | undefined;
  /** Those that are lists of references: they come as `name@delta`. */
  readonly relations: readonly string[];
  /** What changed since the state was read. */
  readonly changes: readonly GraphRow[];
  readonly atOnce: number;
  readonly server: string;
}

/** One page of a delta query. What was selected is in its tokens (learn.microsoft.com/graph/delta-query-overview). */
export const deltaPage = (call: RouteCall<unknown>, options: DeltaOptions): GraphRow => {
  const { query } = call;
  const path = pathOf(call);
  const token = query.get('$skiptoken') ?? query.get('$deltatoken');
  const isNow = token === 'latest';
  if (token !== null && !isNow && query.has('$select'))
    refuse(400, 'BadRequest', '$select can not be used with a token.');
  const [own, select] = token === null || isNow ? [null, query.get('$select')] : (token.split('.') as [string, string]);
  const link = (name: string, from: number): string =>
    `${options.server}${path}?${name}=${pageToken(path, from)}.${select || ''}`;
  if (isNow) return { '@odata.deltaLink': link('$deltatoken', options.count), value: [] };
  if (query.has('$deltatoken')) {
    startOfPage(own, path);
    const value = options.changes.map((row) => changed(row, select || null, options.relations));
    return { '@odata.deltaLink': link('$deltatoken', options.count), value };
  }
  const value: GraphRow[] = [];
  let index = startOfPage(own, path);
  for (; index < options.count && value.length < options.atOnce; index++) {
    const row = options.row(index);
    if (row) value.push(changed(row, select || null, options.relations));
  }
  return index < options.count
    ? { '@odata.nextLink': link('$skiptoken', index), value }
    : { '@odata.deltaLink': link('$deltatoken', index), value };
};

/** What never had a value is not there; what is removed has an id alone. */
const changed = (row: GraphRow, select: string | null, relations: readonly string[]): GraphRow => {
  if ('@removed' in row) return row;
  const names = select?.split(',') ?? [...Object.keys(row).filter((name) => !name.includes('@')), ...relations];
  const fields = names.filter((name) => !relations.includes(name));
  const links = names.filter((name) => relations.includes(name)).map((name) => `${name}@delta`);
  const kept = Object.entries(selected(row, fields.length > 0 ? fields.join(',') : 'id')).filter(
    ([, value]) => value !== null,
  );
  return Object.fromEntries([...kept, ...links.filter((name) => name in row).map((name) => [name, row[name]])]);
};
