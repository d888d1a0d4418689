import { basicOf, oauthForm } from '../oauth-form.ts';
import { type StandIn, type StandInAnswer, type StandInRequest, startStandIn } from '../stand-in.ts';
import { answerFrom, routesOf } from '../strict-routes.ts';
import { slackAdmin } from './slack-admin.ts';
import { slackDiscovery } from './slack-discovery.ts';
import { slackMethods } from './slack-methods.ts';
import { type SlackOrganization, slackOrganization } from './slack-organization.ts';
import { refuse } from './slack-refusal.ts';

/** A token of an app: what it may do, and until when. */
export interface SlackToken {
  readonly scopes: readonly string[];
  /** An organization's, which says in lists of a workspace which one it means. */
  readonly isOfOrganization?: boolean;
  /** Milliseconds since 1970. */
  readonly until?: number;
}

/** An app with token rotation (docs.slack.dev/authentication/using-token-rotation). */
export interface SlackApp {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scopes: readonly string[];
}

export interface SlackOptions {
  readonly size?: { readonly people: number; readonly groups: number };
  /** Rows of the largest page. */
  readonly largestPage?: number;
  readonly app?: SlackApp;
  now(): number;
}

export interface Slack extends StandIn {
  readonly organization: SlackOrganization;
  /** Tokens that it takes. */
  readonly tokens: Map<string, SlackToken>;
  /** The refresh token that it takes next: each is good for one time. */
  refreshToken: string;
}

const twelveHours = 43_200;

/** slack.com, as far as programs that read need it. What is wrong it says with the status 200. */
export const startSlack = async (options: SlackOptions): Promise<Slack> => {
  const { app, now, largestPage = 1_000, size = { people: 24, groups: 7 } } = options;
  const organization = slackOrganization(size);
  const tokens: Slack['tokens'] = new Map();
  const find = routesOf([
    ...slackMethods(organization, largestPage),
    ...slackDiscovery(organization, largestPage),
    ...slackAdmin(organization, largestPage),
  ]);
  let given = 0;

  const refreshed = (request: StandInRequest): StandInAnswer => {
    const form = oauthForm(request);
    const [id, secret] = basicOf(request) ?? [form['client_id'], form['client_secret']];
    if (!app || id !== app.clientId) return refuse('invalid_client_id');
    if (secret !== app.clientSecret) return refuse('bad_client_secret');
    if (form['grant_type'] !== 'refresh_token') return refuse('invalid_grant_type');
    if (form['refresh_token'] !== slack.refreshToken) return refuse('invalid_refresh_token');
    given++;
    slack.refreshToken = `xoxe-1-CANARY-${given}`;
    const access_token = `xoxe.xoxb-1-CANARY-${given}`;
    tokens.set(access_token, { scopes: app.scopes, until: now() + twelveHours * 1_000 });
    const scope = app.scopes.join(',');
    const rest = { expires_in: twelveHours, token_type: 'bot', scope, app_id: 'A0', bot_user_id: 'U0BOT' };
    return { status: 200, body: { ok: true, access_token, refresh_token: slack.refreshToken, ...rest } };
  };

  const authorize = ({ headers, query, path }: StandInRequest, needs: readonly string[]): void => {
    const [, text] = /^Bearer (\S+)$/.exec(headers.authorization ?? '') ?? [];
    if (text === undefined) return refuse('not_authed');
    const token = tokens.get(text) ?? refuse('invalid_auth');
    if (token.until !== undefined && token.until <= now()) return refuse('token_expired');
    const missing = needs.filter((scope) => !token.scopes.includes(scope));
    if (missing.length > 0) return refuse('missing_scope', { needed: missing[0], provided: token.scopes.join(',') });
    const isOfWorkspace = /\/(users|usergroups|conversations)\.list$/.test(path);
    if (token.isOfOrganization && isOfWorkspace && !query.has('team_id')) refuse('missing_argument');
  };

  const standIn = await startStandIn((request) => {
    const { method, path, query, headers } = request;
    if (!headers['user-agent']) return refuse('user_agent_required');
    if (path === '/slack.com/api/oauth.v2.access') return refreshed(request);
    const found = find(method, path, query);
    if (!found) return refuse('unknown_method', { req_method: path.split('/').at(-1) });
    // Slack passes over what it does not know. A definition that names it is wrong all the same.
    if (found.unknown.length > 0) return refuse('invalid_arguments', { unknown: found.unknown });
    authorize(request, found.route.needs ?? []);
    return answerFrom(found.route.answer({ variables: found.variables, query, request }));
  }, now);
  const slack: Slack = Object.assign(standIn, { organization, tokens, refreshToken: 'xoxe-1-CANARY-0' });
  return slack;
};
