import { person } from '../organisation.ts';
import type { RouteCall, ScopedRoutes } from '../scoped-routes.ts';
import { deltaPage, groupChanges, membersOf, ownersOf, userChange } from './directory-delta.ts';
import { deviceRow, type GraphRow, groupRow, userRow, withName } from './directory-rows.ts';
import { graphId, numberOf } from './graph-id.ts';
import { type Feed, feedOf, odata, type PageOptions, pageOf, selected } from './graph-page.ts';
import { refuse } from './graph-refusal.ts';
import { numberIn, numbersTo, type Tenant } from './tenant.ts';

const userFields = [
  'businessPhones',
  'displayName',
  'givenName',
  'jobTitle',
  'mail',
  'mobilePhone',
  'officeLocation',
  'preferredLanguage',
  'surname',
  'userPrincipalName',
];

/** Users who are not deleted, of any number of people. */
const userFeed = (people: number): Feed => ({
  count: people,
  row: (index) => {
    const row = userRow(index + 1);
    return row['deletedDateTime'] === null ? row : undefined;
  },
});

const deletedUserFeed = (people: number): Feed => ({
  count: people,
  row: (index) => (person(index + 1).status === 'deleted' ? userRow(index + 1) : undefined),
});

/** Operations on the directory of a tenant, by the permission that each asks for at least. */
export const directoryRoutes = (tenant: Tenant, server: string): ScopedRoutes<unknown> => {
  const { company, people, atMost } = tenant;
  const list = (top: number, more: Partial<PageOptions> = {}): PageOptions => ({ top, atMost, server, ...more });
  const listed = { $select: odata.select, $top: odata.top(999), $skiptoken: odata.token };
  const delta = { $select: odata.select, $skiptoken: odata.state, $deltatoken: odata.state };
  const user = (call: RouteCall<unknown>): number => numberIn(call, 'user', 'user', people);
  const group = (call: RouteCall<unknown>): number => numberIn(call, 'group', 'group', company.groups.length);
  const rowsOf = (count: number, row: (number: number) => GraphRow): Feed => feedOf(numbersTo(count).map(row));
  const changes = groupChanges(company, 3);

  return {
    'GET /users': {
      scopes: ['User.Read.All'],
      query: { ...listed, $filter: /accountEnabled eq (true|false)|userType eq '(Member|Guest)'/ },
      answer: (call) =>
        pageOf(call, filtered(userFeed(people), call.query.get('$filter')), list(100, { fields: userFields })),
    },
    'GET /users/delta': {
      scopes: ['User.Read.All'],
      query: delta,
      answer: (call) =>
        deltaPage(call, {
          count: people,
          row: (index) => userChange(index + 1),
          relations: ['manager'],
          changes: [userChange(2)!, { id: graphId('user', 3), '@removed': { reason: 'deleted' } }],
          atOnce: Math.min(100, atMost),
          server,
        }),
    },
    'GET /users/{user}': {
      scopes: ['User.Read.All'],
      query: { $select: odata.select },
      answer: (call) => selected(userRow(user(call)), call.query.get('$select'), userFields),
    },
    'GET /users/{user}/manager': {
      scopes: ['User.Read.All'],
      answer: (call) => {
        const { manager } = person(user(call));
        if (manager === undefined) return refuse(404, 'Request_ResourceNotFound', 'Resource manager does not exist');
        return { '@odata.type': '#microsoft.graph.user', ...selected(userRow(manager), null, userFields) };
      },
    },
    'GET /directory/deletedItems/microsoft.graph.user': {
      scopes: ['User.Read.All'],
      query: listed,
      answer: (call) => pageOf(call, deletedUserFeed(people), list(100)),
    },
    'GET /directory/deletedItems/microsoft.graph.group': {
      scopes: ['Group.Read.All'],
      query: listed,
      answer: (call) => {
        const gone = {
          ...groupRow(company.groups[0]!),
          id: graphId('group', 997),
          deletedDateTime: '2026-11-02T10:00:00Z',
        };
        return pageOf(call, feedOf([gone]), list(100));
      },
    },
    'GET /groups': {
      scopes: ['GroupMember.Read.All'],
      query: listed,
      answer: (call) => pageOf(call, feedOf(company.groups.map(groupRow)), list(100)),
    },
    'GET /groups/delta': {
      scopes: ['GroupMember.Read.All'],
      query: delta,
      answer: (call) =>
        deltaPage(call, {
          count: changes.length,
          row: (index) => changes[index],
          relations: ['members', 'owners'],
          changes: [
            {
              ...groupRow(company.groups[0]!),
              'members@delta': [{ ...membersOf(company, 1)[0], '@removed': { reason: 'deleted' } }],
            },
          ],
          atOnce: Math.min(4, atMost),
          server,
        }),
    },
    'GET /groups/{group}': {
      scopes: ['GroupMember.Read.All'],
      query: { $select: odata.select },
      answer: (call) => selected(groupRow(company.groups[group(call) - 1]!), call.query.get('$select')),
    },
    'GET /groups/{group}/members': {
      scopes: ['GroupMember.Read.All'],
      query: listed,
      answer: (call) => pageOf(call, feedOf(membersOf(company, group(call)).map(withName)), list(100)),
    },
    'GET /groups/{group}/owners': {
      scopes: ['GroupMember.Read.All'],
      query: listed,
      answer: (call) => pageOf(call, feedOf(ownersOf(group(call)).map(withName)), list(100)),
    },
    'GET /devices': {
      scopes: ['Device.Read.All'],
      query: { ...listed, $expand: /registeredOwners/ },
      answer: (call) => {
        const { value, ...page } = pageOf(call, rowsOf(tenant.devices, deviceRow), list(100)) as {
          value: readonly GraphRow[];
        };
        const owners = (row: GraphRow) => deviceRow(numberOf('device', String(row['id']))!)['registeredOwners'];
        const expanded = call.query.has('$expand');
        return {
          ...page,
          value: value.map(({ registeredOwners: _, ...row }) =>
            expanded ? { ...row, registeredOwners: owners(row) } : row,
          ),
        };
      },
    },
  };
};

const filtered = (feed: Feed, filter: string | null): Feed => {
  if (filter === null) return feed;
  const [name = '', , value = ''] = filter.split(' ');
  const wanted: unknown = value.startsWith("'") ? value.slice(1, -1) : value === 'true';
  return {
    count: feed.count,
    row: (index) => {
      const row = feed.row(index);
      return row?.[name] === wanted ? row : undefined;
    },
  };
};
