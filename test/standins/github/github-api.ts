import { Refusal, type StandInAnswer, type StandInRequest } from '../stand-in.ts';
import { answerFrom, type Call, type Route, routesOf } from '../strict-routes.ts';
import { githubBodies } from './github-bodies.ts';
import { type GitHubOrganization, type GitHubRepository, type GitHubTeam, teamMembers } from './github-organization.ts';

/** What a token may do, by the names that the API has for permissions. */
export type GitHubPermissions = Readonly<Record<string, string>>;

export interface GitHubApiOptions {
  readonly organization: GitHubOrganization;
  /** The address that paths come after, for links: `https://api.github.com`. */
  readonly base: string;
}

const refuse = (status: number, message: string, headers: Readonly<Record<string, string>> = {}): never => {
  const documentation_url = 'https://docs.github.com/rest';
  throw new Refusal(status, { message, documentation_url, status: String(status) }, headers);
};

const notFound = (): never => refuse(404, 'Not Found');

/** Pages are at most so large, whatever is asked for. */
const largestPage = 100;

/**
 * The REST API of one organization: `GET`, read only. Pages by number, whose links name organizations and repositories by their
 * numbers; the audit log by cursors (docs.github.com/en/rest/using-the-rest-api/using-pagination-in-the-rest-api).
 *
 * @returns how a request is answered for a token with permissions
 */
