import { type StandIn, type StandInAnswer, startStandIn } from '../stand-in.ts';
import { answerFrom, routesOf } from '../strict-routes.ts';
import { anthropicDirectoryRoutes } from './anthropic-directory-routes.ts';
import type { AnthropicKeyKind } from './anthropic-key-kind.ts';
import type { AnthropicOrganization } from './anthropic-organization.ts';
import { anthropicNotFound, refuseAnthropic } from './anthropic-refusal.ts';
import { anthropicReportRoutes } from './anthropic-report-routes.ts';

export interface AnthropicOptions {
  readonly organization: AnthropicOrganization;
  readonly keys: Readonly<Record<string, AnthropicKeyKind>>;
  now(): number;
}

/**
 * The Admin API of one organization, with its version in a header and the key in another
 * (platform.claude.com/docs/en/manage-claude/admin-api).
 */
export const startAnthropic = async ({ organization, keys, now }: AnthropicOptions): Promise<StandIn> => {
  const find = routesOf([...anthropicDirectoryRoutes(organization), ...anthropicReportRoutes(organization)]);

  return startStandIn((request): StandInAnswer => {
    const { method, path, query, headers } = request;
    if (headers['anthropic-version'] !== '2023-06-01')
      refuseAnthropic(400, 'invalid_request_error', 'anthropic-version: header is required');
    const kind =
      keys[String(headers['x-api-key'])] ?? refuseAnthropic(401, 'authentication_error', 'invalid x-api-key');
    const below = path.startsWith('/api.anthropic.com/v1/')
      ? path.slice('/api.anthropic.com/v1'.length)
      : anthropicNotFound();
    const { route, variables, unknown } = find(method, below, query) ?? anthropicNotFound();
    if (!route.needs!.includes(kind)) refuseAnthropic(403, 'permission_error', 'CANARY may not use this endpoint');
    if (unknown.length > 0)
      refuseAnthropic(400, 'invalid_request_error', `${unknown[0]}: Extra inputs are not permitted`);
    return answerFrom(route.answer({ variables, query, request }));
  }, now);
};
