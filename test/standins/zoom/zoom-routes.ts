import type { ScopedRoutes } from '../scoped-routes.ts';
import type { ZoomToken } from './start-zoom.ts';
import type { ZoomAccount, ZoomMeeting, ZoomUser } from './zoom-account.ts';
import { page, participant, pastMeeting, refuse, scheduledMeeting, type ZoomCall } from './zoom-answers.ts';

const size = /[1-9]|[1-9]\d|[12]\d\d|300/;
const token = /[\w-]{1,256}/;
const date = /\d{4}-\d{2}-\d{2}/;
const paged = { page_size: size, next_page_token: token };
const day = 86_400_000;

/** The number of a meeting, or the UUID of one time that it was held: escaped twice if it begins with a slash or has two together. */
const meetingOf = ({ meetings }: ZoomAccount, { variables }: ZoomCall): ZoomMeeting => {
  const escaped = variables['meetingId']!;
  if (escaped.startsWith('/') || escaped.includes('//')) refuse(404, 2300, 'This API endpoint is not recognized.');
  const key = decodeURIComponent(escaped);
  const found = meetings.findLast(({ uuid, id }) => key === uuid || key === String(id));
  return found ?? refuse(404, 3001, `Meeting does not exist: ${key}.`);
};

const userOf = ({ users }: ZoomAccount, { variables }: ZoomCall): ZoomUser => {
  const key = variables['userId'];
  return (
    users.find(({ id, email }) => key === id || key === email) ?? refuse(404, 1001, `User does not exist: ${key}.`)
  );
};

/** Reports are of a month at most, of meetings with two participants or more. */
const reported = (account: ZoomAccount, call: ZoomCall): readonly ZoomMeeting[] => {
  const [from = '', to = ''] = [call.query.get('from') ?? undefined, call.query.get('to') ?? undefined];
  if (from === '' || to === '') refuse(400, 300, 'The from and to parameters are required.');
  if (Date.parse(to) - Date.parse(from) > 31 * day) refuse(400, 300, 'The date range is too long.');
  const user = userOf(account, call);
  return account.meetings.filter(
    ({ host, start, participants }) =>
      host === user && participants.length > 1 && start.slice(0, 10) >= from && start.slice(0, 10) <= to,
  );
};

/** The operations that are asked for, with the granular scope of each (developers.zoom.us/docs/api/). */
export const zoomRoutes = (account: ZoomAccount): ScopedRoutes<ZoomToken> => ({
  'GET /api.zoom.us/v2/users': {
    scopes: ['user:read:list_users:admin'],
    query: {
      ...paged,
      page_size: /[1-9]\d{0,2}|1\d{3}|2000/,
      status: /active|inactive|pending/,
      role_id: /\w+/,
      include_fields: /custom_attributes|host_key/,
    },
    answer: (call) => {
      const status = call.query.get('status') ?? 'active';
      const users = account.users.filter((user) => user.status === status);
      return page(call, 'users', users, (user) => user);
    },
  },
  'GET /api.zoom.us/v2/groups': {
    scopes: ['group:read:list_groups:admin'],
    query: paged,
    answer: (call) => page(call, 'groups', account.groups, (group) => group),
  },
  'GET /api.zoom.us/v2/roles': {
    scopes: ['role:read:list_roles:admin'],
    query: { type: /common|iq/ },
    answer: () => ({ total_records: account.roles.length, roles: account.roles }),
  },
  'GET /api.zoom.us/v2/users/{userId}/meetings': {
    scopes: ['meeting:read:list_meetings:admin'],
    query: {
      ...paged,
      type: /scheduled|live|upcoming|upcoming_meetings|previous_meetings/,
      from: date,
      to: date,
      timezone: /[\w/]+/,
    },
    answer: (call) => {
      const user = userOf(account, call);
      const meetings = account.meetings.filter(({ host }) => host === user);
      return page(call, 'meetings', meetings, scheduledMeeting);
    },
  },
  'GET /api.zoom.us/v2/past_meetings/{meetingId}': {
    scopes: ['meeting:read:past_meeting:admin'],
    answer: (call) => pastMeeting(meetingOf(account, call)),
  },
  'GET /api.zoom.us/v2/past_meetings/{meetingId}/instances': {
    scopes: ['meeting:read:list_past_instances:admin'],
    answer: (call) => {
      const { id } = meetingOf(account, call);
      const meetings = account.meetings.filter((meeting) => meeting.id === id);
      return { meetings: meetings.map(({ uuid, start }) => ({ uuid, start_time: start })) };
    },
  },
  'GET /api.zoom.us/v2/past_meetings/{meetingId}/participants': {
    scopes: ['meeting:read:list_past_participants:admin'],
    query: paged,
    answer: (call) => page(call, 'participants', meetingOf(account, call).participants, participant),
  },
  'GET /api.zoom.us/v2/report/users/{userId}/meetings': {
    scopes: ['report:read:user:admin'],
    query: { ...paged, from: date, to: date, type: /past|pastOne|pastJoined/ },
    answer: (call) => ({
      from: call.query.get('from'),
      to: call.query.get('to'),
      ...page(call, 'meetings', reported(account, call), pastMeeting),
    }),
  },
  'GET /api.zoom.us/v2/report/meetings/{meetingId}': {
    scopes: ['report:read:meeting:admin'],
    answer: (call) => pastMeeting(meetingOf(account, call)),
  },
  'GET /api.zoom.us/v2/report/meetings/{meetingId}/participants': {
    scopes: ['report:read:list_meeting_participants:admin'],
    query: { ...paged, include_fields: /registrant_id/ },
    answer: (call) => page(call, 'participants', meetingOf(account, call).participants, participant),
  },
});
