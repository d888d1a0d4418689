import type { StandInAnswer, StandInRequest } from '../stand-in.ts';
import type { Call, Route } from '../strict-routes.ts';
import type { OktaOrganization } from './okta-organization.ts';
import { refuse } from './okta-refusal.ts';

/** How pages are cut. */
export interface OktaPages {
  readonly host: string;
  /** The largest page, whatever is asked for. */
  readonly largest: number;
}

interface Page {
  readonly rows: readonly unknown[];
  /** Where the next one is. */
  readonly next: string | undefined;
  readonly self: string;
}

/** The page of a list: `after` is opaque, and the links are whole addresses. */
const pageOf = (
  rows: readonly unknown[],
  { query, request }: Call,
  { host, largest }: OktaPages,
  most: number,
): Page => {
  const limit = Number(query.get('limit') ?? most);
  if (!Number.isInteger(limit) || limit < 1 || limit > most) refuse(400);
  const after = query.get('after');
  const from = after === null ? 0 : Number(/^c(\d+)$/.exec(after)?.[1] ?? refuse(400));
  const to = from + Math.min(limit, largest);
  const self = addressOf(host, request);
  const next = new URL(self);
  next.searchParams.set('after', `c${to}`);
  return { rows: rows.slice(from, to), self, next: to < rows.length ? next.href : undefined };
};

const addressOf = (host: string, { target }: StandInRequest): string =>
  `https://${host}${target.slice(host.length + 1)}`;

/** A list, with its links in the header. */
const list = (page: Page): StandInAnswer => {
  const links = [`<${page.self}>; rel="self"`, ...(page.next === undefined ? [] : [`<${page.next}>; rel="next"`])];
  return { status: 200, headers: { link: links.join(', ') }, body: page.rows };
};

/** The operations of the management API that a connector may call, each with the scope that it needs. */
export const oktaRoutes = (organization: OktaOrganization, pages: OktaPages): readonly Route<string>[] => {
  const { users, groups, applications, roles, devices, events } = organization;
  const found = <Found>(value: Found | undefined): Found => value ?? refuse(404);
  const below = (method: string, path: string, rest: Omit<Route<string>, 'name'>): Route<string> => ({
    name: `${method} /${pages.host}/api/v1${path}`,
    ...rest,
  });
  const get = (path: string, needs: string, query: readonly string[], answer: Route['answer']) =>
    below('GET', path, { needs, query, answer });
  const application = ({ variables }: Call) => found(applications.find(({ row }) => row.id === variables['id']));

  return [
    get('/users', 'okta.users.read', ['limit', 'after', 'filter'], (call) =>
      list(pageOf(users.filter(filterOf(call.query.get('filter'))), call, pages, 200)),
    ),
    get('/users/{id}', 'okta.users.read', [], ({ variables }) => found(users.find(({ id }) => id === variables['id']))),
    get('/users/{id}/roles', 'okta.roles.read', [], ({ variables }) => ({
      status: 200,
      body: roles[variables['id']!] ?? refuse(404),
    })),
    get('/groups', 'okta.groups.read', ['limit', 'after', 'filter'], (call) => {
      const rows = groups.map(({ row }) => row);
      return list(pageOf(rows, call, pages, 10_000));
    }),
    get('/groups/{id}/users', 'okta.groups.read', ['limit', 'after'], (call) => {
      const { members } = found(groups.find(({ row }) => row.id === call.variables['id']));
      return list(
        pageOf(
          users.filter(({ id }) => members.includes(id)),
          call,
          pages,
          1_000,
        ),
      );
    }),
    get('/apps', 'okta.apps.read', ['limit', 'after'], (call) => {
      const rows = applications.map(({ row }) => row);
      return list(pageOf(rows, call, pages, 200));
    }),
    get('/apps/{id}/users', 'okta.apps.read', ['limit', 'after'], (call) =>
      list(pageOf(application(call).users, call, pages, 500)),
    ),
    get('/apps/{id}/groups', 'okta.apps.read', ['limit', 'after'], (call) => {
      if (Number(call.query.get('limit')) < 20) refuse(400);
      return list(pageOf(application(call).groups, call, pages, 200));
    }),
    get('/iam/assignees/users', 'okta.roles.read', ['limit', 'after'], (call) => {
      const rows = Object.keys(roles).map((id) => ({ id, orn: `orn:okta:directory:00o:users:${id}` }));
      const page = pageOf(rows, call, { ...pages, largest: 1 }, 100);
      return { value: page.rows, _links: { ...(page.next !== undefined && { next: { href: page.next } }) } };
    }),
    get('/devices', 'okta.devices.read', ['limit', 'after', 'expand'], (call) => {
      const isExpanded = call.query.get('expand') === 'user';
      const rows = devices.map(({ _embedded, ...device }) => (isExpanded ? { ...device, _embedded } : device));
      return list(pageOf(rows, call, pages, 200));
    }),
    get('/logs', 'okta.logs.read', ['since', 'until', 'after', 'limit', 'sortOrder', 'filter'], (call) => {
      const { query } = call;
      const [since, until] = [query.get('since') ?? '', query.get('until') ?? '9999'];
      const types = Array.from((query.get('filter') ?? '').matchAll(/"([^"]+)"/g), ([, type]) => type);
      const rows = events.filter(
        ({ published, eventType }) =>
          published >= since && published < until && (types.length === 0 || types.includes(eventType)),
      );
      return list(pageOf(query.get('sortOrder') === 'DESCENDING' ? rows.toReversed() : rows, call, pages, 1_000));
    }),
  ];
};

/** Without a filter, who was deprovisioned is not there. */
const filterOf = (filter: string | null): ((user: OktaOrganization['users'][number]) => boolean) => {
  if (filter === null) return ({ status }) => status !== 'DEPROVISIONED';
  const [, field, comparison, value = ''] = /^(lastUpdated|status) (gt|eq) "([^"]*)"$/.exec(filter) ?? refuse(400);
  if (field === 'status' && comparison === 'eq') return ({ status }) => status === value;
  if (field === 'lastUpdated' && comparison === 'gt') return (user) => String(user['lastUpdated']) > value;
  return refuse(400);
};
