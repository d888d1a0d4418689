import { type StandIn, type StandInAnswer, startStandIn } from '../stand-in.ts';
import { answerFrom, routesOf } from '../strict-routes.ts';
import { openaiDirectoryRoutes } from './openai-directory-routes.ts';
import type { OpenAIOrganization } from './openai-organization.ts';
import { openaiNotFound, refuseOpenAI } from './openai-refusal.ts';
import { openaiReportRoutes } from './openai-report-routes.ts';

export interface OpenAIOptions {
  readonly organization: OpenAIOrganization;
  /** Keys, and whether each is an admin key. */
  readonly keys: Readonly<Record<string, 'admin' | 'project'>>;
  now(): number;
}

/** The administration of one organization (developers.openai.com/api/reference/administration/overview): admin keys only. */
export const startOpenAI = async ({ organization, keys, now }: OpenAIOptions): Promise<StandIn> => {
  const find = routesOf([...openaiDirectoryRoutes(organization), ...openaiReportRoutes(organization)]);

  return startStandIn(({ method, path, query, headers, ...rest }): StandInAnswer => {
    const [, key = ''] = /^Bearer (\S+)$/.exec(headers.authorization ?? '') ?? [];
    const kind = keys[key] ?? refuseOpenAI(401, 'Incorrect API key provided: CANARY.', 'invalid_api_key');
    const below = path.startsWith('/api.openai.com/v1/') ? path.slice('/api.openai.com/v1'.length) : openaiNotFound();
    const { route, variables, unknown } = find(method, below, query) ?? openaiNotFound();
    if (kind !== 'admin') refuseOpenAI(403, 'You have insufficient permissions for this operation. CANARY');
    if (unknown.length > 0) refuseOpenAI(400, `Unknown parameter: '${unknown[0]}'.`, 'unknown_parameter');
    const request = { method, path, query, headers, ...rest };
    return answerFrom(route.answer({ variables, query, request }));
  }, now);
};
