import { seeded } from '../../../examples/seeded.ts';
import { organisation, type Person } from '../organisation.ts';

/** A user as `GET /users` has it; of those who were invited there is no id. */
export interface ZoomUser {
  readonly id?: string;
  readonly email: string;
  readonly status: 'active' | 'inactive' | 'pending';
  readonly first_name?: string;
  readonly last_name?: string;
  readonly display_name?: string;
  readonly dept?: string;
  readonly employee_unique_id?: string;
  readonly type: number;
  readonly role_id?: string;
  readonly group_ids?: readonly string[];
  readonly verified?: number;
  readonly timezone?: string;
  readonly user_created_at?: string;
  readonly last_login_time?: string;
  readonly [more: string]: unknown;
}

/** Someone in a meeting: a user, or a guest without an id. */
export interface ZoomParticipant {
  readonly user?: ZoomUser;
  readonly email: string;
  readonly name: string;
  readonly join: string;
  readonly leave: string;
}

/** One time that a meeting was held. */
export interface ZoomMeeting {
  readonly uuid: string;
  /** The same for all times that a repeated meeting was held. */
  readonly id: number;
  readonly host: ZoomUser;
  readonly topic: string;
  readonly type: number;
  readonly start: string;
  readonly end: string;
  readonly participants: readonly ZoomParticipant[];
}

/** What there is at Zoom. */
export interface ZoomAccount {
  readonly users: readonly ZoomUser[];
  readonly groups: readonly { readonly id: string; readonly name: string; readonly total_members: number }[];
  readonly roles: readonly {
    readonly id: string;
    readonly name: string;
    readonly description: string;
    readonly total_members: number;
  }[];
  readonly meetings: readonly ZoomMeeting[];
}

const minutesAfter = (instant: string, minutes: number): string =>
  new Date(Date.parse(instant) + minutes * 60_000).toISOString().replace('.000', '');

/** As the base64 of 16 bytes may be. */
const uuids = ['abcdefghij#klmnopqrstQ==', 'abc/defghij#klmno/qrstQ==', '/bcdefghij#klm//pqrstQ=='];

/** 0 owns the account, 1 administers it, 2 is a member. */
const roleOf = (number: number): string => {
  if (number === 1) return '0';
  return number % 20 === 0 ? '1' : '2';
};

/**
 * An account of an organisation, the same on every run. More users may sign in than one page has; one meeting has more participants
 * than that.
 */
export const zoomAccount = (): ZoomAccount => {
  const random = seeded(7);
  const { people, groups } = organisation({ people: 720, groups: 5 });

  const invited = ({ mail, number }: Person): ZoomUser => ({
    email: mail,
    status: 'pending',
    type: 1,
    verified: 0,
    pmi: 1_000_000_000 + number,
  });
  const userOf = (person: Person): ZoomUser => {
    const { number, name, givenName, familyName, mail, department, hired, status } = person;
    const created = `${hired}T08:00:00Z`;
    return {
      id: `usr${number}-KdYKjnimT4KPd8`,
      email: mail,
      status: status === 'active' ? 'active' : 'inactive',
      first_name: givenName,
      last_name: familyName,
      display_name: name,
      dept: department,
      employee_unique_id: `E${number}`,
      type: random.percent(70) ? 2 : 1,
      role_id: roleOf(number),
      group_ids: groups.filter(({ members }) => members.includes(number)).map(({ number: group }) => `grp-${group}`),
      verified: 1,
      timezone: 'Europe/Brussels',
      user_created_at: created,
      created_at: created,
      last_login_time: minutesAfter(created, random.below(100_000)),
      last_client_version: '6.2.1.2233(win)',
      pmi: 2_000_000_000 + number,
      phone_number: '+32 CANARY phone',
      personal_meeting_url: 'https://zoom.us/j/CANARY',
      host_key: 'CANARY host key',
      custom_attributes: [{ key: 'cbf', name: 'Car', value: 'CANARY plate' }],
      im_group_ids: ['CANARY im group'],
    };
  };
  const users = people
    .filter(({ status }) => status !== 'deleted')
    .map((person) => (person.number % 97 === 0 ? invited(person) : userOf(person)));
  const active = users.filter(({ status }) => status === 'active');

  const participantOf = (user: ZoomUser, start: string): ZoomParticipant => ({
    user,
    email: user.email,
    name: user.display_name!,
    join: minutesAfter(start, random.below(5)),
    leave: minutesAfter(start, 20 + random.below(30)),
  });
  const meetingOf = (index: number): ZoomMeeting => {
    const host = active[index % 3]!;
    const start = `2026-10-${String(1 + (index % 20)).padStart(2, '0')}T09:00:00Z`;
    const members = index === 0 ? active.slice(0, 305) : active.slice(index, index + 2 + random.below(4));
    const guest = { email: `guest.${index}@partner.example`, name: 'CANARY guest', join: start, leave: start };
    return {
      uuid: uuids[index % 3]!.replace('#', String.fromCharCode(97 + index)),
      id: 93_000_000_000 + Math.floor(index / 2),
      host,
      topic: `CANARY plans for ${random.pick(['Finance', 'Legal', 'Sales'])}`,
      type: 8,
      start,
      end: minutesAfter(start, 45),
      participants: [...members.map((user) => participantOf(user, start)), guest],
    };
  };
  const count = (of: (user: ZoomUser) => boolean): number => users.filter(of).length;
  return {
    users,
    groups: groups.map(({ number, name }) => ({
      id: `grp-${number}`,
      name,
      total_members: count(({ group_ids }) => group_ids?.includes(`grp-${number}`) === true),
    })),
    roles: ['Owner', 'Admin', 'Member'].map((name, index) => ({
      id: `${index}`,
      name,
      description: `${name} of the account`,
      total_members: count(({ role_id }) => role_id === `${index}`),
    })),
    meetings: Array.from({ length: 12 }, (_, index) => meetingOf(index)),
  };
};
