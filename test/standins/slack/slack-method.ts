import type { Route } from '../strict-routes.ts';
import type { SlackChannel, SlackMessage } from './slack-conversations.ts';
import type { SlackOrganization } from './slack-organization.ts';
import { refuse } from './slack-refusal.ts';

/** A method of Slack, with the scopes that it needs. */
export type SlackMethod = Route<readonly string[]>;

/** One that is called by GET. */
export const slackMethod = (
  name: string,
  needs: readonly string[],
  query: readonly string[],
  answer: Route['answer'],
): SlackMethod => ({ name: `GET /slack.com/api/${name}`, needs, query, answer });

/** The channel that a request names. */
export const channelOf = ({ channels }: SlackOrganization, query: URLSearchParams): SlackChannel =>
  channels.find(({ row }) => row.id === query.get('channel')) ?? refuse('channel_not_found');

/** Whether a message lies between the times that a request names. */
export const between = (query: URLSearchParams, latestIncluded: boolean): ((message: SlackMessage) => boolean) => {
  const [oldest, latest] = [Number(query.get('oldest') ?? 0), Number(query.get('latest') ?? Infinity)];
  return ({ ts }) => Number(ts) > oldest && (latestIncluded ? Number(ts) <= latest : Number(ts) < latest);
};
