import { person } from '../organisation.ts';
import type { RouteCall, ScopedRoutes } from '../scoped-routes.ts';
import type { GraphRow } from './directory-rows.ts';
import { graphId } from './graph-id.ts';
import { odata } from './graph-page.ts';
import { numberIn, type Tenant } from './tenant.ts';

/** A file or folder in somebody's OneDrive: the second is a folder, the last was deleted. */
const driveItemRow = (user: number, number: number, people: number): GraphRow => {
  const by = (each: number): GraphRow => ({
    user: { id: graphId('user', each), displayName: `CANARY ${person(each).name}`, email: person(each).mail },
  });
  const id = `01ACME${user}X${number}`;
  const parentReference = { id: `01ACME${user}X0`, driveId: 'b!CANARY', path: '/drive/root:/CANARY' };
  if (number === 5) return { id, name: 'CANARY gone.docx', deleted: { state: 'deleted' }, parentReference };
  return {
    '@odata.type': '#microsoft.graph.driveItem',
    id,
    name: `CANARY dismissal ${number}.docx`,
    size: 1_000 * number,
    createdDateTime: '2026-02-03T10:00:00Z',
    lastModifiedDateTime: '2026-02-04T10:00:00Z',
    createdBy: by(user),
    lastModifiedBy: by(1 + ((user + number) % people)),
    parentReference,
    webUrl: 'https://acme-my.sharepoint.example/personal/CANARY',
    '@microsoft.graph.downloadUrl': 'https://acme-my.sharepoint.example/CANARY',
    ...(number === 2
      ? { folder: { childCount: 3 } }
      : { file: { mimeType: 'application/vnd.ms-word', hashes: { quickXorHash: 'CANARY' } } }),
    ...(number === 3 && { shared: { scope: 'users', sharedDateTime: '2026-02-05T10:00:00Z', owner: by(user) } }),
  };
};

/** Files of people as metadata (learn.microsoft.com/graph/api/driveitem-delta). */
export const filesRoutes = ({ people }: Tenant, server: string): ScopedRoutes<unknown> => {
  const user = (call: RouteCall<unknown>): number => numberIn(call, 'user', 'user', people);
  const changes = (call: RouteCall<unknown>): GraphRow => {
    const path = `/users/${graphId('user', user(call))}/drive/root/delta`;
    const token = call.variables['token'] ?? call.query.get('token');
    const from = token === null || token === 'latest' ? 0 : Number(token.replace('at-', ''));
    const next = from + 3;
    const rows = [1, 2, 3, 4, 5].slice(from, next).map((number) => driveItemRow(user(call), number, people));
    const link = `${server}${path}(token='at-${next}')`;
    if (token === 'latest' || next >= 5) return { '@odata.deltaLink': link, value: token === 'latest' ? [] : rows };
    return { '@odata.nextLink': link, value: rows };
  };
  return {
    'GET /users/{user}/drive': {
      scopes: ['Files.Read.All'],
      answer: (call) => ({
        id: 'b!CANARY',
        name: 'CANARY',
        driveType: 'business',
        createdDateTime: '2024-01-02T10:00:00Z',
        lastModifiedDateTime: '2026-11-02T10:00:00Z',
        owner: { user: { id: graphId('user', user(call)), displayName: 'CANARY', email: person(user(call)).mail } },
        quota: { total: 1_099_511_627_776, used: 4_711, remaining: 1_099_511_623_065, deleted: 12, state: 'normal' },
        webUrl: 'https://acme-my.sharepoint.example/personal/CANARY',
      }),
    },
    'GET /users/{user}/drive/root/delta': {
      scopes: ['Files.Read.All'],
      query: { token: /latest|[\w-]+/, $select: odata.select, $top: odata.top(1_000) },
      answer: changes,
    },
    "GET /users/{user}/drive/root/delta\\(token='{token}'\\)": {
      scopes: ['Files.Read.All'],
      query: { $select: odata.select, $top: odata.top(1_000) },
      answer: changes,
    },
  };
};
