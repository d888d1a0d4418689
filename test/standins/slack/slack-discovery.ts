import type { Route } from '../strict-routes.ts';
import { between, channelOf, type SlackMethod, slackMethod } from './slack-method.ts';
import type { SlackOrganization } from './slack-organization.ts';
import { cursorPage, offsetPage } from './slack-pages.ts';
import { refuse } from './slack-refusal.ts';

/** The methods of the Discovery API that a connector may call. */
export const slackDiscovery = (organization: SlackOrganization, largest: number): readonly SlackMethod[] => {
  const { members, channels, enterprise, teams } = organization;

  const discovered = <Row>(rows: readonly Row[], query: URLSearchParams, keyOf: (row: Row) => string) =>
    offsetPage(rows, keyOf, query.get('offset'), { limit: query.get('limit'), largest });
  const discovery = (name: string, query: readonly string[], answer: Route['answer']) =>
    slackMethod(`discovery.${name}`, ['discovery:read'], query, answer);

  return [
    discovery('enterprise.info', ['limit', 'cursor', 'include_deleted'], ({ query }) => {
      const known = teams.map((id) => ({ id, name: 'CANARY workspace', domain: 'CANARY', description: 'CANARY' }));
      const { rows, response_metadata } = cursorPage(known, query.get('cursor'), {
        limit: query.get('limit'),
        largest,
      });
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
      return { ok: true, info: [channelOf(organization, query).row] };
    }),
    discovery('conversations.members', ['channel', 'team', 'limit', 'offset', 'include_member_left'], ({ query }) => {
      const { rows, ...next } = discovered(channelOf(organization, query).members, query, (id) => id);
      return { ok: true, members: rows.map((id) => ({ id, name: 'CANARY' })), ...next };
    }),
    discovery('conversations.history', ['channel', 'team', 'limit', 'oldest', 'latest', 'reactions'], ({ query }) => {
      // What is sent as latest is where the page begins.
      const { rows, ...next } = offsetPage(
        channelOf(organization, query).messages.filter(between(query, true)),
        ({ ts }) => ts,
        null,
        { limit: query.get('limit'), largest },
      );
      return { ok: true, messages: rows, has_more: 'offset' in next, ...next };
    }),
  ];
};
