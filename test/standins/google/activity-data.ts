import type { Person } from '../organisation.ts';
import { at } from './collaboration-time.ts';
import { type Resource, userId } from './directory-data.ts';
import { fileId } from './file-data.ts';

const parameter = (name: string, value: string | boolean | number | readonly string[]): Resource => {
  if (typeof value === 'string') return { name, value };
  if (typeof value === 'boolean') return { name, boolValue: value };
  return typeof value === 'number' ? { name, intValue: String(value) } : { name, multiValue: value };
};

const activity = (
  application: string,
  by: Person,
  index: number,
  type: string,
  name: string,
  parameters: readonly Resource[],
): Resource => ({
  kind: 'admin#reports#activity',
  etag: '"CANARY etag"',
  id: {
    time: at(20 - index),
    uniqueQualifier: String(-4_000 - index),
    applicationName: application,
    customerId: 'C0CANARY1',
  },
  actor: { callerType: 'USER', email: by.mail, profileId: userId(by.number), key: 'CANARY key' },
  ownerDomain: 'acme.example',
  ipAddress: '198.51.100.7',
  networkInfo: { ipAsn: [64_500], regionCode: 'BE' },
  events: [{ type, name, parameters }],
});

/** What the audit log says of these people, by application, the newest first. */
export const activitiesOf = (people: readonly Person[]): Readonly<Record<string, readonly Resource[]>> => {
  const many = (make: (by: Person, other: Person, index: number) => Resource): readonly Resource[] =>
    Array.from({ length: 6 }, (_, index) => make(people[index % 3]!, people[(index + 1) % 3]!, index));
  return {
    meet: many((by, other, index) =>
      activity('meet', by, index, 'call', 'call_ended', [
        parameter('meeting_code', 'CANARYCODE'),
        parameter('conference_id', `conference-${index}`),
        parameter('identifier', by.mail),
        parameter('identifier_type', 'email_address'),
        parameter('organizer_email', other.mail),
        parameter('display_name', `CANARY ${by.name}`),
        parameter('duration_seconds', 1_800 + index),
        parameter('is_external', false),
        parameter('device_type', 'web'),
        parameter('ip_address', '2001:db8::7'),
      ]),
    ),
    chat: many((by, other, index) =>
      activity('chat', by, index, 'user_action', 'add_room_member', [
        parameter('actor', by.mail),
        parameter('actor_type', 'NON_ADMIN'),
        parameter('room_id', 'AAAA0'),
        parameter('room_name', 'CANARY project room'),
        parameter('target_users', [by.mail, other.mail]),
        parameter('conversation_type', 'SPACE'),
      ]),
    ),
    drive: many((by, other, index) =>
      activity('drive', by, index, 'acl_change', 'change_user_access', [
        parameter('primary_event', true),
        parameter('doc_id', fileId(by, index)),
        parameter('doc_title', 'CANARY name of a file'),
        parameter('doc_type', 'spreadsheet'),
        parameter('owner', by.mail),
        parameter('target_user', other.mail),
        parameter('visibility', 'shared_internally'),
        parameter('new_value', ['CANARY can_edit']),
      ]),
    ),
    calendar: many((by, other, index) =>
      activity('calendar', by, index, 'event_change', 'add_event_guest', [
        parameter('event_id', `event${index}`),
        parameter('calendar_id', by.mail),
        parameter('organizer_calendar_id', by.mail),
        parameter('event_guest', other.mail),
        parameter('event_title', 'CANARY title of the event'),
        parameter('user_agent', 'CANARY agent'),
        parameter('start_time', 63_890_000_000 + index),
      ]),
    ),
    login: many((by, _, index) =>
      activity('login', by, index, 'login', 'login_success', [
        parameter('login_type', 'google_password'),
        parameter('login_challenge_method', ['password', 'security_key']),
        parameter('is_suspicious', false),
      ]),
    ),
    gemini_in_workspace_apps: many((by, _, index) =>
      activity('gemini_in_workspace_apps', by, index, 'feature_utilization', 'feature_utilization', [
        parameter('action', 'summarize'),
        parameter('app_name', 'gmail'),
        parameter('event_category', 'active_generate'),
        parameter('prompt', 'CANARY prompt'),
      ]),
    ),
  };
};
