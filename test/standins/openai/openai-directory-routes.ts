import type { Person } from '../organisation.ts';
import type { Route } from '../strict-routes.ts';
import { instant, projectOf, roleOf, userOf } from './openai-bodies.ts';
import { byLastId, byNext, listed, part } from './openai-lists.ts';
import { type OpenAIOrganization, userId } from './openai-organization.ts';
import { openaiNotFound, refuseOpenAI } from './openai-refusal.ts';

/** People, groups, roles, projects and keys. */
export const openaiDirectoryRoutes = (organization: OpenAIOrganization): readonly Route[] => {
  const { users, groups, roles, projects } = organization;
  const one = <Thing extends { readonly id: string }>(things: readonly Thing[], id: string | undefined): Thing =>
    things.find((thing) => thing.id === id) ?? openaiNotFound();
  const personOf = (number: number): Person => users.find((each) => each.number === number)!;
  return [
    {
      name: 'GET /organization/users',
      query: [...listed, 'emails[]'],
      answer: (call) => byLastId(call, users.map(userOf)),
    },
    {
      name: 'GET /organization/users/{user}/roles',
      query: [...listed, 'order'],
      answer: (call) => {
        const { id } = one(users.map(userOf), call.variables['user']);
        const held = roles.filter((_, index) => (id.length + index) % 3 === 0).map(roleOf);
        return byNext(call, held, (role) => role.id);
      },
    },
    {
      name: 'GET /organization/groups',
      query: [...listed, 'order'],
      answer: (call) => {
        const rows = groups.map(({ id, name }) => ({
          id,
          name,
          created_at: instant,
          group_type: 'group',
          is_scim_managed: id === 'group_2',
        }));
        return byNext(call, rows, ({ id }) => id);
      },
    },
    {
      name: 'GET /organization/groups/{group}/users',
      query: [...listed, 'order'],
      answer: (call) => {
        const rows = one(groups, call.variables['group']).users.map((number) => {
          const { name, mail } = personOf(number);
          return { id: userId(number), name, email: mail };
        });
        return byNext(call, rows, ({ id }) => id);
      },
    },
    {
      name: 'GET /organization/groups/{group}/roles',
      query: [...listed, 'order'],
      answer: (call) => byNext(call, one(groups, call.variables['group']).roles.map(roleOf), ({ id }) => id),
    },
    {
      name: 'GET /organization/roles',
      query: [...listed, 'order'],
      answer: (call) => byNext(call, roles.map(roleOf), ({ id }) => id),
    },
    {
      name: 'GET /organization/projects',
      query: [...listed, 'include_archived'],
      answer: (call) => {
        const isWhole = call.query.get('include_archived') === 'true';
        return byLastId(call, projects.filter(({ isArchived }) => isWhole || !isArchived).map(projectOf));
      },
    },
    {
      name: 'GET /organization/projects/{project}/users',
      query: listed,
      answer: (call) => {
        const { users: members, isArchived } = one(projects, call.variables['project']);
        if (isArchived) refuseOpenAI(400, 'CANARY the project is archived');
        const rows = [...members].map(([number, role]) => {
          const { name, mail } = personOf(number);
          return {
            object: 'organization.project.user',
            id: userId(number),
            name,
            email: mail,
            role,
            added_at: instant,
          };
        });
        return byLastId(call, rows);
      },
    },
    {
      name: 'GET /organization/projects/{project}/groups',
      query: [...listed, 'order'],
      answer: (call) => {
        const rows = one(projects, call.variables['project']).groups.map((group_id) => ({
          object: 'project.group',
          project_id: call.variables['project'],
          group_id,
          group_name: 'CANARY',
          group_type: 'group',
          created_at: instant,
        }));
        return byNext(call, rows, ({ group_id }) => group_id);
      },
    },
    {
      name: 'GET /organization/projects/{project}/service_accounts',
      query: listed,
      answer: (call) => {
        const rows = one(projects, call.variables['project']).serviceAccounts.map((id) => ({
          object: 'organization.project.service_account',
          id,
          name: `Robot ${id}`,
          role: 'member',
          created_at: instant,
        }));
        return byLastId(call, rows);
      },
    },
    {
      name: 'GET /organization/admin_api_keys',
      query: [...listed, 'order'],
      answer: (call) => {
        const rows = organization.keys.map((number) => ({
          object: 'organization.admin_api_key',
          id: `key_${number}`,
          name: `Key of ${number}`,
          redacted_value: 'sk-admin...CANARY',
          created_at: instant,
          expires_at: null,
          last_used_at: instant + 60,
          owner: { type: 'user', object: 'organization.user', id: userId(number), name: 'CANARY', role: 'owner' },
        }));
        const { some, more } = part(call, rows, ({ id }) => id);
        return { object: 'list', data: some, has_more: more };
      },
    },
  ];
};
