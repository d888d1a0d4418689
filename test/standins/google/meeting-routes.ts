import type { ScopedRoutes } from '../scoped-routes.ts';
import type { Collaboration } from './collaboration-data.ts';
import { type GoogleCaller, page } from './google-answers.ts';
import { mailboxOf, within } from './own-data.ts';

const scope = (name: string): string => `https://www.googleapis.com/auth/${name}`;
const count = /[1-9]\d*/;
const token = /[\w-]+/;
const flag = /true|false/;

/** Meetings of a user, and what is said in Chat (developers.google.com/workspace/meet/api, developers.google.com/workspace/chat/api). */
export const meetingRoutes = (data: Collaboration): ScopedRoutes<GoogleCaller> => ({
  'GET /meet.googleapis.com/v2/conferenceRecords': {
    scopes: [scope('meetings.space.readonly'), scope('meetings.space.created')],
    query: { filter: /.*_time ?[<>]=? ?".*"/, pageSize: count, pageToken: token },
    answer: (call) => {
      const [, from = ''] = /^start_time ?>=? ?"([^"]+)"/.exec(call.query.get('filter') ?? '') ?? [];
      const rows = mailboxOf(data, call).conferences.filter(({ startTime }) => String(startTime) >= from);
      return page(call, { size: 'pageSize', usual: 25, most: 100 }, 'conferenceRecords', rows);
    },
  },
  'GET /meet.googleapis.com/v2/conferenceRecords/{record}/participants': {
    scopes: [scope('meetings.space.readonly'), scope('meetings.space.created')],
    query: { filter: /.*/, pageSize: count, pageToken: token },
    answer: (call) => {
      const rows = within(data, call, data.participants, `conferenceRecords/${call.variables['record']}`);
      return page(call, { size: 'pageSize', usual: 100, most: 250 }, 'participants', rows);
    },
  },

  'GET /chat.googleapis.com/v1/spaces': {
    scopes: [scope('chat.spaces.readonly'), scope('chat.spaces')],
    query: { filter: /spaceType = "[A-Z_]+"(?: OR spaceType = "[A-Z_]+")*/, pageSize: count, pageToken: token },
    answer: (call) => {
      const types = [...(call.query.get('filter') ?? '').matchAll(/"([A-Z_]+)"/g)].map(([, type]) => type);
      const { spaces } = mailboxOf(data, call);
      const rows = spaces.filter(({ spaceType }) => types.length === 0 || types.includes(String(spaceType)));
      return page(call, { size: 'pageSize', usual: 100, most: 1_000 }, 'spaces', rows);
    },
  },
  'GET /chat.googleapis.com/v1/spaces/{space}/members': {
    scopes: [scope('chat.memberships.readonly'), scope('chat.memberships')],
    query: { showGroups: flag, pageSize: count, pageToken: token },
    answer: (call) => {
      const all = within(data, call, data.memberships, `spaces/${call.variables['space']}`);
      const rows = all.filter(({ member }) => call.query.get('showGroups') === 'true' || member !== undefined);
      return page(call, { size: 'pageSize', usual: 100, most: 1_000 }, 'memberships', rows);
    },
  },
  'GET /chat.googleapis.com/v1/spaces/{space}/messages': {
    scopes: [scope('chat.messages.readonly'), scope('chat.messages')],
    query: {
      filter: /createTime > "[^"]+"(?: AND createTime < "[^"]+")?|create_time > "[^"]+"(?: AND create_time < "[^"]+")?/,
      orderBy: /(?:createTime )?(?:ASC|DESC)/,
      showDeleted: flag,
      pageSize: count,
      pageToken: token,
    },
    answer: (call) => {
      const [, from = ''] = /> "([^"]+)"/.exec(call.query.get('filter') ?? '') ?? [];
      const all = within(data, call, data.chat, `spaces/${call.variables['space']}`);
      const rows = all.filter(({ createTime }) => String(createTime) > from);
      return page(call, { size: 'pageSize', usual: 25, most: 1_000 }, 'messages', rows);
    },
  },
});
