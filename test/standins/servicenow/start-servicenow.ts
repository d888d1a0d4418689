import type { KeyObject } from 'node:crypto';
import { oauthForm } from '../oauth-form.ts';
import { readAssertion } from '../read-assertion.ts';
import { Refusal, type StandIn, type StandInAnswer, type StandInRequest, startStandIn } from '../stand-in.ts';
import { queriedRows, shownRow } from './servicenow-query.ts';
import type { ServiceNowRow, ServiceNowTables } from './servicenow-tables.ts';

/** An instance, and who may do what there. */
export interface ServiceNowOptions {
  readonly host: string;
  readonly tables: ServiceNowTables;
  /** Names of tables that the gate's user may read. */
  readonly readable: readonly string[];
  /** Whether a rule of access hides a row from that user. */
  readonly hides?: (row: ServiceNowRow) => boolean;
  /** Clients of OAuth: with a secret for client credentials, or a key for a JWT of this user. */
  readonly client: { readonly id: string; readonly secret: string };
  readonly keyClient: { readonly id: string; readonly key: KeyObject; readonly user: string };
  readonly apiKey: string;
  readonly user: { readonly name: string; readonly password: string };
  /** Milliseconds since 1970. */
  now(): number;
}

export interface ServiceNow extends StandIn {
  /** Grants that tokens were given for, in order. */
  readonly grants: readonly string[];
}

const lifetimeSeconds = 1_799;
const parameters = new Set([
  'sysparm_limit',
  'sysparm_offset',
  'sysparm_fields',
  'sysparm_query',
  'sysparm_exclude_reference_link',
]);

const refuse = (status: number, message: string, detail: string): never => {
  throw new Refusal(status, { error: { message, detail }, status: 'failure' });
};

/** As an instance refuses any token, whatever the reason is. */
const refuseToken = (): never => {
  throw new Refusal(401, { error_description: 'access_denied', error: 'server_error' });
};

/**
 * An instance of ServiceNow: the Table API (www.servicenow.com/docs, "Table API"), and oauth_token.do, which gives tokens for half an
 * hour. Rules of access take rows away after the limit has counted them.
 */
export const startServiceNow = async (options: ServiceNowOptions): Promise<ServiceNow> => {
  const { host, tables, client, keyClient, now } = options;
  const server = `https://${host}/api/now/v2`;
  const live = new Map<string, number>();
  const grants: string[] = [];

  const give = (grant: string): StandInAnswer => {
    const access_token = `CANARY-servicenow-${grants.push(grant)}`;
    live.set(access_token, now() + lifetimeSeconds * 1_000);
    return {
      status: 200,
      body: { access_token, scope: 'useraccount', token_type: 'Bearer', expires_in: lifetimeSeconds },
    };
  };

  const token = (request: StandInRequest): StandInAnswer => {
    const form = oauthForm(request);
    if (form['grant_type'] === 'client_credentials') {
      const isClient = form['client_id'] === client.id && form['client_secret'] === client.secret;
      return isClient ? give('client_credentials') : refuseToken();
    }
    if (form['grant_type'] !== 'urn:ietf:params:oauth:grant-type:jwt-bearer') return refuseToken();
    const assertion = readAssertion(form['assertion']);
    const { iss, sub, aud, exp } = assertion?.claims ?? {};
    const isRight =
      form['client_id'] === keyClient.id &&
      assertion?.header['alg'] === 'RS256' &&
      assertion.isSignedBy(keyClient.key) &&
      [iss, aud].every((claim) => claim === keyClient.id) &&
      sub === keyClient.user &&
      Number(exp) * 1_000 > now();
    return isRight ? give('jwt-bearer') : refuseToken();
  };

  const authenticate = ({ headers }: StandInRequest): void => {
    const basic = `Basic ${Buffer.from(`${options.user.name}:${options.user.password}`).toString('base64')}`;
    const [, bearer = ''] = /^Bearer (\S+)$/.exec(headers.authorization ?? '') ?? [];
    const isKnown =
      headers.authorization === basic || headers['x-sn-apikey'] === options.apiKey || (live.get(bearer) ?? 0) > now();
    if (!isKnown) refuse(401, 'User Not Authenticated', 'Required to provide Auth information');
  };

  const rowsOf = (name: string) => {
    const table = tables[name] ?? refuse(400, `Invalid table ${name}`, '');
    if (!options.readable.includes(name))
      refuse(
        403,
        'Insufficient rights to query records',
        'Field(s) present in the query do not have permission to be read',
      );
    return table;
  };

  const list = ({ query }: StandInRequest, name: string): StandInAnswer => {
    const table = rowsOf(name);
    for (const key of query.keys())
      if (!parameters.has(key) || query.getAll(key).length > 1) refuse(400, `Unexpected parameter ${key}`, '');
    const [limit, offset] = [Number(query.get('sysparm_limit') ?? 10_000), Number(query.get('sysparm_offset') ?? 0)];
    if (![limit, offset].every((number) => Number.isInteger(number) && number >= 0)) refuse(400, 'Not a number', '');
    const found = queriedRows(table.rows, query.get('sysparm_query') ?? '');
    const page = found.slice(offset, offset + limit).filter((row) => !options.hides?.(row));
    const shown = {
      fields: query.get('sysparm_fields')?.split(',') ?? [],
      excludesLinks: query.get('sysparm_exclude_reference_link') === 'true',
      server,
    };
    const at = (rel: string, start: number): string => {
      const own = new URLSearchParams(query);
      own.set('sysparm_offset', String(start));
      return `<${server}/table/${name}?${own}>;rel="${rel}"`;
    };
    const last = Math.max(0, Math.floor((found.length - 1) / limit) * limit);
    const links = [
      at('first', 0),
      ...(offset > 0 ? [at('prev', Math.max(0, offset - limit))] : []),
      ...(offset + limit < found.length ? [at('next', offset + limit)] : []),
      at('last', last),
    ];
    return {
      status: 200,
      headers: {
        'x-total-count': String(found.length),
        ...(found.length > limit && { link: links.join(',') }),
        'set-cookie': 'glide_session_store=CANARY; Secure; HttpOnly',
      },
      body: { result: page.map((row) => shownRow(tables, table, row, shown)) },
    };
  };

  const one = (name: string, id: string): StandInAnswer => {
    const table = rowsOf(name);
    const row = table.rows.find(({ sys_id }) => sys_id === id);
    if (!row || options.hides?.(row))
      return refuse(404, 'No Record found', "Record doesn't exist or ACL restricts the record retrieval");
    return {
      status: 200,
      body: { result: shownRow(tables, table, row, { fields: [], excludesLinks: false, server }) },
    };
  };

  const standIn = await startStandIn((request) => {
    if (request.path === `/${host}/oauth_token.do`) return token(request);
    const [, name, id] = new RegExp(`^/${host}/api/now/v2/table/([a-z_]+)(?:/([^/]+))?$`).exec(request.path) ?? [];
    if (name === undefined) return refuse(400, 'Requested URI does not represent any resource', request.path);
    authenticate(request);
    if (request.method !== 'GET') return refuse(405, 'Method not supported', '');
    if (request.headers.accept !== 'application/json') return refuse(406, 'Not acceptable', '');
    return id === undefined ? list(request, name) : one(name, decodeURIComponent(id));
  }, now);
  return { ...standIn, grants };
};
