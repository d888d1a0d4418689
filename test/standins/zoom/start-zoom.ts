import { basicOf, oauthForm } from '../oauth-form.ts';
import { Refusal, type StandIn, startStandIn } from '../stand-in.ts';

/** A server-to-server app. */
export interface ZoomApp {
  readonly accountId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scopes: readonly string[];
}

/** What a token is good for, and until when in milliseconds since 1970. */
export interface ZoomToken {
  readonly scopes: readonly string[];
  readonly until: number;
}

export interface Zoom extends StandIn {
  readonly tokens: ReadonlyMap<string, ZoomToken>;
}

const lifetimeSeconds = 3_599;

const refuse = (error: string, reason: string): never => {
  throw new Refusal(400, { reason, error });
};

/**
 * zoom.us, as far as server-to-server apps need it: what is asked for is in the body, in the query it is refused; the client proves
 * itself by HTTP Basic (developers.zoom.us/docs/internal-apps/s2s-oauth/).
 */
export const startZoom = async (app: ZoomApp, now: () => number = Date.now): Promise<Zoom> => {
  const tokens = new Map<string, ZoomToken>();
  let given = 0;
  const standIn = await startStandIn((request) => {
    const form = oauthForm(request);
    const [id, secret] = basicOf(request) ?? refuse('invalid_client', 'Client ID or client secret is missing.');
    if (id !== app.clientId || secret !== app.clientSecret)
      refuse('invalid_client', 'Invalid client_id or client_secret');
    if (request.query.size > 0) throw new Refusal(400, '');
    if (request.path === '/zoom.us/oauth/revoke') {
      tokens.delete(form['token'] ?? '');
      return { status: 200, body: { status: 'success' } };
    }
    if (request.path !== '/zoom.us/oauth/token') throw new Refusal(404, '');
    if (form['grant_type'] !== 'account_credentials') refuse('unsupported_grant_type', 'unsupported grant type');
    if (form['account_id'] !== app.accountId) refuse('invalid_request', 'Bad Request');
    const access_token = `CANARY-zoom-${++given}`;
    tokens.set(access_token, { scopes: app.scopes, until: now() + lifetimeSeconds * 1_000 });
    const scope = app.scopes.join(' ');
    return {
      status: 200,
      body: {
        access_token,
        token_type: 'bearer',
        expires_in: lifetimeSeconds,
        scope,
        api_url: 'https://api.zoom.us',
      },
    };
  }, now);
  return { ...standIn, tokens };
};
