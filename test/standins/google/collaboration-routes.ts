import type { ScopedRoutes } from '../scoped-routes.ts';
import type { Collaboration } from './collaboration-data.ts';
import type { Resource } from './directory-data.ts';
import { type GoogleCall, type GoogleCaller, invalid, notFound, page, refuse } from './google-answers.ts';
import { mailboxOf } from './own-data.ts';

const scope = (name: string): string => `https://www.googleapis.com/auth/${name}`;
const count = /[1-9]\d*/;
const token = /[\w-]+/;
const flag = /true|false/;
const instant = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)/;

/** The audit log, for the administrator; calendars and mails, for whom the token acts. */
export const collaborationRoutes = (data: Collaboration, administrator: string): ScopedRoutes<GoogleCaller> => ({
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
      const { events } = mailboxOf(data, call);
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
      const rows = mailboxOf(data, call).messages.map(({ id, threadId }) => ({ id, threadId }));
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
      const message = mailboxOf(data, call).messages.find(({ id }) => id === call.variables['id']) ?? notFound();
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
});

/** A token for metadata alone neither searches nor reads bodies (developers.google.com/workspace/gmail/api/auth/scopes). */
const checkMetadata = ({ caller }: GoogleCall, readsContent: boolean): void => {
  if (readsContent && !caller.scopes.includes(scope('gmail.readonly'))) refuse(403, 'forbidden', 'PERMISSION_DENIED');
};
