import { basicOf, oauthForm, oauthRefusal } from '../oauth-form.ts';
import { Refusal, type StandIn, type StandInAnswer, type StandInRequest, startStandIn } from '../stand-in.ts';

/** Who may have tokens of the integration. */
export interface IntegrationAccount {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly username: string;
  readonly password: string;
}

/** A running integration. */
export interface Integration extends StandIn {
  /** Grants that tokens were given for, in order: `password`, `refresh_token`, `client_credentials`. */
  readonly grants: readonly string[];
}

const lifetimeSeconds = 1_800;

/**
 * A system whose API (`api.example.com/v1/things`) is called with tokens of its own authorization server (`auth.example.com`), as an
 * Integration Model describes it: tokens are had at one address and refreshed at another, last for half an hour, and a refresh token
 * is good for one time.
 *
 * @param now milliseconds since 1970
 */
export const startIntegration = async (account: IntegrationAccount, now: () => number): Promise<Integration> => {
  const grants: string[] = [];
  const live = new Map<string, number>();
  const refreshTokens = new Set<string>();

  const give = (grant: string, hasRefreshToken: boolean): StandInAnswer => {
    const number = grants.push(grant);
    const access_token = `CANARY-access-${number}`;
    live.set(access_token, now() + lifetimeSeconds * 1_000);
    const refresh_token = `CANARY-refresh-${number}`;
    if (hasRefreshToken) refreshTokens.add(refresh_token);
    const token = { access_token, token_type: 'bearer', expires_in: lifetimeSeconds, scope: 'read' };
    return { status: 200, body: hasRefreshToken ? { ...token, refresh_token } : token };
  };

  const issue = (request: StandInRequest): StandInAnswer => {
    const form = oauthForm(request);
    const [id, secret] = basicOf(request) ?? [];
    if (id !== account.clientId || secret !== account.clientSecret) oauthRefusal(401, 'invalid_client');
    const grant = form['grant_type'] ?? oauthRefusal(400, 'invalid_request');
    if (request.path === '/auth.example.com/oauth/refresh') {
      if (grant !== 'refresh_token') oauthRefusal(400, 'unsupported_grant_type');
      if (!refreshTokens.delete(form['refresh_token'] ?? '')) oauthRefusal(400, 'invalid_grant');
      return give(grant, true);
    }
    if (form['scope'] !== 'read') oauthRefusal(400, 'invalid_scope');
    if (grant === 'client_credentials') return give(grant, false);
    if (grant !== 'password') oauthRefusal(400, 'unsupported_grant_type');
    const isKnown = form['username'] === account.username && form['password'] === account.password;
    return isKnown ? give(grant, true) : oauthRefusal(400, 'invalid_grant');
  };

  const standIn = await startStandIn((request) => {
    if (request.path.startsWith('/auth.example.com/oauth/')) return issue(request);
    if (request.method !== 'GET' || request.target !== '/api.example.com/v1/things') throw new Refusal(404, '');
    const token = request.headers.authorization?.replace(/^Bearer /, '') ?? '';
    if (!(now() < (live.get(token) ?? 0))) throw new Refusal(401, 'CANARY who?');
    return { status: 200, body: { things: 3 } };
  }, now);
  return { ...standIn, grants };
};
