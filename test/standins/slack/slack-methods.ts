import { analyticsFile } from './slack-analytics.ts';
import { between, channelOf, type SlackMethod, slackMethod } from './slack-method.ts';
import type { SlackOrganization } from './slack-organization.ts';
import { cursorPage } from './slack-pages.ts';

/** The methods of the Web API that a connector may call. */
export const slackMethods = (organization: SlackOrganization, largest: number): readonly SlackMethod[] => {
  const { members, groups, channels } = organization;

  const page = <Row>(rows: readonly Row[], query: URLSearchParams) =>
    cursorPage(rows, query.get('cursor'), { limit: query.get('limit'), largest });

  return [
    slackMethod('users.list', ['users:read'], ['limit', 'cursor', 'team_id', 'include_locale'], ({ query }) => {
      const { rows, response_metadata } = page(members, query);
      return { ok: true, members: rows, cache_ts: 1, response_metadata };
    }),
    slackMethod(
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
    slackMethod(
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
    slackMethod('conversations.members', ['channels:read'], ['channel', 'limit', 'cursor'], ({ query }) => {
      const { rows, response_metadata } = page(channelOf(organization, query).members, query);
      return { ok: true, members: rows, response_metadata };
    }),
    ...['history', 'replies'].map((name) =>
      slackMethod(
        `conversations.${name}`,
        ['channels:history'],
        ['channel', 'ts', 'limit', 'cursor', 'oldest', 'latest', 'inclusive'],
        ({ query }) => {
          const { rows, response_metadata } = page(
            channelOf(organization, query).messages.filter(between(query, false)),
            query,
          );
          return { ok: true, messages: rows, has_more: response_metadata.next_cursor !== '', response_metadata };
        },
      ),
    ),
    slackMethod('admin.analytics.getFile', ['admin.analytics:read'], ['type', 'date'], ({ query }) =>
      analyticsFile(organization, query),
    ),
  ];
};
