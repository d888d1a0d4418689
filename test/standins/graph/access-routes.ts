import type { RouteCall, ScopedRoutes } from '../scoped-routes.ts';
import { deltaPage } from './directory-delta.ts';
import { applicationRow, type GraphRow, licenceRow, roleRow, signInRow, withName } from './directory-rows.ts';
import { graphId } from './graph-id.ts';
import { type Feed, feedOf, odata, type PageOptions, pageOf } from './graph-page.ts';
import { numberIn, numbersTo, type Tenant } from './tenant.ts';

const principalOf = (kind: 'user' | 'group' | 'application', number: number): GraphRow => ({
  '@odata.type': `#microsoft.graph.${kind === 'application' ? 'servicePrincipal' : kind}`,
  id: graphId(kind, number),
  displayName: 'CANARY principal',
});

/** Who has which role: people, a group and an application. */
const roleAssignments = [
  ['user', 1, 1],
  ['user', 4, 2],
  ['group', 2, 1],
  ['application', 1, 3],
] as const;

/** Who may take which role. */
const roleEligibilities = [
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

/** Applications, roles and licences, who has them, and who signed in: by the permission that each operation asks for at least. */
export const accessRoutes = (tenant: Tenant, server: string): ScopedRoutes<unknown> => {
  const { people, atMost } = tenant;
  const list = (top: number): PageOptions => ({ top, atMost, server });
  const listed = { $select: odata.select, $top: odata.top(999), $skiptoken: odata.token };
  const delta = { $select: odata.select, $skiptoken: odata.state, $deltatoken: odata.state };
  const application = (call: RouteCall<unknown>): number =>
    numberIn(call, 'application', 'application', tenant.applications);
  const rowsOf = (count: number, row: (number: number) => GraphRow): Feed => feedOf(numbersTo(count).map(row));

  const signIns = {
    scopes: ['AuditLog.Read.All'],
    query: {
      $filter: /createdDateTime (ge|gt|le|lt) \S{20,30}( and createdDateTime (ge|gt|le|lt) \S{20,30})?/,
      $top: odata.top(1000),
      $skiptoken: odata.token,
    },
    answer: (call: RouteCall<unknown>) => {
      // The links write the operation in other letters.
      const own = { ...call, request: { ...call.request, path: '/graph.microsoft.com/v1.0/auditLogs/signins' } };
      return pageOf(
        own,
        rowsOf(tenant.signIns, (number) => signInRow(number, people)),
        list(1000),
      );
    },
  };

  return {
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
    'GET /auditLogs/signIns': signIns,
    'GET /auditLogs/signins': signIns,
  };
};
