import { oauthForm, oauthRefusal } from '../oauth-form.ts';
import { Refusal, type StandIn, type StandInAnswer, type StandInRequest, startStandIn } from '../stand-in.ts';
import { answerFrom, type Call, type Route, routesOf } from '../strict-routes.ts';
import { gitlabBodies } from './gitlab-bodies.ts';
import type { GitLabInstallation } from './gitlab-group.ts';

export interface GitLabOptions {
  readonly installation: GitLabInstallation;
  /** @default gitlab.com */
  readonly host?: string;
  /** Tokens by hand, and what each may do. */
  readonly tokens?: Readonly<
    Record<string, { readonly scopes: readonly string[]; readonly isAdministrator?: boolean }>
  >;
  readonly application?: { readonly id: string; readonly secret: string; readonly refreshToken: string };
  now(): number;
}

export interface GitLab extends StandIn {
  /** Tokens that the application was given, and when they end. */
  readonly given: Map<string, number>;
}

const refuse = (status: number, body: object): never => {
  throw new Refusal(status, body);
};
const notFound = (what: string): never => refuse(404, { message: `404 ${what} Not Found` });

const lifetime = 7_200;
const paged = ['per_page', 'page'];
const sorted = ['order_by', 'sort'];
const between = ['created_after', 'created_before', 'updated_after', 'updated_before'];

/**
 * GitLab: the REST API of one top-level group, with pages by number and by key, and its authorization server, whose refresh tokens are
 * good for one use (docs.gitlab.com/api/rest/#pagination, docs.gitlab.com/api/oauth2/).
 */