export const githubApi = ({ organization, base }: GitHubApiOptions) => {
  const bodies = githubBodies(organization, base);
  const { id: number, login, users, teams, repositories, roles, seats } = organization;
  const owner = `/organizations/${number}`;

  const page = (
    call: Call,
    rows: readonly unknown[],
    path: string,
    wrap = (some: readonly unknown[]): object => some,
  ) => {
    const size = Math.min(Number(call.query.get('per_page') ?? 30), largestPage);
    const at = Number(call.query.get('page') ?? 1);
    if (!Number.isInteger(size) || size < 1 || !Number.isInteger(at) || at < 1) refuse(422, 'Validation Failed');
    const last = Math.max(1, Math.ceil(rows.length / size));
    const link = (to: number, rel: string): string => {
      const query = new URLSearchParams(call.query);
      query.set('page', String(to));
      return `<${base}${path}?${query}>; rel="${rel}"`;
    };
    const links = [
      ...(at > 1 ? [link(at - 1, 'prev'), link(1, 'first')] : []),
      ...(at < last ? [link(at + 1, 'next'), link(last, 'last')] : []),
    ];
    const headers = links.length > 0 ? { link: links.join(', ') } : undefined;
    return { status: 200, ...(headers && { headers }), body: wrap(rows.slice((at - 1) * size, at * size)) };
  };

  const one = <Thing>(things: readonly Thing[], is: (thing: Thing) => boolean): Thing => things.find(is) ?? notFound();
  /** By name, or by number as the links have it. */
  const org = ({ variables }: Call): void => {
    if (variables['org'] !== undefined && variables['org'].toLowerCase() !== login) notFound();
    if (variables['number'] !== undefined && Number(variables['number']) !== number) notFound();
  };
  const team = ({ variables }: Call): GitHubTeam =>
    one(teams, ({ id, slug }) => slug === variables['slug'] || String(id) === variables['team']);
  const repo = ({ variables }: Call): GitHubRepository =>
    one(repositories, ({ id, name }) => name === variables['repo'] || String(id) === variables['repository']);

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
  const ofRepository = (
    path: string,
    rest: Omit<Route<string>, 'name' | 'answer'> & {
      readonly rows: (repo: GitHubRepository, call: Call) => readonly unknown[];
    },
  ): readonly Route<string>[] =>
    ['/repos/{org}/{repo}', '/repositories/{repository}'].map((start) => ({
      ...rest,
      name: `GET ${start}${path}`,
      answer: (call) => {
        org(call);
        const found = repo(call);
        const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => call.variables[name]!);
        return page(call, rest.rows(found, call), `/repositories/${found.id}${filled}`);
      },
    }));

  const paged = ['per_page', 'page'];
  const count = (total: number): readonly number[] => Array.from({ length: total }, (_, index) => index + 1);
  const routes: readonly Route<string>[] = [
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
      query: [...paged, 'role', 'filter'],
      needs: 'members',
      answer: (call) => {
        const role = call.query.get('role') ?? 'all';
        const wanted = users.filter((user) => user.role !== 'outside' && (role === 'all' || user.role === role));
        return page(call, wanted.map(bodies.user), `${owner}/members`);
      },
    }),
    {
      name: 'GET /users/{login}',
      needs: 'members',
      answer: ({ variables }) => {
        const user = one(users, (each) => each.login === variables['login']);
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
      query: [...paged, 'filter'],
      needs: 'members',
      answer: (call) => {
        const outside = users.filter(({ role }) => role === 'outside');
        return page(call, outside.map(bodies.user), `${owner}/outside_collaborators`);
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
      query: paged,
      needs: 'members',
      answer: (call) => {
        const role = one(roles, ({ id }) => String(id) === call.variables['role']);
        const rows = role.users.map((id) => ({ ...bodies.userOf(id), assignment: 'direct', inherited_from: null }));
        return page(call, rows, `${owner}/organization-roles/${role.id}/users`);
      },
    }),
    ...ofOrganization('/organization-roles/{role}/teams', '/organization-roles/{role}/teams', {
      query: paged,
      needs: 'members',
      answer: (call) => {
        const role = one(roles, ({ id }) => String(id) === call.variables['role']);
        const rows = role.teams.map((id) => ({
          ...bodies.team(one(teams, (each) => each.id === id)),
          assignment: 'direct',
        }));
        return page(call, rows, `${owner}/organization-roles/${role.id}/teams`);
      },
    }),
    ...ofOrganization('/teams', '/teams', {
      query: [...paged, 'team_type'],
      needs: 'members',
      answer: (call) =>
        page(
          call,
          teams.map((each) => bodies.team(each)),
          `${owner}/teams`,
        ),
    }),
    ...ofOrganization('/teams/{slug}/members', '/team/{team}/members', {
      query: [...paged, 'role'],
      needs: 'members',
      answer: (call) => {
        const found = team(call);
        const role = call.query.get('role') ?? 'all';
        const rows = [...teamMembers(organization, found)]
          .map(([id, membership]) => ({ ...bodies.userOf(id), ...membership }))
          .filter((each) => role === 'all' || each.role === role);
        return page(call, rows, `${owner}/team/${found.id}/members`);
      },
    }),
    ...ofOrganization('/teams/{slug}/repos', '/team/{team}/repos', {
      query: paged,
      needs: 'members',
      answer: (call) => {
        const found = team(call);
        const rows = repositories
          .filter(({ id }) => found.repositories.has(id))
          .map((each) => ({ ...bodies.repository(each), role_name: found.repositories.get(each.id) }));
        return page(call, rows, `${owner}/team/${found.id}/repos`);
      },
    }),
    ...ofOrganization('/repos', '/repos', {
      query: [...paged, 'type', 'sort', 'direction'],
      needs: 'metadata',
      answer: (call) => page(call, repositories.map(bodies.repository), `${owner}/repos`),
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
      query: paged,
      needs: 'organization_copilot_seat_management',
      answer: (call) =>
        page(call, seats.map(bodies.seat), `${owner}/copilot/billing/seats`, (some) => ({
          total_seats: seats.length,
          seats: some,
        })),
    }),
    ...ofOrganization('/audit-log', '/audit-log', {
      query: ['phrase', 'include', 'after', 'before', 'order', 'per_page'],
      needs: 'organization_administration',
      answer: (call) => {
        const size = Math.min(Number(call.query.get('per_page') ?? 30), largestPage);
        const from = Number(Buffer.from(call.query.get('after') ?? '', 'base64url').toString() || 0);
        const rows = count(120)
          .slice(from, from + size)
          .map(bodies.auditEvent);
        const query = new URLSearchParams(call.query);
        query.set('after', Buffer.from(String(from + size)).toString('base64url'));
        const link = `<${base}${owner}/audit-log?${query}>; rel="next"`;
        return { status: 200, ...(from + size < 120 && { headers: { link } }), body: rows };
      },
    }),
    ...ofRepository('/collaborators', {
      query: [...paged, 'affiliation', 'permission'],
      needs: 'metadata',
      rows: ({ collaborators }, { query }) =>
        query.get('affiliation') === 'direct'
          ? [...collaborators].map(([id, role_name]) => ({
              ...bodies.userOf(id),
              permissions: { pull: true },
              role_name,
            }))
          : refuse(422, 'the stand-in knows direct collaborators only'),
    }),
    ...ofRepository('/pulls', {
      query: [...paged, 'state', 'head', 'base', 'sort', 'direction'],
      needs: 'pull_requests',
      rows: (found) => count(45).map((at) => bodies.pullRequest(found, at)),
    }),
    {
      name: 'GET /repos/{org}/{repo}/pulls/{pull}',
      needs: 'pull_requests',
      answer: (call) => {
        org(call);
        return bodies.wholePullRequest(repo(call), Number(call.variables['pull']));
      },
    },
    ...ofRepository('/pulls/{pull}/reviews', {
      query: paged,
      needs: 'pull_requests',
      rows: (found, { variables }) => count(3).map((at) => bodies.review(found, Number(variables['pull']), at)),
    }),
    ...ofRepository('/pulls/{pull}/comments', {
      query: [...paged, 'sort', 'direction', 'since'],
      needs: 'pull_requests',
      rows: (found) => count(4).map((at) => bodies.comment(found, at)),
    }),
    ...ofRepository('/commits', {
      query: [...paged, 'sha', 'path', 'author', 'committer', 'since', 'until'],
      needs: 'contents',
      rows: () => count(7).map(bodies.commit),
    }),
    {
      name: 'GET /repos/{org}/{repo}/commits/{ref}',
      query: paged,
      needs: 'contents',
      answer: (call) => {
        org(call);
        repo(call);
        return bodies.wholeCommit(Number.parseInt(call.variables['ref']!.replace(/^a+/, ''), 16));
      },
    },
    ...ofRepository('/issues', {
      query: [
        ...paged,
        'state',
        'sort',
        'direction',
        'since',
        'after',
        'labels',
        'assignee',
        'creator',
        'mentioned',
        'milestone',
      ],
      needs: 'issues',
      rows: (found) => count(6).map((at) => bodies.issue(found, at)),
    }),
    ...ofRepository('/issues/{issue}/comments', {
      query: [...paged, 'since'],
      needs: 'issues',
      rows: (found) => count(4).map((at) => bodies.comment(found, at)),
    }),
  ];
  const find = routesOf(routes);

  return (request: StandInRequest, path: string, permissions: GitHubPermissions): StandInAnswer => {
    const { method, query } = request;
    const found = find(method, path, query) ?? notFound();
    const { route, variables, unknown } = found;
    if (permissions[route.needs!] === undefined)
      refuse(403, 'Resource not accessible by integration', { 'x-accepted-github-permissions': `${route.needs}=read` });
    if (unknown.length > 0) refuse(422, `Validation Failed: ${unknown.join(', ')}`);
    return answerFrom(route.answer({ variables, query, request }));
  };
};
