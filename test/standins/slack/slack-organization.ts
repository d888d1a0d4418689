import { organisation, type Person } from '../organisation.ts';
import { type Row, type SlackChannel, slackChannel, start, teams } from './slack-conversations.ts';

/** A member as `users.list` tells of one; `teams` is of the Discovery API alone. */
export type SlackMember = Row & { readonly id: string; readonly deleted: boolean; readonly teams: readonly string[] };

export type SlackGroup = Row & { readonly id: string; readonly users: readonly string[] };

/** An Enterprise organization of Slack with two workspaces. */
export interface SlackOrganization {
  readonly enterprise: string;
  readonly teams: readonly string[];
  readonly members: readonly SlackMember[];
  readonly groups: readonly SlackGroup[];
  readonly channels: readonly SlackChannel[];
}

/** The id of a person at Slack. */
const slackId = (number: number): string => `U0${String(number).padStart(6, '0')}X`;

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
    channels: groups.map(({ number, members }) => slackChannel(number, members.map(slackId), ids)),
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
