import type { KeyObject } from 'node:crypto';
import { basicOf, oauthForm, oauthRefusal } from '../oauth-form.ts';
import { readAssertion } from '../read-assertion.ts';
import { Refusal, type StandIn, type StandInAnswer, type StandInRequest, startStandIn } from '../stand-in.ts';
import type { WorkdayReports } from './workday-reports.ts';

/** A tenant, and who may do what there. */
export interface WorkdayOptions {
  readonly host: string;
  readonly tenant: string;
  /** Who owns the reports. */
  readonly owner: string;
  readonly reports: WorkdayReports;
  readonly client: { readonly id: string; readonly secret: string; readonly refreshToken: string };
  readonly keyClient: { readonly id: string; readonly key: KeyObject };
  /** The integration system user, with its password. */
  readonly user: { readonly name: string; readonly password: string };
  /** Milliseconds since 1970. */
  now(): number;
}

export interface Workday extends StandIn {
  /** Grants that tokens were given for, in order. */
  readonly grants: readonly string[];
}

const lifetimeSeconds = 3_600;

const refuse = (status: number, error: string): never => {
  throw new Refusal(status, { error, code: `S${status}`, CANARY: 'of Workday' });
};

/**
 * Reports as a service: a report comes whole, as XML unless JSON is asked for. Refresh tokens of API clients for integrations do not
 * rotate; an assertion is for the audience `wd`.
 */
export const startWorkday = async (options: WorkdayOptions): Promise<Workday> => {
  const { host, tenant, owner, reports, client, keyClient, user, now } = options;
  const live = new Map<string, number>();
  const grants: string[] = [];

  const give = (grant: string): StandInAnswer => {
    const access_token = `CANARY-workday-${grants.push(grant)}`;
    live.set(access_token, now() + lifetimeSeconds * 1_000);
    return {
      status: 200,
      body: { access_token, token_type: 'Bearer', expires_in: lifetimeSeconds, refresh_token: client.refreshToken },
    };
  };

  const token = (request: StandInRequest): StandInAnswer => {
    const form = oauthForm(request);
    if (form['grant_type'] === 'refresh_token') {
      const [id, secret] = basicOf(request) ?? [];
      if (id !== client.id || secret !== client.secret) oauthRefusal(401, 'invalid_client');
      return form['refresh_token'] === client.refreshToken ? give('refresh_token') : oauthRefusal(400, 'invalid_grant');
    }
    if (form['grant_type'] !== 'urn:ietf:params:oauth:grant-type:jwt-bearer')
      return oauthRefusal(400, 'unsupported_grant_type');
    const assertion = readAssertion(form['assertion']);
    const { iss, sub, aud, exp } = assertion?.claims ?? {};
    const isRight =
      assertion?.isSignedBy(keyClient.key) &&
      iss === keyClient.id &&
      sub === user.name &&
      aud === 'wd' &&
      Number(exp) * 1_000 > now();
    return isRight ? give('jwt-bearer') : oauthRefusal(400, 'invalid_grant');
  };

  const authenticate = ({ headers }: StandInRequest): void => {
    const basic = `Basic ${Buffer.from(`${user.name}:${user.password}`).toString('base64')}`;
    const [, bearer = ''] = /^Bearer (\S+)$/.exec(headers.authorization ?? '') ?? [];
    if (headers.authorization !== basic && !((live.get(bearer) ?? 0) > now()))
      refuse(401, 'invalid username or password');
  };

  const standIn = await startStandIn((request) => {
    const { method, path, query } = request;
    if (path === `/${host}/ccx/oauth2/${tenant}/token`) return token(request);
    const prefix = `/${host}/ccx/service/customreport2/${tenant}/${owner}/`;
    if (!path.startsWith(prefix)) return refuse(404, 'Page not found');
    authenticate(request);
    if (method !== 'GET') return refuse(405, 'Method not allowed');
    const rows =
      reports[decodeURIComponent(path.slice(prefix.length))] ?? refuse(403, 'Processing error: permission denied');
    for (const key of query.keys()) if (key !== 'format') refuse(400, `Validation error: ${key} is no prompt`);
    if (query.get('format') === 'json') return { status: 200, body: { Report_Entry: rows } };
    return { status: 200, headers: { 'content-type': 'text/xml' }, body: '<wd:Report_Data>CANARY</wd:Report_Data>' };
  }, now);
  return { ...standIn, grants };
};
