import { gzipSync } from 'node:zlib';
import type { Route } from '../strict-routes.ts';
import type { SlackChannel, SlackOrganization } from './slack-organization.ts';
import { cursorPage, offsetPage } from './slack-pages.ts';
import { refuse } from './slack-refusal.ts';

/** The methods of the Web API and the Discovery API that a connector may call, each with the scopes that it needs. */
export const slackMethods = (organization: SlackOrganization, largest: number): readonly Route<readonly string[]>[] => {
  const { members, groups, channels, enterprise, teams } = organization;

  const channelOf = (query: URLSearchParams): SlackChannel =>
    channels.find(({ row }) => row.id === query.get('channel')) ?? refuse('channel_not_found');
  const page = <Row>(rows: readonly Row[], query: URLSearchParams) =>
    cursorPage(rows, query.get('cursor'), { limit: query.get('limit'), largest });
  const discovered = <Row>(rows: readonly Row[], query: URLSearchParams, keyOf: (row: Row) => string) =>
    offsetPage(rows, keyOf, query.get('offset'), { limit: query.get('limit'), largest });
  const between = (query: URLSearchParams, latestIncluded: boolean) => {
    const [oldest, latest] = [Number(query.get('oldest') ?? 0), Number(query.get('latest') ?? Infinity)];
    return ({ ts }: { readonly ts: string }) =>
      Number(ts) > oldest && (latestIncluded ? Number(ts) <= latest : Number(ts) < latest);
  };
  const web = (name: string, needs: readonly string[], query: readonly string[], answer: Route['answer']) => ({
    name: `GET /slack.com/api/${name}`,
    needs,
    query,
    answer,
  });
  const discovery = (name: string, query: readonly string[], answer: Route['answer']) =>
    web(`discovery.${name}`, ['discovery:read'], query, answer);

  return [
    web('users.list', ['users:read'], ['limit', 'cursor', 'team_id', 'include_locale'], ({ query }) => {
      const { rows, response_metadata } = page(members, query);
      return { ok: true, members: rows, cache_ts: 1, response_metadata };
    }),
    web(
      'usergroups.list',
      ['usergroups:read'],
      ['include_users', 'include_disabled', 'include_count', 'team_id'],
      ({ query }) => {
        const here = groups.filter(({ date_delete }) => query.get('include_disabled') === 'true' || date_delete === 0);
        const usergroups = here.map(({ users, ...group }) => ({
          ...group,
          ...(query.get('include_users') === 'true' && { users }),
        }));
        return { ok: true, usergroups };
      },
    ),
    web(
      'conversations.list',
      ['channels:read', 'groups:read'],
      ['types', 'exclude_archived', 'limit', 'cursor', 'team_id'],
      ({ query }) => {
        const types = (query.get('types') ?? 'public_channel').split(',');
        const rows = channels
          .map(({ row }) => row)
          .filter(({ is_private }) => types.includes(is_private ? 'private_channel' : 'public_channel'));
        const { rows: shown, response_metadata } = page(rows, query);
        return { ok: true, channels: shown, response_metadata };
      },
    ),
    web('conversations.members', ['channels:read'], ['channel', 'limit', 'cursor'], ({ query }) => {
      const { rows, response_metadata } = page(channelOf(query).members, query);
      return { ok: true, members: rows, response_metadata };
    }),
    ...['history', 'replies'].map((name) =>
      web(
        `conversations.${name}`,
        ['channels:history'],
        ['channel', 'ts', 'limit', 'cursor', 'oldest', 'latest', 'inclusive'],
        ({ query }) => {
          const { rows, response_metadata } = page(channelOf(query).messages.filter(between(query, false)), query);
          return { ok: true, messages: rows, has_more: response_metadata.next_cursor !== '', response_metadata };
        },
      ),
    ),
    web('admin.analytics.getFile', ['admin.analytics:read'], ['type', 'date'], ({ query }) =>
      analyticsFile(organization, query),
    ),

    discovery('enterprise.info', ['limit', 'cursor', 'include_deleted'], ({ query }) => {
      const known = teams.map((id) => ({ id, name: 'CANARY workspace', domain: 'CANARY', description: 'CANARY' }));
      const { rows, response_metadata } = page(known, query);
      return { ok: true, enterprise: { id: enterprise, name: 'CANARY Inc.', teams: rows }, response_metadata };
    }),
    discovery('users.list', ['limit', 'offset', 'include_deleted'], ({ query }) => {
      const all = members.filter(({ deleted }) => query.get('include_deleted') === 'true' || !deleted);
      const { rows: users, ...next } = discovered(all, query, ({ id }) => id);
      return { ok: true, users, ...next };
    }),
    discovery(
      'user.conversations',
      ['user', 'limit', 'offset', 'include_historical', ...['only_public', 'only_private', 'only_im', 'only_mpim']],
      ({ query }) => {
        const user = query.get('user') ?? refuse('user_not_found');
        if (!members.some(({ id }) => id === user)) refuse('user_not_found');
        const own = channels.filter(({ members: present }) => present.includes(user)).map(({ row }) => row);
        const { rows, ...next } = discovered(own, query, ({ id }) => id);
        return { ok: true, channels: rows, ...next };
      },
    ),
    discovery(
      'conversations.list',
      ['team', 'limit', 'offset', 'only_public', 'only_private', 'only_im', 'only_mpim', 'only_ext_shared'],
      ({ query }) => {
        const all = channels.map(({ row }) => row);
        const { rows, ...next } = discovered(all, query, ({ id }) => id);
        return { ok: true, channels: rows, ...next };
      },
    ),
    discovery('conversations.recent', ['team', 'limit', 'latest'], () => {
      const recent = channels.slice(0, 3).map(({ row }) => row);
      return { ok: true, channels: recent };
    }),
    discovery('conversations.info', ['channel', 'team', 'offset'], ({ query }) => {
      return { ok: true, info: [channelOf(query).row] };
    }),
    discovery('conversations.members', ['channel', 'team', 'limit', 'offset', 'include_member_left'], ({ query }) => {
      const { rows, ...next } = discovered(channelOf(query).members, query, (id) => id);
      return { ok: true, members: rows.map((id) => ({ id, name: 'CANARY' })), ...next };
    }),
    discovery('conversations.history', ['channel', 'team', 'limit', 'oldest', 'latest', 'reactions'], ({ query }) => {
      // What is sent as latest is where the page begins.
      const { rows, ...next } = offsetPage(
        channelOf(query).messages.filter(between(query, true)),
        ({ ts }) => ts,
        null,
        { limit: query.get('limit'), largest },
      );
      return { ok: true, messages: rows, has_more: 'offset' in next, ...next };
    }),
  ];
};

/** A day of members, or of public channels: JSON lines in gzip, which its type says and no encoding. */
const analyticsFile = ({ members, channels, enterprise, teams }: SlackOrganization, query: URLSearchParams) => {
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
