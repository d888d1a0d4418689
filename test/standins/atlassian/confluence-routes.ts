import { Refusal } from '../stand-in.ts';
import type { Call, Route } from '../strict-routes.ts';
import type { ScopeSets } from './atlassian-api.ts';
import { cursorPage, startPage } from './confluence-pages.ts';
import type { ConfluenceSite } from './confluence-site.ts';

const readsSpaces: ScopeSets = [['read:space:confluence']];
const readsPages: ScopeSets = [['read:page:confluence']];
const readsComments: ScopeSets = [['read:comment:confluence']];
const readsGroups: ScopeSets = [['read:confluence-groups']];

const page = ['limit', 'cursor'];
const times = ['created', 'due', 'completed'].flatMap((name) => [`${name}-at-from`, `${name}-at-to`]);

/**
 * The part of Confluence Cloud's REST API, versions 1 and 2, that programs read people and times with. Pages of version 1 are smaller than
 * what is asked for: its documentation has "fixed system limits".
 */
export const confluenceRoutes = (site: ConfluenceSite): readonly Route<ScopeSets>[] => [
  {
    name: 'GET /wiki/rest/api/search/user',
    query: ['cql', 'start', 'limit', 'sitePermissionTypeFilter'],
    needs: [['search:confluence'], ['read:content-details:confluence']],
    answer: ({ query }) => {
      if (query.get('cql') !== 'type=user') throw new Refusal(400, { message: 'CANARY could not parse cql' });
      const isAll = query.get('sitePermissionTypeFilter') === 'all';
      const found = [...site.users.filter(({ isGuest }) => isAll || !isGuest), { type: 'unknown' }];
      const { results, ...rest } = startPage(found, query, 25);
      const rows = results.map((user) => ({
        user,
        title: 'CANARY',
        excerpt: 'CANARY',
        url: '/people/CANARY',
        breadcrumbs: [],
        entityType: 'user',
        score: 0,
      }));
      return { ...rest, results: rows, totalSize: found.length, cqlQuery: 'CANARY', searchDuration: 7 };
    },
  },
  {
    name: 'GET /wiki/rest/api/group',
    query: ['start', 'limit', 'accessType'],
    needs: readsGroups,
    answer: ({ query }) =>
      startPage(
        site.groups.map(({ id, name }) => ({ type: 'group', id, name })),
        query,
        200,
      ),
  },
  {
    name: 'GET /wiki/rest/api/group/{id}/membersByGroupId',
    query: ['start', 'limit'],
    needs: readsGroups,
    answer: ({ query, variables }) => {
      const group = site.groups.find(({ id }) => id === variables['id']) ?? notFound();
      return startPage(
        site.users.filter(({ accountId }) => group.members.includes(accountId)),
        query,
        200,
      );
    },
  },
  {
    name: 'POST /wiki/api/v2/users-bulk',
    needs: [['read:user:confluence']],
    answer: ({ request }) => {
      const { accountIds } = JSON.parse(request.body);
      return { results: site.users.filter(({ accountId }) => accountIds.includes(accountId)), _links: {} };
    },
  },
  {
    name: 'GET /wiki/api/v2/spaces',
    query: [...page, 'type', 'status', 'sort'],
    needs: readsSpaces,
    answer: (call) => cursorPage(having(site.spaces, call, ['type', 'status']), call),
  },
  {
    name: 'GET /wiki/api/v2/spaces/{id}/permissions',
    query: page,
    needs: readsSpaces,
    answer: (call) => cursorPage(site.permissions.get(call.variables['id'] ?? '') ?? notFound(), call),
  },
  {
    name: 'GET /wiki/api/v2/pages',
    query: [...page, 'space-id', 'status', 'sort'],
    needs: readsPages,
    answer: (call) => cursorPage(having(inSpaces(site.pages, call), call, ['status']), call),
  },
  {
    name: 'GET /wiki/api/v2/blogposts',
    query: [...page, 'space-id', 'status', 'sort'],
    needs: readsPages,
    answer: (call) => {
      const posts = inSpaces(site.pages, call).map(({ parentId, parentType, ownerId, lastOwnerId, ...post }) => post);
      return cursorPage(having(posts, call, ['status']), call);
    },
  },
  ...['pages', 'blogposts'].map(
    (kind): Route<ScopeSets> => ({
      name: `GET /wiki/api/v2/${kind}/{id}/versions`,
      query: [...page, 'sort'],
      needs: readsPages,
      answer: (call) => {
        const found = site.pages.find(({ id }) => id === call.variables['id']) ?? notFound();
        return cursorPage([found['version'], { ...(found['version'] as object), page: { title: 'CANARY' } }], call);
      },
    }),
  ),
  {
    name: 'GET /wiki/api/v2/pages/{id}/likes/users',
    query: page,
    needs: readsPages,
    answer: (call) =>
      cursorPage(
        site.users.slice(0, 3).map(({ accountId }) => ({ accountId })),
        call,
      ),
  },
  {
    name: 'GET /wiki/api/v2/footer-comments',
    query: [...page, 'sort'],
    needs: readsComments,
    answer: (call) => cursorPage(site.comments, call),
  },
  {
    name: 'GET /wiki/api/v2/inline-comments',
    query: [...page, 'sort'],
    needs: readsComments,
    answer: (call) => cursorPage(site.comments, call),
  },
  {
    name: 'GET /wiki/api/v2/tasks',
    query: [...page, ...times, 'status', 'space-id', 'page-id', 'blogpost-id'],
    needs: [['read:task:confluence']],
    answer: (call) => cursorPage(having(site.tasks, call, ['status']), call),
  },
];

type Row = Readonly<Record<string, unknown>>;

/** Rows whose fields have the values that the query asks for. */
const having = <Some extends Row>(rows: readonly Some[], { query }: Call, names: readonly string[]): readonly Some[] =>
  rows.filter((row) => names.every((name) => !query.has(name) || query.getAll(name).includes(String(row[name]))));

const inSpaces = (pages: ConfluenceSite['pages'], { query }: Call): ConfluenceSite['pages'] =>
  pages.filter(({ spaceId }) => !query.has('space-id') || query.getAll('space-id').includes(spaceId));

const notFound = (): never => {
  throw new Refusal(404, { errors: [{ status: 404, code: 'NOT_FOUND', title: 'CANARY not found' }] });
};
