import { Refusal, type StandIn, startStandIn } from '../stand-in.ts';
import { answerFrom, routesOf } from '../strict-routes.ts';
import { type DataCenterRight, jiraDataCenterRoutes } from './jira-data-center-routes.ts';
import { type DataCenterSite, dataCenterSite } from './jira-data-center-site.ts';
import { type DataCenterTokenOptions, type DataCenterTokens, jiraDataCenterTokens } from './jira-data-center-tokens.ts';

export interface JiraDataCenterOptions extends DataCenterTokenOptions {
  /** `jira.acme.example/jira`: the host, with the context path. */
  readonly place: string;
  /** Of an administrator. */
  readonly personalToken: string;
  readonly size?: { readonly people: number; readonly groups: number };
  /** @default - more than there are groups */
  readonly autocompleteLimit?: number;
}

export interface JiraDataCenter extends StandIn {
  readonly site: DataCenterSite;
  readonly tokens: DataCenterTokens;
}

/** Jira Data Center on one host: tokens, and the API. */
export const startJiraDataCenter = async (options: JiraDataCenterOptions): Promise<JiraDataCenter> => {
  const { place, personalToken, size = { people: 100, groups: 16 }, autocompleteLimit = 1_000, now } = options;
  const site = dataCenterSite(size);
  const tokens = jiraDataCenterTokens(options);
  const find = routesOf(jiraDataCenterRoutes(site, autocompleteLimit));

  const rightsOf = (authorization = ''): readonly string[] => {
    const [, token = ''] = /^Bearer (\S+)$/.exec(authorization) ?? [];
    if (token === personalToken) return ['READ', 'ADMIN'];
    const grant = tokens.grants.get(token);
    if (!grant || grant.until <= now()) throw refusal(401, 'You are not authenticated.');
    return grant.scopes;
  };

  const standIn = await startStandIn((request) => {
    const { method, path, query, headers, body } = request;
    if (!headers['user-agent']) throw refusal(400, 'Who asks?');
    if (!path.startsWith(`/${place}/`)) throw refusal(404, 'No such place.');
    const below = path.slice(place.length + 1);
    if (below === '/rest/oauth2/latest/token') return tokens.answer(request);
    if (headers.accept !== 'application/json') throw refusal(406, 'JSON is all there is.');
    const rights = rightsOf(headers.authorization);
    const found = find(method, below, query);
    if (!found) throw refusal(404, 'No such resource.');
    if (found.unknown.length > 0) throw refusal(400, `Unknown parameters: ${found.unknown}`);
    // Who may administer may read too.
    const needed: readonly DataCenterRight[] = found.route.needs === 'ADMIN' ? ['ADMIN'] : ['READ', 'ADMIN'];
    if (!needed.some((right) => rights.includes(right))) throw refusal(403, 'The user is no administrator.');
    if (method === 'POST' && headers['content-type'] !== 'application/json')
      throw refusal(415, 'JSON is all there is.');
    if (method === 'GET' && body !== '') throw refusal(400, 'A GET has no body.');
    return answerFrom(found.route.answer({ variables: found.variables, query, request }));
  }, now);
  return { ...standIn, site, tokens };
};

const refusal = (status: number, message: string): Refusal =>
  new Refusal(status, { errorMessages: [`CANARY ${message}`], errors: {} });
