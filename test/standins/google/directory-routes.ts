import type { ScopedRoutes } from '../scoped-routes.ts';
import type { Directory, Resource } from './directory-data.ts';
import {
  type GoogleCall,
  type GoogleCaller,
  namesIn,
  notFound,
  type PageForm,
  page,
  partial,
  refuse,
} from './google-answers.ts';

const scope = (name: string): string => `https://www.googleapis.com/auth/admin.directory.${name}`;
const token = /[\w-]+/;
const fields = /[\w,()/]+/;
const common = { fields, pageToken: token, maxResults: /[1-9]\d*/ };
const tops = ['nextPageToken', 'kind', 'etag'];

const users: PageForm = { size: 'maxResults', usual: 100, most: 500 };
const groups: PageForm = { size: 'maxResults', usual: 200, most: 200 };
const roles: PageForm = { size: 'maxResults', usual: 100, most: 100 };

/** The Directory API, for its administrator (developers.google.com/workspace/admin/directory/reference/rest/v1). */
export const directoryRoutes = (directory: Directory): ScopedRoutes<GoogleCaller> => {
  const asAdministrator = ({ caller }: GoogleCall): void => {
    if (caller.actor !== directory.administrator) refuse(403, 'forbidden', 'PERMISSION_DENIED');
  };
  const list = (call: GoogleCall, form: PageForm, key: string, rows: readonly Resource[], like = rows): object => {
    asAdministrator(call);
    const known = new Set([...tops, key, ...namesIn(...like)]);
    return partial(page(call, form, key, rows), call.query.get('fields'), known);
  };
  const ofCustomer = ({ query }: GoogleCall): void => {
    // Either one must be there; nobody asks by domain here.
    if (query.get('customer') !== 'my_customer') refuse(400, 'badRequest', 'INVALID_ARGUMENT');
  };

  return {
    'GET /admin.googleapis.com/admin/directory/v1/users': {
      scopes: [scope('user.readonly'), scope('user')],
      query: { ...common, customer: /my_customer/, showDeleted: /true|false/, projection: /basic|full/ },
      answer: (call) => {
        ofCustomer(call);
        const isDeleted = call.query.get('showDeleted') === 'true';
        return list(call, users, 'users', isDeleted ? directory.deletedUsers : directory.users);
      },
    },
    'GET /admin.googleapis.com/admin/directory/v1/users/{userKey}': {
      scopes: [scope('user.readonly'), scope('user')],
      query: { projection: /basic|full/ },
      answer: (call) => {
        asAdministrator(call);
        const key = call.variables['userKey'];
        return directory.users.find(({ id, primaryEmail }) => key === id || key === primaryEmail) ?? notFound();
      },
    },
    'GET /admin.googleapis.com/admin/directory/v1/groups': {
      scopes: [scope('group.readonly'), scope('group')],
      query: { ...common, customer: /my_customer/ },
      answer: (call) => {
        ofCustomer(call);
        return list(call, groups, 'groups', directory.groups);
      },
    },
    'GET /admin.googleapis.com/admin/directory/v1/groups/{groupKey}/members': {
      scopes: [scope('group.readonly'), scope('group.member.readonly'), scope('group')],
      query: { ...common, includeDerivedMembership: /true|false/, roles: /[A-Z,]+/ },
      answer: (call) => {
        const members = directory.members[call.variables['groupKey']!] ?? notFound();
        return list(call, groups, 'members', members, Object.values(directory.members).flat());
      },
    },
    'GET /admin.googleapis.com/admin/directory/v1/customer/my_customer/orgunits': {
      scopes: [scope('orgunit.readonly'), scope('orgunit')],
      query: { fields, type: /all|children|allIncludingParent/ },
      answer: (call) => {
        asAdministrator(call);
        const isAll = call.query.get('type') === 'allIncludingParent';
        const organizationUnits = directory.orgUnits.filter(({ orgUnitPath }) => isAll || orgUnitPath !== '/');
        const known = new Set([...tops, 'organizationUnits', ...namesIn(...organizationUnits)]);
        return partial({ kind: 'CANARY', etag: 'CANARY', organizationUnits }, call.query.get('fields'), known);
      },
    },
    'GET /admin.googleapis.com/admin/directory/v1/customer/my_customer/roles': {
      scopes: [scope('rolemanagement.readonly'), scope('rolemanagement')],
      query: { ...common, maxResults: /[1-9]\d?|100/ },
      answer: (call) => list(call, roles, 'items', directory.roles),
    },
    'GET /admin.googleapis.com/admin/directory/v1/customer/my_customer/roleassignments': {
      scopes: [scope('rolemanagement.readonly'), scope('rolemanagement')],
      query: { ...common, maxResults: /[1-9]\d?|1\d\d|200/, roleId: /\d+/, userKey: /\S+/ },
      answer: (call) => list(call, { ...roles, most: 200 }, 'items', directory.roleAssignments),
    },
  };
};
