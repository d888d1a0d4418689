import { basicOf, oauthForm, oauthRefusal } from '../oauth-form.ts';
import { Refusal, type StandIn, startStandIn } from '../stand-in.ts';

export interface Salesforce extends StandIn {
  readonly tokens: ReadonlySet<string>;
}

/**
 * A Salesforce domain whose connected app has the client credentials flow. Its answers do not say when a token ends, have the time
 * as text, and a signature (help.salesforce.com, "OAuth 2.0 Client Credentials Flow").
 */
export const startSalesforce = async (
  host: string,
  client: { readonly id: string; readonly secret: string },
): Promise<Salesforce> => {
  const tokens = new Set<string>();
  let given = 0;
  const standIn = await startStandIn((request) => {
    const form = oauthForm(request);
    if (request.path === `/${host}/services/oauth2/revoke`) {
      return tokens.delete(form['token'] ?? '') ? { status: 200 } : oauthRefusal(400, 'unsupported_token_type');
    }
    if (request.path !== `/${host}/services/oauth2/token`) throw new Refusal(404, '');
    if (form['grant_type'] !== 'client_credentials') oauthRefusal(400, 'unsupported_grant_type');
    const [id, secret] = basicOf(request) ?? [form['client_id'], form['client_secret']];
    if (id !== client.id) oauthRefusal(400, 'invalid_client_id');
    if (secret !== client.secret) oauthRefusal(400, 'invalid_client');
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
  });
  return { ...standIn, tokens };
};
