import type { KeyObject } from 'node:crypto';
import { basicOf, oauthForm, oauthRefusal } from '../oauth-form.ts';
import { readAssertion } from '../read-assertion.ts';
import { Refusal, type StandIn, type StandInAnswer, type StandInRequest, startStandIn } from '../stand-in.ts';
import { refuse } from './salesforce-refusal.ts';

/** An app of the domain. */
export interface SalesforceClient {
  readonly id: string;
  readonly secret: string;
  /** Of its certificate, for assertions; and who is approved to use the app. */
  readonly key?: KeyObject;
  readonly users?: readonly string[];
}

export interface Salesforce extends StandIn {
  /** Sessions that have not ended. */
  readonly tokens: Set<string>;
}

const bearer = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

/**
 * A Salesforce domain whose app has the client credentials flow and the JWT bearer flow. Its answers do not say when a token ends, have
 * the time as text, and a signature (help.salesforce.com, "OAuth 2.0 Client Credentials Flow", "OAuth 2.0 JWT Bearer Flow").
 *
 * @param api answers what is asked below /services/data with a session
 */
export const startSalesforce = async (
  host: string,
  client: SalesforceClient,
  api: (request: StandInRequest) => StandInAnswer = () => refuse(404, 'NOT_FOUND'),
  now: () => number = Date.now,
): Promise<Salesforce> => {
  const tokens = new Set<string>();
  let given = 0;

  const checkClient = (request: StandInRequest, form: Readonly<Record<string, string>>): void => {
    const [id, secret] = basicOf(request) ?? [form['client_id'], form['client_secret']];
    if (id !== client.id) oauthRefusal(400, 'invalid_client_id');
    if (secret !== client.secret) oauthRefusal(400, 'invalid_client');
  };

  const checkAssertion = (text: string | undefined): void => {
    const assertion = readAssertion(text) ?? oauthRefusal(400, 'invalid_grant');
    const { iss, sub, aud, exp } = assertion.claims;
    const seconds = Math.floor(now() / 1_000);
    if (iss !== client.id) oauthRefusal(400, 'invalid_client_id');
    if (aud !== 'https://login.salesforce.com' || !client.users?.includes(String(sub)))
      oauthRefusal(400, 'invalid_grant');
    if (Number(exp) <= seconds || Number(exp) > seconds + 300) oauthRefusal(400, 'invalid_grant');
    if (!client.key || !assertion.isSignedBy(client.key)) oauthRefusal(400, 'invalid_grant');
  };

  const giveToken = (request: StandInRequest): StandInAnswer => {
    const form = oauthForm(request);
    if (form['grant_type'] === 'client_credentials') checkClient(request, form);
    else if (form['grant_type'] === bearer) checkAssertion(form['assertion']);
    else oauthRefusal(400, 'unsupported_grant_type');
    const access_token = `00D5e!CANARY.${++given}`;
    tokens.add(access_token);
    return {
      status: 200,
      body: {
        access_token,
        signature: 'c2lnbmF0dXJl',
        scope: 'api',
        instance_url: `https://${host}`,
        id: `https://${host}/id/00D5e/0055e`,
        token_type: 'Bearer',
        issued_at: '1795262400000',
      },
    };
  };

  const standIn = await startStandIn((request) => {
    const { path, headers } = request;
    if (path === `/${host}/services/oauth2/token`) return giveToken(request);
    if (path === `/${host}/services/oauth2/revoke`)
      return tokens.delete(oauthForm(request)['token'] ?? '')
        ? { status: 200 }
        : oauthRefusal(400, 'unsupported_token_type');
    if (!path.startsWith(`/${host}/services/data/`)) throw new Refusal(404, '');
    const [, token = ''] = /^Bearer (\S+)$/.exec(headers.authorization ?? '') ?? [];
    return tokens.has(token) ? api(request) : refuse(401, 'INVALID_SESSION_ID');
  }, now);
  return { ...standIn, tokens };
};
