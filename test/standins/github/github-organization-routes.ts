import type { StandInAnswer } from '../stand-in.ts';
import type { Call, Route } from '../strict-routes.ts';
import type { GitHubDirectoryBodies } from './github-directory-bodies.ts';
import { githubFound, oneOf } from './github-found.ts';
import { type GitHubOrganization, teamMembers } from './github-organization.ts';
import { githubPage, githubPaged, largestGitHubPage } from './github-page.ts';

/** What an organization itself answers; `needs` is a permission. */
export const githubOrganizationRoutes = (
  organization: GitHubOrganization,
  base: string,
  bodies: GitHubDirectoryBodies,
): readonly Route<string>[] => {
  const { id: number, users, teams, repositories, roles, seats } = organization;
  const owner = `/organizations/${number}`;
  const { org, team } = githubFound(organization);
  const events = Array.from({ length: 120 }, (_, index) => bodies.auditEvent(index + 1));

  /** The same list by the organization's name and by its number. */
  const ofOrganization = (
    path: string,
    numbered: string,
    rest: Omit<Route<string>, 'name' | 'answer'> & { readonly answer: (call: Call) => StandInAnswer | object },
  ): readonly Route<string>[] =>
    [`/orgs/{org}${path}`, `/organizations/{number}${numbered}`].map((name) => ({
      ...rest,
      name: `GET ${name}`,
      answer: (call) => {
        org(call);
        return rest.answer(call);
      },
    }));
  return [
    {
      name: 'GET /orgs/{org}',
      needs: 'metadata',
      answer: (call) => {
        org(call);
        const { login: name, id } = organization;
        const about = { name: 'Acme Corporation', description: 'CANARY', billing_email: 'CANARY@acme.example' };
        return { login: name, id, ...about, created_at: '2015-04-01T10:00:00Z', plan: { name: 'enterprise' } };
      },
    },
    ...ofOrganization('/members', '/members', {
      query: [...githubPaged, 'role', 'filter'],
      needs: 'members',
      answer: (call) => {
        const role = call.query.get('role') ?? 'all';
        const wanted = users.filter((user) => user.role !== 'outside' && (role === 'all' || user.role === role));
        return githubPage(base, call, wanted.map(bodies.user), `${owner}/members`);
      },
    }),
    {
      name: 'GET /users/{login}',
      needs: 'members',
      answer: ({ variables }) => {
        const user = oneOf(users, (each) => each.login === variables['login']);
        const { name, mail } = user;
        const more = {
          company: 'Acme',
          blog: 'https://CANARY.example/',
          location: 'CANARY',
          bio: 'CANARY',
          followers: 20,
        };
        return { ...bodies.user(user), name, email: mail, ...more, created_at: '2018-01-14T04:33:35Z' };
      },
    },
    ...ofOrganization('/outside_collaborators', '/outside_collaborators', {
      query: [...githubPaged, 'filter'],
      needs: 'members',
      answer: (call) => {
        const outside = users.filter(({ role }) => role === 'outside');
        return githubPage(base, call, outside.map(bodies.user), `${owner}/outside_collaborators`);
      },
    }),
    {
      name: 'GET /orgs/{org}/organization-roles',
      needs: 'organization_custom_org_roles',
      answer: (call) => {
        org(call);
        const listed = roles.map(({ id, name }) => ({
          id,
          name,
          description: 'Permissions to see more',
          source: id === 8_003 ? 'Organization' : 'Predefined',
          base_role: id === 8_001 ? 'read' : null,
          permissions: ['CANARY_permission'],
          organization: null,
          created_at: '2024-05-06T07:08:09Z',
          updated_at: '2025-05-06T07:08:09Z',
        }));
        return { total_count: listed.length, roles: listed };
      },
    },
    ...ofOrganization('/organization-roles/{role}/users', '/organization-roles/{role}/users', {
      query: githubPaged,
      needs: 'members',
      answer: (call) => {
        const role = oneOf(roles, ({ id }) => String(id) === call.variables['role']);
        const rows = role.users.map((id) => ({ ...bodies.userOf(id), assignment: 'direct', inherited_from: null }));
        return githubPage(base, call, rows, `${owner}/organization-roles/${role.id}/users`);
      },
    }),
    ...ofOrganization('/organization-roles/{role}/teams', '/organization-roles/{role}/teams', {
      query: githubPaged,
      needs: 'members',
      answer: (call) => {
        const role = oneOf(roles, ({ id }) => String(id) === call.variables['role']);
        const rows = role.teams.map((id) => ({
          ...bodies.team(oneOf(teams, (each) => each.id === id)),
          assignment: 'direct',
        }));
        return githubPage(base, call, rows, `${owner}/organization-roles/${role.id}/teams`);
      },
    }),
    ...ofOrganization('/teams', '/teams', {
      query: [...githubPaged, 'team_type'],
      needs: 'members',
      answer: (call) =>
        githubPage(
          base,
          call,
          teams.map((each) => bodies.team(each)),
          `${owner}/teams`,
        ),
    }),
    ...ofOrganization('/teams/{slug}/members', '/team/{team}/members', {
      query: [...githubPaged, 'role'],
      needs: 'members',
      answer: (call) => {
        const found = team(call);
        const role = call.query.get('role') ?? 'all';
        const rows = [...teamMembers(organization, found)]
          .map(([id, membership]) => ({ ...bodies.userOf(id), ...membership }))
          .filter((each) => role === 'all' || each.role === role);
        return githubPage(base, call, rows, `${owner}/team/${found.id}/members`);
      },
    }),
    ...ofOrganization('/teams/{slug}/repos', '/team/{team}/repos', {
      query: githubPaged,
      needs: 'members',
      answer: (call) => {
        const found = team(call);
        const rows = repositories
          .filter(({ id }) => found.repositories.has(id))
          .map((each) => ({ ...bodies.repository(each), role_name: found.repositories.get(each.id) }));
        return githubPage(base, call, rows, `${owner}/team/${found.id}/repos`);
      },
    }),
    ...ofOrganization('/repos', '/repos', {
      query: [...githubPaged, 'type', 'sort', 'direction'],
      needs: 'metadata',
      answer: (call) => githubPage(base, call, repositories.map(bodies.repository), `${owner}/repos`),
    }),
    ...ofOrganization('/copilot/billing', '/copilot/billing', {
      needs: 'organization_copilot_seat_management',
      answer: () => ({
        plan_type: 'business',
        seat_management_setting: 'assign_selected',
        seat_breakdown: {
          total: seats.length,
          added_this_cycle: 2,
          pending_cancellation: 1,
          pending_invitation: 0,
          active_this_cycle: seats.length - 5,
          inactive_this_cycle: 5,
        },
        public_code_suggestions: 'block',
        ide_chat: 'enabled',
      }),
    }),
    ...ofOrganization('/copilot/billing/seats', '/copilot/billing/seats', {
      query: githubPaged,
      needs: 'organization_copilot_seat_management',
      answer: (call) =>
        githubPage(base, call, seats.map(bodies.seat), `${owner}/copilot/billing/seats`, (some) => ({
          total_seats: seats.length,
          seats: some,
        })),
    }),
    ...ofOrganization('/audit-log', '/audit-log', {
      query: ['phrase', 'include', 'after', 'before', 'order', 'per_page'],
      needs: 'organization_administration',
      answer: (call) => {
        const size = Math.min(Number(call.query.get('per_page') ?? 30), largestGitHubPage);
        const from = Number(Buffer.from(call.query.get('after') ?? '', 'base64url').toString() || 0);
        const rows = events.slice(from, from + size);
        const query = new URLSearchParams(call.query);
        query.set('after', Buffer.from(String(from + size)).toString('base64url'));
        const link = `<${base}${owner}/audit-log?${query}>; rel="next"`;
        return { status: 200, ...(from + size < 120 && { headers: { link } }), body: rows };
      },
    }),
  ];
};
