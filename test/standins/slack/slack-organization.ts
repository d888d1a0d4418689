import { organisation, type Person } from '../organisation.ts';

type Row = Readonly<Record<string, unknown>>;

/** A member as `users.list` tells of one; `teams` is of the Discovery API alone. */
export type SlackMember = Row & { readonly id: string; readonly deleted: boolean; readonly teams: readonly string[] };

export type SlackGroup = Row & { readonly id: string; readonly users: readonly string[] };

export type SlackMessage = Row & { readonly ts: string };

export interface SlackChannel {
  readonly row: Row & { readonly id: string; readonly is_private: boolean };
  readonly members: readonly string[];
  /** The newest first. */
  readonly messages: readonly SlackMessage[];
}

/** An Enterprise organization of Slack with two workspaces. */
export interface SlackOrganization {
  readonly enterprise: string;
  readonly teams: readonly string[];
  readonly members: readonly SlackMember[];
  readonly groups: readonly SlackGroup[];
  readonly channels: readonly SlackChannel[];
}

const start = Date.parse('2025-03-01T08:00:00Z') / 1_000;
const teams = ['T0ACME0001', 'T0ACME0002'];

/** The id of a person at Slack. */
export const slackId = (number: number): string => `U0${String(number).padStart(6, '0')}X`;

/** Its members have telephones, statuses and pictures, its messages texts, files and reactions: more than any shape names. */
export const slackOrganization = (size: { readonly people: number; readonly groups: number }): SlackOrganization => {
  const { people, groups } = organisation(size);
  const ids = people.map(({ number }) => slackId(number));
  return {
    enterprise: 'E0ACME0000',
    teams,
    members: people.map(memberOf),
    groups: groups.map(({ number, name, members }): SlackGroup => {
      const isDisabled = number === 2;
      return {
        id: `S0${number}GROUP`,
        team_id: teams[0],
        is_usergroup: true,
        name,
        description: `CANARY description ${number}`,
        handle: `handle-${number}`,
        is_external: false,
        is_idp_group: number === 3,
        date_create: start,
        date_update: start + number,
        date_delete: isDisabled ? start + 86_400 : 0,
        created_by: ids[0],
        deleted_by: isDisabled ? ids[0] : null,
        user_count: String(members.length),
        users: members.map(slackId),
        prefs: { channels: ['CANARY'], groups: [] },
      };
    }),
    channels: groups.map(({ number, members }) => channelOf(number, members.map(slackId), ids)),
  };
};

const memberOf = ({ number, name, mail, title, status }: Person): SlackMember => {
  const id = slackId(number);
  const isGuest = number % 11 === 10;
  return {
    id,
    team_id: teams[0],
    teams: number % 3 === 0 ? teams : [teams[number % 2]!],
    name: `handle.${number}`,
    real_name: name,
    deleted: status !== 'active',
    color: '9f69e7',
    tz: 'Europe/Brussels',
    tz_label: 'CANARY time',
    tz_offset: 3_600,
    is_admin: number === 2,
    is_owner: number === 1,
    is_primary_owner: number === 1,
    is_restricted: isGuest,
    is_ultra_restricted: false,
    is_bot: number % 19 === 18,
    is_app_user: false,
    is_email_confirmed: true,
    has_2fa: number % 5 !== 0,
    updated: start + number * 3_600,
    profile: {
      email: mail,
      title,
      phone: 'CANARY phone',
      real_name: name,
      display_name: `CANARY ${number}`,
      status_text: 'CANARY at the dentist',
      status_emoji: ':CANARY:',
      image_512: 'https://avatars.example/CANARY.png',
      fields: { Xf01: { value: 'CANARY custom', alt: '' } },
      ...(isGuest && { guest_invited_by: slackId(1), guest_expiration_ts: start + 90 * 86_400 }),
    },
    enterprise_user: { id, enterprise_id: 'E0ACME0000', enterprise_name: 'CANARY Inc.', teams },
  };
};

const channelOf = (number: number, members: readonly string[], ids: readonly string[]): SlackChannel => ({
  row: {
    id: `C0${number}CHANNEL`,
    team: teams[0],
    team_id: teams[0],
    name: `CANARY-channel-${number}`,
    name_normalized: `CANARY-channel-${number}`,
    created: start + number,
    updated: (start + number) * 1_000,
    creator: ids[number],
    is_channel: number % 3 !== 2,
    is_group: number % 3 === 2,
    is_im: false,
    is_mpim: false,
    is_private: number % 3 === 2,
    is_archived: number === 4,
    is_general: number === 1,
    is_shared: false,
    is_org_shared: false,
    is_ext_shared: number === 5,
    topic: { value: 'CANARY topic', creator: ids[1], last_set: start },
    purpose: { value: 'CANARY purpose', creator: ids[1], last_set: start },
    previous_names: ['CANARY before'],
    num_members: members.length,
  },
  members,
  messages: Array.from({ length: 12 }, (_, at) => messageOf(ids, number, at)),
});

const messageOf = (ids: readonly string[], channel: number, at: number): SlackMessage => {
  const ts = `${start + 86_400 - at * 60}.0${channel % 10}${String(at).padStart(4, '0')}`;
  const user = ids[(channel + at) % ids.length];
  return {
    type: 'message',
    ...(at === 11 && { subtype: 'channel_join' }),
    ts,
    user,
    team: teams[0],
    client_msg_id: 'CANARY-client',
    text: `CANARY secret plans with <@${ids[0]}>, number ${at}`,
    blocks: [{ type: 'rich_text', elements: [{ type: 'text', text: 'CANARY block' }] }],
    ...(at % 4 === 0 && {
      thread_ts: ts,
      reply_count: 2,
      reply_users_count: 1,
      reply_users: [ids[1]],
      latest_reply: ts,
    }),
    ...(at % 4 === 1 && { edited: { user, ts }, parent_user_id: ids[0] }),
    ...(at % 5 === 2 && { reactions: [{ name: 'CANARY-emoji', users: [ids[2], ids[3]], count: 2 }] }),
    ...(at % 6 === 3 && { files: [fileOf(user)] }),
  };
};

const fileOf = (user: unknown): Row => ({
  id: 'F0000PLAN',
  created: start,
  name: 'CANARY.pdf',
  title: 'CANARY plan',
  mimetype: 'application/pdf',
  filetype: 'pdf',
  size: 4_711,
  user,
  url_private: 'https://files.slack.com/CANARY',
});
