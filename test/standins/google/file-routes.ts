import type { ScopedRoutes } from '../scoped-routes.ts';
import type { Collaboration } from './collaboration-data.ts';
import { type GoogleCaller, namesIn, notFound, page, partial, refuse } from './google-answers.ts';
import { mailboxOf, within } from './own-data.ts';

const scope = (name: string): string => `https://www.googleapis.com/auth/${name}`;
const token = /[\w-]+/;
const flag = /true|false/;
const fields = /[\w,()/]+/;

/** Files of a user (developers.google.com/workspace/drive/api/reference/rest/v3). */
export const fileRoutes = (data: Collaboration): ScopedRoutes<GoogleCaller> => ({
  'GET /www.googleapis.com/drive/v3/files': {
    scopes: [scope('drive.metadata.readonly'), scope('drive.readonly')],
    query: {
      q: /(?:modified|created|viewedByMe)Time [<>]=? '[^']+'(?: and .*)?/,
      fields,
      corpora: /user|allDrives/,
      includeItemsFromAllDrives: flag,
      supportsAllDrives: flag,
      orderBy: /\w+(?: desc)?/,
      pageSize: /[1-9]\d{0,2}|1000/,
      pageToken: token,
    },
    answer: (call) => {
      const { files } = mailboxOf(data, call);
      const [, from = ''] = /^modifiedTime >=? '([^']+)'/.exec(call.query.get('q') ?? '') ?? [];
      const rows = files.filter(({ modifiedTime }) => String(modifiedTime) >= from);
      const answer = page(call, { size: 'pageSize', usual: 100, most: 1_000 }, 'files', rows);
      const known = new Set(['nextPageToken', 'incompleteSearch', 'files', ...namesIn(...files)]);
      const wanted = call.query.get('fields') ?? 'kind,incompleteSearch,nextPageToken,files(kind,id,name,mimeType)';
      return partial({ ...answer, incompleteSearch: false }, wanted, known);
    },
  },
  'GET /www.googleapis.com/drive/v3/files/{fileId}': {
    scopes: [scope('drive.metadata.readonly'), scope('drive.readonly')],
    query: { fields, supportsAllDrives: flag, alt: /json|media/ },
    answer: (call) => {
      const { files } = mailboxOf(data, call);
      if (call.query.get('alt') === 'media') refuse(403, 'insufficientPermissions', 'PERMISSION_DENIED');
      const file = files.find(({ id }) => id === call.variables['fileId']) ?? notFound();
      return partial(file, call.query.get('fields') ?? 'kind,id,name,mimeType', namesIn(...files));
    },
  },
  'GET /www.googleapis.com/drive/v3/files/{fileId}/permissions': {
    scopes: [scope('drive.metadata.readonly'), scope('drive.readonly')],
    query: { fields, supportsAllDrives: flag, pageSize: /[1-9]\d?|100/, pageToken: token },
    answer: (call) => {
      const rows = within(data, call, data.permissions, call.variables['fileId']!);
      const answer = page(call, { size: 'pageSize', usual: 100, most: 100 }, 'permissions', rows);
      const known = new Set(['nextPageToken', 'permissions', ...namesIn(...rows)]);
      return partial(answer, call.query.get('fields') ?? 'kind,nextPageToken,permissions(id,type,kind,role)', known);
    },
  },
  'GET /www.googleapis.com/drive/v3/files/{fileId}/revisions': {
    scopes: [scope('drive.metadata.readonly'), scope('drive.readonly')],
    query: { fields, pageSize: /[1-9]\d{0,2}|1000/, pageToken: token },
    answer: (call) => {
      const rows = within(data, call, data.revisions, call.variables['fileId']!);
      const answer = page(call, { size: 'pageSize', usual: 200, most: 1_000 }, 'revisions', rows);
      const known = new Set(['nextPageToken', 'revisions', ...namesIn(...rows)]);
      return partial(answer, call.query.get('fields') ?? 'nextPageToken,revisions(id,mimeType,modifiedTime)', known);
    },
  },
});
