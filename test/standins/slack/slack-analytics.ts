import { gzipSync } from 'node:zlib';
import type { SlackOrganization } from './slack-organization.ts';
import { refuse } from './slack-refusal.ts';

/** A day of members, or of public channels: JSON lines in gzip, which its type says and no encoding. */
export const analyticsFile = ({ members, channels, enterprise, teams }: SlackOrganization, query: URLSearchParams) => {
  const [type, date] = [query.get('type'), query.get('date')];
  if (type !== 'member' && type !== 'public_channel') return refuse('invalid_type');
  if (date === null || date < '2025-01-01') return refuse('file_not_found');
  const lines =
    type === 'member'
      ? members.slice(0, 5).map(({ id, profile, is_restricted }, at) => ({
          enterprise_id: enterprise,
          team_id: teams[0],
          date,
          user_id: id,
          email_address: (profile as { email: string }).email,
          is_guest: is_restricted,
          is_billable_seat: true,
          is_active: at % 2 === 0,
          messages_posted_count: at * 3,
          reactions_added_count: at,
          slack_huddles_count: 1,
          CANARY: 'CANARY',
        }))
      : channels.slice(0, 3).map(({ row }) => ({
          enterprise_id: enterprise,
          originating_team: { team_id: teams[0], name: 'CANARY workspace' },
          channel_id: row.id,
          channel_type: 'single_workspace_channel',
          visibility: 'public',
          date,
          messages_posted_count: 12,
          shared_with: [{ team_id: teams[1], name: 'CANARY' }],
        }));
  const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  return { status: 200, headers: { 'content-type': 'application/gzip' }, body: gzipSync(text) };
};
