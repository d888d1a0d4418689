import { oauthForm, oauthRefusal } from '../oauth-form.ts';
import { type StandIn, type StandInAnswer, type StandInRequest, startStandIn } from '../stand-in.ts';
import { answerFrom, routesOf } from '../strict-routes.ts';
import { asanaRefusal } from './asana-answers.ts';
import { asanaRoutes } from './asana-routes.ts';
import { type AsanaWorkspace, asanaWorkspace } from './asana-workspace.ts';

/** An app that a person signed in to. */
export interface AsanaApp {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly refreshToken: string;
  readonly scopes: readonly string[];
}

export interface AsanaOptions {
  readonly app: AsanaApp;
  /** Of a service account, or of a person: full access. */
  readonly token: string;
  readonly size?: { readonly people: number; readonly groups: number };
  readonly now: () => number;
}

export interface Asana extends StandIn {
  readonly site: AsanaWorkspace;
  /** How many tokens were given. */
  given(): number;
}

/** app.asana.com: tokens by a refresh token, which stays the same (developers.asana.com/docs/oauth), and the API. */
export const startAsana = async (options: AsanaOptions): Promise<Asana> => {
  const { app, token: whole, size = { people: 130, groups: 12 }, now } = options;
  const site = asanaWorkspace(size);
  const find = routesOf(asanaRoutes(site));
  const ends = new Map<string, number>();

  const refreshed = (request: StandInRequest): StandInAnswer => {
    const form = oauthForm(request);
    if (form['client_id'] !== app.clientId || form['client_secret'] !== app.clientSecret)
      return oauthRefusal(400, 'invalid_client');
    if (form['grant_type'] !== 'refresh_token') return oauthRefusal(400, 'unsupported_grant_type');
    if (form['refresh_token'] !== app.refreshToken) return oauthRefusal(400, 'invalid_grant');
    const access_token = `CANARY-asana-${ends.size}`;
    ends.set(access_token, now() + 3_600_000);
    const data = { id: 4673218951, name: 'CANARY person', email: 'CANARY@acme.example' };
    return { status: 200, body: { access_token, expires_in: 3_600, token_type: 'bearer', data } };
  };

  const scopesOf = (authorization = ''): readonly string[] => {
    const [, token = ''] = /^Bearer (\S+)$/.exec(authorization) ?? [];
    if (token === whole) return ['default'];
    if ((ends.get(token) ?? 0) <= now()) throw asanaRefusal(401, 'Not Authorized');
    return app.scopes;
  };

  const standIn = await startStandIn((request) => {
    const { method, path, query, headers, body } = request;
    if (path === '/app.asana.com/-/oauth_token') return refreshed(request);
    if (headers.accept !== 'application/json' || !headers['user-agent']) throw asanaRefusal(400, 'headers');
    const scopes = scopesOf(headers.authorization);
    const found = path.startsWith('/app.asana.com/api/1.0/')
      ? find(method, path.slice('/app.asana.com/api/1.0'.length), query)
      : undefined;
    if (!found) throw asanaRefusal(404, 'No matching route for request');
    if (found.unknown.length > 0 || body !== '') throw asanaRefusal(400, `Unknown parameters: ${found.unknown}`);
    if (!scopes.includes('default') && !scopes.includes(found.route.needs ?? ''))
      throw asanaRefusal(403, `Your token is missing the required scope: ${found.route.needs}`);
    return answerFrom(found.route.answer({ variables: found.variables, query, request }));
  }, now);
  return { ...standIn, site, given: () => ends.size };
};
