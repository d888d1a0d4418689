import type { ScopedRoutes } from '../scoped-routes.ts';
import type { Collaboration, Mailbox } from './collaboration-data.ts';
import type { Resource } from './directory-data.ts';
import {
  type GoogleCall,
  type GoogleCaller,
  invalid,
  namesIn,
  notFound,
  page,
  partial,
  refuse,
} from './google-answers.ts';

const scope = (name: string): string => `https://www.googleapis.com/auth/${name}`;
const count = /[1-9]\d*/;
const token = /[\w-]+/;
const flag = /true|false/;
const instant = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)/;
const fields = /[\w,()/]+/;

/** The calendars, mails, files, meetings and messages of users: each sees what is theirs. */
export const collaborationRoutes = (data: Collaboration, administrator: string): ScopedRoutes<GoogleCaller> => {
  const mailboxOf = ({ caller }: GoogleCall): Mailbox =>
    data.mailboxes[caller.actor] ?? refuse(403, 'forbidden', 'PERMISSION_DENIED');
  const within = (call: GoogleCall, rows: Readonly<Record<string, readonly Resource[]>>, name: string) => {
    mailboxOf(call);
    return Object.hasOwn(rows, name) ? rows[name]! : notFound();
  };

  return {
    'GET /admin.googleapis.com/admin/reports/v1/activity/users/{userKey}/applications/{application}': {
      scopes: [scope('admin.reports.audit.readonly')],
      query: {
        startTime: instant,
        endTime: instant,
        eventName: /\w+/,
        maxResults: /[1-9]\d{0,2}|1000/,
        pageToken: token,
      },
      answer: (call) => {
        const { application = '', userKey } = call.variables;
        if (call.caller.actor !== administrator) refuse(401, 'authError', 'UNAUTHENTICATED');
        const all = data.activities[application] ?? invalid();
        const from = call.query.get('startTime') ?? '';
        const rows = all.filter(({ actor, id }) => {
          const isTheirs = userKey === 'all' || (actor as Resource)['email'] === userKey;
          return isTheirs && String((id as Resource)['time']) >= from;
        });
        return page(call, { size: 'maxResults', usual: 1_000, most: 1_000 }, 'items', rows);
      },
    },

    'GET /www.googleapis.com/calendar/v3/calendars/{calendarId}/events': {
      scopes: [scope('calendar.events.readonly'), scope('calendar.readonly')],
      query: {
        timeMin: instant,
        timeMax: instant,
        updatedMin: instant,
        singleEvents: flag,
        showDeleted: flag,
        orderBy: /startTime|updated/,
        maxResults: count,
        pageToken: token,
        syncToken: token,
      },
      answer: (call) => {
        const { calendarId } = call.variables;
        const { events } = mailboxOf(call);
        if (calendarId !== 'primary' && calendarId !== call.caller.actor) notFound();
        const from = call.query.get('timeMin') ?? '';
        const rows = events.filter(({ start }) => String((start as Resource)['dateTime']) >= from);
        const answer = page(call, { size: 'maxResults', usual: 250, most: 2_500 }, 'items', rows);
        return {
          ...answer,
          summary: call.caller.actor,
          description: 'CANARY description',
          timeZone: 'Europe/Brussels',
          accessRole: 'owner',
          updated: '2026-10-20T08:00:00.000Z',
          ...(answer['nextPageToken'] === undefined && { nextSyncToken: 'c3luYw' }),
        };
      },
    },

    'GET /gmail.googleapis.com/gmail/v1/users/me/messages': {
      scopes: [scope('gmail.metadata'), scope('gmail.readonly')],
      query: { labelIds: /\w+/g, includeSpamTrash: flag, maxResults: count, pageToken: token, q: /.*/ },
      answer: (call) => {
        checkMetadata(call, call.query.has('q'));
        const rows = mailboxOf(call).messages.map(({ id, threadId }) => ({ id, threadId }));
        const answer = page(call, { size: 'maxResults', usual: 100, most: 500 }, 'messages', rows);
        return { ...answer, resultSizeEstimate: rows.length };
      },
    },
    'GET /gmail.googleapis.com/gmail/v1/users/me/messages/{id}': {
      scopes: [scope('gmail.metadata'), scope('gmail.readonly')],
      query: { format: /full|metadata|minimal|raw/, metadataHeaders: /[\w-]+/g },
      answer: (call) => {
        const format = call.query.get('format') ?? 'full';
        checkMetadata(call, format === 'full' || format === 'raw');
        const message = mailboxOf(call).messages.find(({ id }) => id === call.variables['id']) ?? notFound();
        const { payload, raw: _, ...rest } = message;
        if (format === 'minimal') return rest;
        const { headers, mimeType, partId, filename } = payload as Resource;
        const wanted = call.query.getAll('metadataHeaders').map((name) => name.toLowerCase());
        const named = (headers as readonly { readonly name: string }[]).filter(
          ({ name }) => wanted.length === 0 || wanted.includes(name.toLowerCase()),
        );
        return { ...rest, payload: { partId, mimeType, filename, headers: named } };
      },
    },

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
        const { files } = mailboxOf(call);
        const [, from = ''] = /^modifiedTime >=? '([^']+)'/.exec(call.query.get('q') ?? '') ?? [];
        const rows = files.filter(({ modifiedTime }) => String(modifiedTime) >= from);
        const answer = page(call, { size: 'pageSize', usual: 100, most: 1_000 }, 'files', rows);
        const known = new Set(['nextPageToken', 'incompleteSearch', 'files', ...namesIn(...files)]);
        const wanted = call.query.get('fields') ?? 'kind,incompleteSearch,nextPageToken,files(kind,id,name,mimeType)';
        return partial({ ...answer, incompleteSearch: false }, wanted, known);
      },
    },
    'GET /www.googleapis.com/drive/v3/files/{fileId}/permissions': {
      scopes: [scope('drive.metadata.readonly'), scope('drive.readonly')],
      query: { fields, supportsAllDrives: flag, pageSize: /[1-9]\d?|100/, pageToken: token },
      answer: (call) => {
        const rows = within(call, data.permissions, call.variables['fileId']!);
        const answer = page(call, { size: 'pageSize', usual: 100, most: 100 }, 'permissions', rows);
        const known = new Set(['nextPageToken', 'permissions', ...namesIn(...rows)]);
        return partial(answer, call.query.get('fields') ?? 'kind,nextPageToken,permissions(id,type,kind,role)', known);
      },
    },
    'GET /www.googleapis.com/drive/v3/files/{fileId}/revisions': {
      scopes: [scope('drive.metadata.readonly'), scope('drive.readonly')],
      query: { fields, pageSize: /[1-9]\d{0,2}|1000/, pageToken: token },
      answer: (call) => {
        const rows = within(call, data.revisions, call.variables['fileId']!);
        const answer = page(call, { size: 'pageSize', usual: 200, most: 1_000 }, 'revisions', rows);
        const known = new Set(['nextPageToken', 'revisions', ...namesIn(...rows)]);
        return partial(answer, call.query.get('fields') ?? 'nextPageToken,revisions(id,mimeType,modifiedTime)', known);
      },
    },

    'GET /meet.googleapis.com/v2/conferenceRecords': {
      scopes: [scope('meetings.space.readonly'), scope('meetings.space.created')],
      query: { filter: /.*_time ?[<>]=? ?".*"/, pageSize: count, pageToken: token },
      answer: (call) => {
        const [, from = ''] = /^start_time ?>=? ?"([^"]+)"/.exec(call.query.get('filter') ?? '') ?? [];
        const rows = mailboxOf(call).conferences.filter(({ startTime }) => String(startTime) >= from);
        return page(call, { size: 'pageSize', usual: 25, most: 100 }, 'conferenceRecords', rows);
      },
    },
    'GET /meet.googleapis.com/v2/conferenceRecords/{record}/participants': {
      scopes: [scope('meetings.space.readonly'), scope('meetings.space.created')],
      query: { filter: /.*/, pageSize: count, pageToken: token },
      answer: (call) => {
        const rows = within(call, data.participants, `conferenceRecords/${call.variables['record']}`);
        return page(call, { size: 'pageSize', usual: 100, most: 250 }, 'participants', rows);
      },
    },

    'GET /chat.googleapis.com/v1/spaces': {
      scopes: [scope('chat.spaces.readonly'), scope('chat.spaces')],
      query: { filter: /spaceType = "[A-Z_]+"(?: OR spaceType = "[A-Z_]+")*/, pageSize: count, pageToken: token },
      answer: (call) => {
        const types = [...(call.query.get('filter') ?? '').matchAll(/"([A-Z_]+)"/g)].map(([, type]) => type);
        const { spaces } = mailboxOf(call);
        const rows = spaces.filter(({ spaceType }) => types.length === 0 || types.includes(String(spaceType)));
        return page(call, { size: 'pageSize', usual: 100, most: 1_000 }, 'spaces', rows);
      },
    },
    'GET /chat.googleapis.com/v1/spaces/{space}/members': {
      scopes: [scope('chat.memberships.readonly'), scope('chat.memberships')],
      query: { showGroups: flag, pageSize: count, pageToken: token },
      answer: (call) => {
        const all = within(call, data.memberships, `spaces/${call.variables['space']}`);
        const rows = all.filter(({ member }) => call.query.get('showGroups') === 'true' || member !== undefined);
        return page(call, { size: 'pageSize', usual: 100, most: 1_000 }, 'memberships', rows);
      },
    },
    'GET /chat.googleapis.com/v1/spaces/{space}/messages': {
      scopes: [scope('chat.messages.readonly'), scope('chat.messages')],
      query: {
        filter:
          /createTime > "[^"]+"(?: AND createTime < "[^"]+")?|create_time > "[^"]+"(?: AND create_time < "[^"]+")?/,
        orderBy: /(?:createTime )?(?:ASC|DESC)/,
        showDeleted: flag,
        pageSize: count,
        pageToken: token,
      },
      answer: (call) => {
        const [, from = ''] = /> "([^"]+)"/.exec(call.query.get('filter') ?? '') ?? [];
        const all = within(call, data.chat, `spaces/${call.variables['space']}`);
        const rows = all.filter(({ createTime }) => String(createTime) > from);
        return page(call, { size: 'pageSize', usual: 25, most: 1_000 }, 'messages', rows);
      },
    },
  };
};

/** A token for metadata alone neither searches nor reads bodies (developers.google.com/workspace/gmail/api/auth/scopes). */
const checkMetadata = ({ caller }: GoogleCall, readsContent: boolean): void => {
  if (readsContent && !caller.scopes.includes(scope('gmail.readonly'))) refuse(403, 'forbidden', 'PERMISSION_DENIED');
};