export const startGitLab = async (options: GitLabOptions): Promise<GitLab> => {
  const { installation, host = 'gitlab.com', tokens = {}, application, now } = options;
  const { top, groups, projects, people } = installation;
  const bodies = gitlabBodies(installation);
  const given = new Map<string, number>();
  let refreshToken = application?.refreshToken;

  /** Offset pagination. Links repeat what no one sent, as GitLab's do. */
  const page = ({ request, query, variables }: Call, rows: readonly unknown[]): StandInAnswer => {
    const size = Number(query.get('per_page') ?? 20);
    const at = Number(query.get('page') ?? 1);
    if (!(size >= 1) || !(at >= 1)) refuse(400, { error: 'per_page does not have a valid value' });
    const taken = Math.min(size, 100);
    const pages = Math.max(1, Math.ceil(rows.length / taken));
    const next = new URLSearchParams({ ...(variables['id'] !== undefined && { id: variables['id'] }) });
    for (const [name, value] of query) next.set(name, value);
    next.set('page', String(at + 1));
    const link = `<https://${host}${request.path.slice(host.length + 1)}?${next}>; rel="next"`;
    const headers = {
      'x-page': String(at),
      'x-per-page': String(taken),
      'x-next-page': at < pages ? String(at + 1) : '',
      'x-total': String(rows.length),
      'x-total-pages': String(pages),
      ...(at < pages && { link }),
    };
    return { status: 200, headers, body: rows.slice((at - 1) * taken, at * taken) };
  };
  const byKey = (call: Call): StandInAnswer => {
    const { query } = call;
    if (query.get('pagination') !== 'keyset' || query.get('order_by') !== 'id' || query.get('sort') !== 'asc')
      refuse(405, { error: 'Keyset pagination is not yet available for this type of request' });
    const after = Number(query.get('id_after') ?? 0);
    const size = Math.min(Number(query.get('per_page') ?? 20), 100);
    const rest = people.filter(({ number }) => number > after);
    const rows = rest.slice(0, size);
    const next = new URLSearchParams(query);
    next.set('id_after', String(rows.at(-1)?.number));
    const link = `<https://${host}/api/v4/users?${next}>; rel="next"`;
    return { status: 200, ...(rest.length > size && { headers: { link } }), body: rows.map(bodies.account) };
  };

  const isTop = ({ variables }: Call): void => {
    if (variables['id'] !== String(top.id)) notFound('Group');
  };
  const groupOf = ({ variables }: Call) =>
    [top, ...groups].find(({ id }) => String(id) === variables['id']) ?? notFound('Group');
  const projectOf = ({ variables }: Call) =>
    projects.find(({ id }) => String(id) === variables['id']) ?? notFound('Project');
  const count = (total: number): readonly number[] => Array.from({ length: total }, (_, index) => index + 1);
  const ofTop =
    (rows: (call: Call) => readonly unknown[]) =>
    (call: Call): StandInAnswer => {
      isTop(call);
      return page(call, rows(call));
    };
  const ofProject =
    (rows: (call: Call) => readonly unknown[]) =>
    (call: Call): StandInAnswer => {
      projectOf(call);
      return page(call, rows(call));
    };
  const seats = people.filter(({ status }) => status === 'active');

  const routes: readonly Route<'administrator'>[] = [
    {
      name: 'GET /groups/{id}/billable_members',
      query: [...paged, 'id', 'search', 'sort'],
      answer: ofTop(() => seats.map(bodies.seat)),
    },
    {
      name: 'GET /users',
      query: ['pagination', 'order_by', 'sort', 'per_page', 'id_after'],
      needs: 'administrator',
      answer: byKey,
    },
    {
      name: 'GET /groups/{id}/descendant_groups',
      query: [...paged, ...sorted, 'id', 'all_available', 'owned'],
      answer: ofTop(() => groups.map(bodies.group)),
    },
    {
      name: 'GET /groups/{id}/projects',
      query: [...paged, ...sorted, 'id', 'include_subgroups', 'with_shared', 'archived', 'visibility'],
      answer: ofTop(({ query }) => {
        const below = query.get('include_subgroups') === 'true';
        const own = projects.filter(({ group }) => below || group === top.id);
        // Others that were shared with the group are listed too, unless told otherwise.
        const shared = query.get('with_shared') === 'false' ? [] : [{ ...projects[0]!, id: 99_999 }];
        return [...own, ...shared].map(bodies.project);
      }),
    },
    {
      name: 'GET /groups/{id}/members',
      query: [...paged, 'id', 'show_seat_info'],
      answer: (call) => page(call, [...groupOf(call).members].map(bodies.member)),
    },
    {
      name: 'GET /projects/{id}/members',
      query: [...paged, 'id', 'show_seat_info'],
      answer: (call) => page(call, [...projectOf(call).members].map(bodies.member)),
    },
    {
      name: 'GET /groups/{id}',
      query: ['with_projects'],
      answer: (call) => ({ ...bodies.group(groupOf(call)), projects: ['CANARY'] }),
    },
    {
      name: 'GET /groups/{id}/merge_requests',
      query: [...paged, ...sorted, ...between, 'id', 'state', 'scope'],
      answer: ofTop(() => count(45).map(bodies.mergeRequest)),
    },
    {
      name: 'GET /projects/{id}/merge_requests/{iid}/approvals',
      answer: (call) => {
        projectOf(call);
        return { status: 200, body: bodies.approvals(Number(call.variables['iid'])) };
      },
    },
    {
      name: 'GET /projects/{id}/merge_requests/{iid}/notes',
      query: [...paged, ...sorted, 'id'],
      answer: ofProject(() => count(4).map((at) => bodies.note(at, 'MergeRequest'))),
    },
    {
      name: 'GET /projects/{id}/merge_requests/{iid}/commits',
      query: [...paged, 'id'],
      answer: ofProject(() => count(2).map(bodies.commit)),
    },
    {
      name: 'GET /projects/{id}/repository/commits',
      query: [...paged, 'id', 'since', 'until', 'all', 'with_stats', 'ref_name', 'path', 'author'],
      answer: ofProject(() => count(3).map(bodies.commit)),
    },
    {
      name: 'GET /groups/{id}/issues',
      query: [...paged, ...sorted, ...between, 'id', 'state', 'scope'],
      answer: ofTop(() => count(5).map(bodies.issue)),
    },
    {
      name: 'GET /projects/{id}/issues/{iid}/notes',
      query: [...paged, ...sorted, 'id'],
      answer: ofProject(() => count(4).map((at) => bodies.note(at, 'Issue'))),
    },
    {
      name: 'GET /projects/{id}/events',
      query: [...paged, 'id', 'after', 'before', 'sort', 'action', 'target_type'],
      answer: ofProject(() => count(4).map(bodies.event)),
    },
    {
      name: 'GET /groups/{id}/audit_events',
      query: [...paged, 'id', 'created_after', 'created_before'],
      answer: ofTop(() => count(3).map(bodies.auditEvent)),
    },
  ];
  const find = routesOf(routes);

  const scopesOf = (token: string) => {
    if ((given.get(token) ?? 0) > now()) return { scopes: ['read_api'], isAdministrator: false };
    return tokens[token] ?? refuse(401, { message: '401 Unauthorized' });
  };

  const api = (request: StandInRequest, path: string): StandInAnswer => {
    const [, token = ''] = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '') ?? [];
    const { scopes, isAdministrator = false } = scopesOf(token);
    if (!scopes.includes('read_api'))
      refuse(403, { error: 'insufficient_scope', error_description: 'CANARY', scope: 'api read_api' });
    const found = find(request.method, path, request.query) ?? refuse(404, { error: '404 Not Found' });
    if (found.route.needs === 'administrator' && !isAdministrator) refuse(403, { message: '403 Forbidden' });
    if (found.unknown.length > 0) refuse(400, { error: `${found.unknown.join(', ')} is invalid` });
    return answerFrom(found.route.answer({ variables: found.variables, query: request.query, request }));
  };

  const token = (request: StandInRequest): StandInAnswer => {
    const { grant_type, client_id, client_secret, refresh_token } = oauthForm(request);
    if (!application || client_id !== application.id || client_secret !== application.secret)
      return oauthRefusal(401, 'invalid_client');
    if (grant_type !== 'refresh_token' || refresh_token !== refreshToken) return oauthRefusal(400, 'invalid_grant');
    const access_token = `CANARY-gitlab-${given.size}`;
    refreshToken = `${application.refreshToken}-${given.size + 1}`;
    given.set(access_token, now() + lifetime * 1_000);
    const more = { scope: 'read_api', created_at: Math.floor(now() / 1_000) };
    return {
      status: 200,
      body: { access_token, token_type: 'Bearer', expires_in: lifetime, refresh_token: refreshToken, ...more },
    };
  };

  const standIn = await startStandIn((request) => {
    if (request.path === `/${host}/oauth/token`) return token(request);
    if (request.path.startsWith(`/${host}/api/v4/`)) return api(request, request.path.slice(host.length + 8));
    return refuse(404, { error: '404 Not Found' });
  }, now);
  return { ...standIn, given };
};
