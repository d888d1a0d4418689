import type { SlackMethod } from './slack-method.ts';
import type { SlackOrganization } from './slack-organization.ts';
import { cursorPage } from './slack-pages.ts';
import { refuse } from './slack-refusal.ts';

/** The body of an admin method: JSON, and nothing that its documentation does not have. */
const argumentsOf = (body: string, type: string | undefined, known: readonly string[]): Record<string, unknown> => {
  if (type?.split(';')[0] !== 'application/json') return refuse('invalid_post_type');
  const sent = JSON.parse(body) as Record<string, unknown>;
  if (Object.keys(sent).some((name) => !known.includes(name))) return refuse('invalid_arguments');
  return sent;
};

/** Methods for administrators of an Enterprise organization, which are called by POST. */
export const slackAdmin = ({ members, teams }: SlackOrganization, largest: number): readonly SlackMethod[] => [
  {
    name: 'POST /slack.com/api/admin.users.list',
    needs: ['admin.users:read'],
    answer: ({ request }) => {
      const known = ['limit', 'cursor', 'is_active', 'team_id', 'only_guests'];
      const sent = argumentsOf(request.body, request.headers['content-type'], known);
      const isActive = sent['is_active'] ?? true;
      const rows = members.filter(({ deleted }) => deleted !== isActive).map(adminUser);
      const page = cursorPage(rows, textOf(sent['cursor']), { limit: textOf(sent['limit']), largest });
      return { ok: true, users: page.rows, response_metadata: page.response_metadata };
    },
  },
  {
    name: 'POST /slack.com/api/admin.teams.list',
    needs: ['admin.teams:read'],
    answer: ({ request }) => {
      const sent = argumentsOf(request.body, request.headers['content-type'], ['limit', 'cursor']);
      const rows = teams.map((id, at) => ({
        id,
        name: `Workspace ${at}`,
        discoverability: 'open',
        primary_owner: { user_id: members[0]!.id, email: 'CANARY' },
        team_url: `https://acme-${at}.slack.com/`,
      }));
      const page = cursorPage(rows, textOf(sent['cursor']), { limit: textOf(sent['limit']), largest: 1 });
      return { ok: true, teams: page.rows, response_metadata: page.response_metadata };
    },
  },
];

const textOf = (value: unknown): string | null => (value === undefined ? null : String(value));

const adminUser = (member: SlackOrganization['members'][number]) => ({
  id: member.id,
  email: (member['profile'] as { email: string }).email,
  username: member['name'],
  full_name: member['real_name'],
  is_admin: member['is_admin'],
  is_owner: member['is_owner'],
  is_primary_owner: member['is_primary_owner'],
  is_restricted: member['is_restricted'],
  is_ultra_restricted: member['is_ultra_restricted'],
  is_bot: member['is_bot'],
  is_active: !member.deleted,
  has_2fa: member['has_2fa'],
  has_sso: true,
  date_created: member['updated'],
  expiration_ts: 0,
  workspaces: member.teams,
});
