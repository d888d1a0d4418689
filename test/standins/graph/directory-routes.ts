import type { Organisation } from '../organisation.ts';
import { person } from '../organisation.ts';
import type { RouteCall, ScopedRoutes } from '../scoped-routes.ts';
import { deltaPage, groupChanges, membersOf, ownersOf, userChange } from './directory-delta.ts';
import {
  applicationRow,
  deviceRow,
  type GraphRow,
  groupRow,
  licenceRow,
  roleRow,
  signInRow,
  userRow,
} from './directory-rows.ts';
import { graphId, numberOf } from './graph-id.ts';
import { type Feed, feedOf, odata, type PageOptions, pageOf, selected } from './graph-page.ts';
import { refuse } from './graph-refusal.ts';

/** What is in a tenant. */
export interface Tenant {
  /** Groups and who is in them: of the first people, who may be fewer than there are. */
  readonly company: Organisation;
  /** How many people there are. */
  readonly people: number;
  readonly devices: number;
  readonly applications: number;
  readonly signIns: number;
  /** Rows of a page at most, whatever is asked for. */
  readonly atMost: number;
}

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

const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index + 1);

/** Users who are not deleted, of any number of people. */
export const userFeed = (people: number): Feed => ({
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

/** The number in a path's id, of something that there is. */
export const numberIn = (
  call: RouteCall<unknown>,
  name: string,
  kind: Parameters<typeof numberOf>[0],
  count: number,
): number => {
  const number = numberOf(kind, call.variables[name] ?? '');
  if (number === undefined || number < 1 || number > count)
    return refuse(404, 'Request_ResourceNotFound', `Resource '${call.variables[name]}' does not exist`);
  return number;
};

const principalOf = (kind: 'user' | 'group' | 'application', number: number): GraphRow => ({
  '@odata.type': `#microsoft.graph.${kind === 'application' ? 'servicePrincipal' : kind}`,
  id: graphId(kind, number),
  displayName: 'CANARY principal',
});

/** Who has which role: people, a group and an application. */
export const roleAssignments = [
  ['user', 1, 1],
  ['user', 4, 2],
  ['group', 2, 1],
  ['application', 1, 3],
] as const;

/** Who may take which role. */
export const roleEligibilities = [
  ['user', 7, 2],
  ['group', 2, 4],
] as const;

/** Who was assigned to an application: people, groups and an application. */
export const assignmentsOf = (
  application: number,
): readonly (readonly ['User' | 'Group' | 'ServicePrincipal', string])[] => [
  ['User', graphId('user', application)],
  ['Group', graphId('group', 1 + (application % 3))],
  ...(application === 1 ? ([['ServicePrincipal', graphId('application', 2)]] as const) : []),
];

const withPrincipal = (call: RouteCall<unknown>, rows: readonly GraphRow[]): readonly GraphRow[] =>
  call.query.get('$expand') === 'principal' ? rows : rows.map(({ principal: _, ...row }) => row);

/** Operations on the directory of a tenant, by the permission that each asks for at least. */
export const directoryRoutes = (tenant: Tenant, server: string): ScopedRoutes<unknown> => {
  const { company, people, atMost } = tenant;
  const list = (top: number, more: Partial<PageOptions> = {}): PageOptions => ({ top, atMost, server, ...more });
  const listed = { $select: odata.select, $top: odata.top(999), $skiptoken: odata.token };
  const delta = { $select: odata.select, $skiptoken: /[\w-]+\.[\w,]*/, $deltatoken: /latest|[\w-]+\.[\w,]*/ };
  const user = (call: RouteCall<unknown>): number => numberIn(call, 'user', 'user', people);
  const group = (call: RouteCall<unknown>): number => numberIn(call, 'group', 'group', company.groups.length);
  const application = (call: RouteCall<unknown>): number =>
    numberIn(call, 'application', 'application', tenant.applications);
  const rowsOf = (count: number, row: (number: number) => GraphRow): Feed => feedOf(numbers(count).map(row));
  const changes = groupChanges(company, 3);

  const routes: ScopedRoutes<unknown> = {
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
    'GET /servicePrincipals': {
      scopes: ['Application.Read.All'],
      query: listed,
      answer: (call) => pageOf(call, rowsOf(tenant.applications, applicationRow), list(100)),
    },
    'GET /servicePrincipals/delta': {
      scopes: ['Application.Read.All'],
      query: delta,
      answer: (call) =>
        deltaPage(call, {
          count: tenant.applications,
          row: (index) => applicationRow(index + 1),
          relations: [],
          changes: [applicationRow(1)],
          atOnce: atMost,
          server,
        }),
    },
    'GET /servicePrincipals/{application}/appRoleAssignedTo': {
      scopes: ['Application.Read.All'],
      query: listed,
      answer: (call) => {
        const number = application(call);
        const rows = assignmentsOf(number).map(([principalType, principalId], index) => ({
          id: `CANARY-${number}-${index}`,
          appRoleId: '00000000-0000-0000-0000-000000000000',
          createdDateTime: '2025-02-02T04:22:45.9480566Z',
          principalDisplayName: 'CANARY principal',
          principalId,
          principalType,
          resourceDisplayName: 'CANARY resource',
          resourceId: graphId('application', number),
        }));
        return pageOf(call, feedOf(rows), list(100));
      },
    },
    'GET /servicePrincipals/{application}/owners': {
      scopes: ['Application.Read.All'],
      query: listed,
      answer: (call) =>
        pageOf(
          call,
          feedOf([withName({ '@odata.type': '#microsoft.graph.user', id: graphId('user', application(call)) })]),
          list(100),
        ),
    },
    'GET /roleManagement/directory/roleDefinitions': {
      scopes: ['RoleManagement.Read.Directory'],
      query: { $select: odata.select, $skiptoken: odata.token },
      answer: (call) => pageOf(call, rowsOf(4, roleRow), list(100)),
    },
    'GET /roleManagement/directory/roleAssignments': {
      scopes: ['RoleManagement.Read.Directory'],
      query: { $expand: /principal/, $skiptoken: odata.token },
      answer: (call) => {
        const rows = roleAssignments.map(([kind, number, role], index) => ({
          id: `CANARY-${index}`,
          principalId: graphId(kind, number),
          roleDefinitionId: graphId('role', role),
          directoryScopeId: index === 1 ? `/administrativeUnits/${graphId('group', 900)}` : '/',
          principal: principalOf(kind, number),
        }));
        return pageOf(call, feedOf(withPrincipal(call, rows)), list(100));
      },
    },
    'GET /roleManagement/directory/roleEligibilitySchedules': {
      scopes: ['RoleEligibilitySchedule.Read.Directory'],
      query: { $expand: /principal/, $skiptoken: odata.token },
      answer: (call) => {
        const rows = roleEligibilities.map(([kind, number, role], index) => ({
          id: `CANARY-${index}`,
          principalId: graphId(kind, number),
          roleDefinitionId: graphId('role', role),
          directoryScopeId: '/',
          status: 'Provisioned',
          scheduleInfo: {
            startDateTime: '2026-04-12T14:44:50.287Z',
            expiration: {
              type: index ? 'noExpiration' : 'afterDateTime',
              endDateTime: index ? null : '2027-04-10T00:00:00Z',
            },
          },
          principal: principalOf(kind, number),
        }));
        return pageOf(call, feedOf(withPrincipal(call, rows)), list(100));
      },
    },
    'GET /subscribedSkus': {
      scopes: ['Organization.Read.All'],
      query: { $select: odata.select },
      answer: (call) => pageOf(call, rowsOf(3, licenceRow), list(100)),
    },
    'GET /auditLogs/signIns': {
      scopes: ['AuditLog.Read.All'],
      query: {
        $filter: /createdDateTime (ge|gt|le|lt) \S{20,30}( and createdDateTime (ge|gt|le|lt) \S{20,30})?/,
        $top: odata.top(1000),
        $skiptoken: odata.token,
      },
      answer: (call) =>
        pageOf(
          call,
          rowsOf(tenant.signIns, (number) => signInRow(number, people)),
          list(1000),
        ),
    },
  };
  return routes;
};

const withName = (row: GraphRow): GraphRow => ({ ...row, displayName: 'CANARY name', mail: 'CANARY@acme.example' });

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
