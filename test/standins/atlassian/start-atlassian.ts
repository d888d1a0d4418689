import { createHash } from 'node:crypto';
import { oauthForm, oauthRefusal } from '../oauth-form.ts';
import { Refusal, type StandIn, type StandInAnswer, startStandIn } from '../stand-in.ts';

/** An app with OAuth 2.0 (3LO). */
export interface AtlassianApp {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
}

/** A service account with an OAuth 2.0 credential, whose scopes were chosen when it was made. */
export interface AtlassianServiceAccount {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scopes: readonly string[];
}

/** What a token allows. */
export interface AtlassianGrant {
  readonly scopes: readonly string[];
  /** Milliseconds since 1970. */
  readonly until: number;
}

export interface AtlassianOptions {
  readonly serviceAccount?: AtlassianServiceAccount | undefined;
  /** Milliseconds since 1970. */
  readonly now?: (() => number) | undefined;
}

export interface Atlassian extends StandIn {
  readonly tokens: ReadonlySet<string>;
  /** What each token allows. */
  readonly grants: ReadonlyMap<string, AtlassianGrant>;
  /** What a person does in a browser who allows everything: where the browser then goes. */
  consent(url: URL): URL;
}

/**
 * auth.atlassian.com. Refresh tokens rotate: each is good once, and one that is used again ends all that came of it
 * (developer.atlassian.com/cloud/jira/platform/oauth-2-3lo-apps/). Service accounts get tokens for an hour, and no refresh token
 * (support.atlassian.com/user-management/docs/create-oauth-2-0-credential-for-service-accounts).
 */
export const startAtlassian = async (app: AtlassianApp, options: AtlassianOptions = {}): Promise<Atlassian> => {
  const { serviceAccount, now = Date.now } = options;
  const tokens = new Set<string>();
  const grants = new Map<string, AtlassianGrant>();
  const codes = new Map<string, string>();
  let current: string | undefined;
  let given = 0;

  const give = (scope: string): StandInAnswer => {
    given++;
    const access_token = `CANARY-jira-${given}`;
    tokens.add(access_token);
    grants.set(access_token, { scopes: scope.split(' '), until: now() + 3_600_000 });
    current = scope.split(' ').includes('offline_access') ? `CANARY-refresh-${given}` : undefined;
    return {
      status: 200,
      body: {
        access_token,
        expires_in: 3_600,
        token_type: 'Bearer',
        scope,
        ...(current && { refresh_token: current }),
      },
    };
  };

  const byCode = (form: Readonly<Record<string, string>>): StandInAnswer => {
    const challenge = codes.get(form['code'] ?? '') ?? oauthRefusal(403, 'invalid_grant');
    codes.delete(form['code']!);
    const verifier = createHash('sha256')
      .update(form['code_verifier'] ?? '')
      .digest('base64url');
    if (form['redirect_uri'] !== app.redirectUri || verifier !== challenge) oauthRefusal(403, 'invalid_grant');
    return give(app.scopes.join(' '));
  };

  const byRefresh = ({ refresh_token: token }: Readonly<Record<string, string>>): StandInAnswer => {
    if (token === undefined || token !== current) {
      current = undefined;
      return oauthRefusal(403, 'unauthorized_client');
    }
    return give(app.scopes.join(' '));
  };

  const byCredential = (form: Readonly<Record<string, string>>): StandInAnswer => {
    if (form['client_secret'] !== serviceAccount!.clientSecret) oauthRefusal(401, 'access_denied');
    if (form['grant_type'] !== 'client_credentials') oauthRefusal(400, 'unsupported_grant_type');
    // Nothing is said of a scope that is asked for: a client that does so is wrong here.
    if ('scope' in form) oauthRefusal(400, 'invalid_scope');
    return give(serviceAccount!.scopes.join(' '));
  };

  const standIn = await startStandIn((request) => {
    if (request.path !== '/auth.atlassian.com/oauth/token') throw new Refusal(404, '');
    const form = oauthForm(request);
    if (serviceAccount && form['client_id'] === serviceAccount.clientId) return byCredential(form);
    if (form['client_id'] !== app.clientId || form['client_secret'] !== app.clientSecret)
      oauthRefusal(401, 'access_denied');
    if (form['grant_type'] === 'authorization_code') return byCode(form);
    if (form['grant_type'] === 'refresh_token') return byRefresh(form);
    return oauthRefusal(400, 'unsupported_grant_type');
  }, now);

  const consent = ({ host, pathname, searchParams: query }: URL): URL => {
    const isRight =
      `${host}${pathname}` === 'auth.atlassian.com/authorize' &&
      query.get('audience') === 'api.atlassian.com' &&
      query.get('client_id') === app.clientId &&
      query.get('redirect_uri') === app.redirectUri &&
      query.get('response_type') === 'code' &&
      query.get('code_challenge_method') === 'S256' &&
      query.get('scope') === app.scopes.join(' ');
    if (!isRight) throw new Error('Atlassian shows an error to the person');
    const code = `code-${codes.size}`;
    codes.set(code, query.get('code_challenge')!);
    const callback = new URL(app.redirectUri);
    callback.search = new URLSearchParams({ code, state: query.get('state') ?? '' }).toString();
    return callback;
  };
  return { ...standIn, tokens, grants, consent };
};
