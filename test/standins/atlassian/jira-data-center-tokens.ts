import { createHash } from 'node:crypto';
import { oauthForm, oauthRefusal } from '../oauth-form.ts';
import type { StandInAnswer, StandInRequest } from '../stand-in.ts';

/** A client: a service account's credential, or an incoming link that a person signed in by. */
export interface DataCenterClient {
  readonly clientId: string;
  readonly clientSecret: string;
  /** What it may ask for. */
  readonly scopes: readonly string[];
}

export interface DataCenterTokenOptions {
  readonly serviceAccount: DataCenterClient;
  readonly link: DataCenterClient;
  readonly now: () => number;
}

/** What a token allows, and until when. */
export interface DataCenterGrant {
  readonly scopes: readonly string[];
  readonly until: number;
}

/** What gives tokens, and what it gave. */
export interface DataCenterTokens {
  readonly grants: ReadonlyMap<string, DataCenterGrant>;
  /** A refresh token, as after a sign-in of a person. */
  signIn(): string;
  answer(request: StandInRequest): StandInAnswer;
}

/**
 * /rest/oauth2/latest/token of a data center: client credentials of service accounts for an hour, without a refresh token; refresh tokens
 * of people, each of which is good once.
 *
 * @see https://confluence.atlassian.com/enterprise/service-accounts-overview-1627095923.html
 */
export const jiraDataCenterTokens = ({ serviceAccount, link, now }: DataCenterTokenOptions): DataCenterTokens => {
  const grants = new Map<string, DataCenterGrant>();
  let refreshToken: string | undefined;
  let given = 0;

  const refreshable = (): string => {
    given++;
    refreshToken = createHash('sha256').update(`refresh ${given}`).digest('hex');
    return refreshToken;
  };

  const give = (scopes: readonly string[], more: object = {}): StandInAnswer => {
    given++;
    const access_token = `CANARY-data-center-${given}`;
    grants.set(access_token, { scopes, until: now() + 3_600_000 });
    return { status: 200, body: { access_token, token_type: 'bearer', expires_in: 3_600, ...more } };
  };

  const answer = (request: StandInRequest): StandInAnswer => {
    const form = oauthForm(request);
    const client = [serviceAccount, link].find(({ clientId }) => clientId === form['client_id']);
    if (!client || client.clientSecret !== form['client_secret']) return oauthRefusal(401, 'invalid_client');
    if (form['grant_type'] === 'client_credentials' && client === serviceAccount) {
      const scopes = (form['scope'] ?? '').split(' ').filter((scope) => scope !== '');
      if (scopes.length === 0 || scopes.some((scope) => !client.scopes.includes(scope)))
        return oauthRefusal(400, 'invalid_scope');
      return give(scopes);
    }
    if (form['grant_type'] !== 'refresh_token' || client !== link) return oauthRefusal(400, 'unauthorized_client');
    if (form['refresh_token'] !== refreshToken) return oauthRefusal(400, 'invalid_grant');
    return give(client.scopes, { refresh_token: refreshable() });
  };
  return { grants, signIn: refreshable, answer };
};
