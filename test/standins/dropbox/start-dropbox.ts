import { createHash } from 'node:crypto';
import { basicOf, oauthForm, oauthRefusal } from '../oauth-form.ts';
import { Refusal, type StandIn, type StandInAnswer, type StandInRequest, startStandIn } from '../stand-in.ts';
import { answerFrom, routesOf } from '../strict-routes.ts';
import { dropboxRoutes } from './dropbox-routes.ts';
import { type DropboxTeam, dropboxTeam } from './dropbox-team.ts';

/** An app of a team with scoped access. */
export interface DropboxApp {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
}

export interface DropboxOptions {
  readonly app: DropboxApp;
  readonly size?: { readonly people: number; readonly groups: number };
  /** Rows of a page at most. */
  readonly largestPage?: number;
  readonly now: () => number;
}

export interface Dropbox extends StandIn {
  readonly team: DropboxTeam;
  /** How many tokens were given. */
  given(): number;
  /** What an administrator does in a browser who allows everything: where the browser then goes. */
  consent(url: URL): URL;
}

const fourHours = 14_400;

/** api.dropboxapi.com: short-lived tokens by code or refresh token, which stays the same (developers.dropbox.com/oauth-guide); the API. */
export const startDropbox = async (options: DropboxOptions): Promise<Dropbox> => {
  const { app, size = { people: 120, groups: 9 }, largestPage = 50, now } = options;
  const team = dropboxTeam(size);
  const find = routesOf(dropboxRoutes(team, largestPage));
  const ends = new Map<string, number>();
  const challenges = new Map<string, string>();
  const refreshToken = 'CANARY-dropbox-refresh';

  const tokens = (request: StandInRequest): StandInAnswer => {
    const form = oauthForm(request);
    const [id, secret] = basicOf(request) ?? [form['client_id'], form['client_secret']];
    if (id !== app.clientId || secret !== app.clientSecret) return oauthRefusal(401, 'invalid_client');
    const isByCode = form['grant_type'] === 'authorization_code';
    if (isByCode) {
      const challenge = challenges.get(form['code'] ?? '');
      const verifier = createHash('sha256')
        .update(form['code_verifier'] ?? '')
        .digest('base64url');
      challenges.delete(form['code'] ?? '');
      if (challenge !== verifier || form['redirect_uri'] !== app.redirectUri) return oauthRefusal(400, 'invalid_grant');
    } else if (form['grant_type'] !== 'refresh_token' || form['refresh_token'] !== refreshToken) {
      return oauthRefusal(400, 'invalid_grant');
    }
    const access_token = `sl.CANARY-${ends.size}`;
    ends.set(access_token, now() + fourHours * 1_000);
    const rest = { expires_in: fourHours, token_type: 'bearer', scope: app.scopes.join(' '), team_id: 'dbtid:CANARY' };
    return { status: 200, body: { access_token, ...rest, ...(isByCode && { refresh_token: refreshToken }) } };
  };

  const authorize = ({ headers }: StandInRequest, scope: string): void => {
    const [, token = ''] = /^Bearer (\S+)$/.exec(headers.authorization ?? '') ?? [];
    const until = ends.get(token);
    if (until === undefined) throw unauthorized('invalid_access_token');
    if (until <= now()) throw unauthorized('expired_access_token');
    if (!app.scopes.includes(scope)) throw unauthorized('missing_scope', { required_scope: scope });
  };

  const standIn = await startStandIn((request) => {
    const { method, path, query, headers } = request;
    if (path === '/api.dropboxapi.com/oauth2/token') return tokens(request);
    const found = path.startsWith('/api.dropboxapi.com/2/')
      ? find(method, path.slice('/api.dropboxapi.com/2'.length), query)
      : undefined;
    if (!found) throw new Refusal(400, 'CANARY Unknown API function');
    if (found.unknown.length > 0) throw new Refusal(400, `CANARY unknown parameters: ${found.unknown}`);
    authorize(request, found.route.needs ?? '');
    if (headers['content-type'] !== 'application/json') throw new Refusal(400, 'CANARY bad HTTP "Content-Type" header');
    return answerFrom(found.route.answer({ variables: found.variables, query, request }));
  }, now);

  const consent = ({ host, pathname, searchParams: query }: URL): URL => {
    const isRight =
      `${host}${pathname}` === 'www.dropbox.com/oauth2/authorize' &&
      query.get('token_access_type') === 'offline' &&
      query.get('client_id') === app.clientId &&
      query.get('redirect_uri') === app.redirectUri &&
      query.get('response_type') === 'code' &&
      query.get('code_challenge_method') === 'S256' &&
      query.get('scope') === app.scopes.join(' ');
    if (!isRight) throw new Error('Dropbox shows an error to the person');
    const code = `code-${challenges.size}`;
    challenges.set(code, query.get('code_challenge')!);
    const callback = new URL(app.redirectUri);
    callback.search = new URLSearchParams({ code, state: query.get('state') ?? '' }).toString();
    return callback;
  };
  return { ...standIn, team, given: () => ends.size, consent };
};

const unauthorized = (tag: string, more: object = {}): Refusal =>
  new Refusal(401, { error_summary: `${tag}/CANARY`, error: { '.tag': tag, ...more } });
