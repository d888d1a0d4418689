import { Refusal, type StandIn, type StandInRequest, startStandIn } from '../stand-in.ts';
import { answerFrom, type Route, routesOf } from '../strict-routes.ts';
import type { AtlassianGrant } from './start-atlassian.ts';

/** Sets of scopes, one of which a token must have wholly: the classic ones, or the granular ones. */
export type ScopeSets = readonly (readonly string[])[];

/** An API token with scopes, of an account. */
export interface AtlassianApiToken {
  readonly mail: string;
  readonly token: string;
  readonly scopes: readonly string[];
}

export interface AtlassianApiOptions {
  readonly product: 'jira' | 'confluence';
  readonly cloudId: string;
  readonly routes: readonly Route<ScopeSets>[];
  /** Tokens that an authorization server gave. */
  readonly grants: ReadonlyMap<string, AtlassianGrant>;
  readonly apiToken?: AtlassianApiToken | undefined;
  readonly now: () => number;
}

/** What stands before the products: api.atlassian.com, which knows tokens, scopes and sites, and says all that is wrong with them as 401. */
export const startAtlassianApi = (options: AtlassianApiOptions): Promise<StandIn> => {
  const { product, cloudId, routes, now } = options;
  const find = routesOf(routes);
  const base = `/api.atlassian.com/ex/${product}/${cloudId}`;
  return startStandIn((request) => {
    const { method, path, query, headers, body } = request;
    if (!headers['user-agent'] || headers.accept !== 'application/json') throw new Refusal(400, 'CANARY headers');
    const scopes = scopesOf(request, options);
    if (!path.startsWith(`${base}/`)) throw refusal(404, 'CANARY no such site');
    const found = find(method, path.slice(base.length), query);
    if (!found) throw refusal(404, 'CANARY no such resource');
    // Atlassian passes over what it does not know. A definition that names it is wrong all the same.
    if (found.unknown.length > 0) throw refusal(400, `CANARY unknown parameters: ${found.unknown}`);
    const isAllowed = (found.route.needs ?? []).some((set) => set.every((scope) => scopes.includes(scope)));
    if (!isAllowed) throw refusal(401, 'Unauthorized; scope does not match');
    if (method === 'POST' && headers['content-type'] !== 'application/json') throw refusal(415, 'CANARY type');
    if (method === 'GET' && body !== '') throw refusal(400, 'CANARY body');
    return answerFrom(found.route.answer({ variables: found.variables, query, request }));
  }, now);
};

const scopesOf = ({ headers }: StandInRequest, { grants, apiToken, now }: AtlassianApiOptions): readonly string[] => {
  const [, kind, text = ''] = /^(Bearer|Basic) (\S+)$/.exec(headers.authorization ?? '') ?? [];
  if (kind === 'Bearer') {
    const grant = grants.get(text);
    if (!grant || grant.until <= now()) throw refusal(401, 'Unauthorized');
    return grant.scopes;
  }
  const isOwn = apiToken && Buffer.from(text, 'base64').toString() === `${apiToken.mail}:${apiToken.token}`;
  if (kind !== 'Basic' || !isOwn) throw refusal(401, 'Unauthorized');
  return apiToken.scopes;
};

const refusal = (code: number, message: string): Refusal => new Refusal(code, { code, message });
