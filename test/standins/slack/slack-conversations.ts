/** Whatever Slack tells of something. */
export type Row = Readonly<Record<string, unknown>>;

export type SlackMessage = Row & { readonly ts: string };

export interface SlackChannel {
  readonly row: Row & { readonly id: string; readonly is_private: boolean };
  readonly members: readonly string[];
  /** The newest first. */
  readonly messages: readonly SlackMessage[];
}

/** Seconds since 1970, when everything began. */
export const start = Date.parse('2025-03-01T08:00:00Z') / 1_000;
/** Workspaces. */
export const teams = ['T0ACME0001', 'T0ACME0002'];

/** A channel with twelve messages: threads, reactions, files, edits. */
export const slackChannel = (number: number, members: readonly string[], ids: readonly string[]): SlackChannel => ({
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
