import { listOf, offsetOf, pageToken } from '../page-token.ts';
import type { RouteCall } from '../scoped-routes.ts';
import { Refusal } from '../stand-in.ts';
import type { ZoomToken } from './start-zoom.ts';
import type { ZoomMeeting, ZoomParticipant } from './zoom-account.ts';

/** A call of Zoom's API. */
export type ZoomCall = RouteCall<ZoomToken>;

/** An error as Zoom's API says it (developers.zoom.us/docs/api/errors/). */
export const refuse = (status: number, code: number, message: string): never => {
  throw new Refusal(status, { code, message: `${message} CANARY message` });
};

/** One page, as developers.zoom.us/docs/api/pagination/ says: the token is empty on the last one, and of this very list. */
export const page = <Row>(
  { request, query }: ZoomCall,
  key: string,
  rows: readonly Row[],
  form: (row: Row) => object,
): object => {
  const size = Number(query.get('page_size') ?? 30);
  const list = listOf(request, ['next_page_token']);
  const token = query.get('next_page_token') ?? '';
  const offset = token === '' ? 0 : offsetOf(token, list);
  if (offset === undefined) return refuse(400, 300, 'The next page token is invalid or expired.');
  const end = offset + size;
  return {
    page_size: size,
    page_count: Math.ceil(rows.length / size),
    total_records: rows.length,
    next_page_token: end < rows.length ? pageToken({ list, offset: end }) : '',
    [key]: rows.slice(offset, end).map(form),
  };
};

const minutes = (from: string, to: string): number => Math.round((Date.parse(to) - Date.parse(from)) / 60_000);

/** A meeting as past meetings and reports have it. */
export const pastMeeting = ({ uuid, id, host, topic, type, start, end, participants }: ZoomMeeting): object => ({
  uuid,
  id,
  host_id: host.id,
  type,
  topic,
  user_name: host.display_name,
  user_email: host.email,
  start_time: start,
  end_time: end,
  duration: minutes(start, end),
  total_minutes: participants.reduce((sum, { join, leave }) => sum + minutes(join, leave), 0),
  participants_count: participants.length,
  dept: host.dept,
  source: 'CANARY source',
  custom_keys: [{ key: 'Host Nation', value: 'CANARY key' }],
  tracking_fields: [{ field: 'Customer', value: 'CANARY field' }],
});

/** A meeting as it was scheduled. */
export const scheduledMeeting = ({ uuid, id, host, topic, type, start, end }: ZoomMeeting): object => ({
  uuid,
  id,
  host_id: host.id,
  topic,
  type,
  start_time: start,
  created_at: start,
  duration: minutes(start, end),
  timezone: 'Europe/Brussels',
  agenda: 'CANARY agenda',
  join_url: 'https://zoom.us/j/93000000000?pwd=CANARY',
  pmi: 'CANARY pmi',
});

/** Someone who took part. `id` is empty of those who are not of the account (since March 2023). */
export const participant = ({ user, email, name, join, leave }: ZoomParticipant): object => ({
  id: user?.id ?? '',
  name,
  user_id: '16778240',
  registrant_id: 'CANARY registrant',
  participant_user_id: user?.id ?? '',
  user_email: email,
  join_time: join,
  leave_time: leave,
  duration: minutes(join, leave) * 60,
  internal_user: user !== undefined,
  failover: false,
  status: 'in_meeting',
  customer_key: 'CANARY key',
});
