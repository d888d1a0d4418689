import { authenticationGuide } from './authentication/guide/authentication-guide.ts';
import { requirementsOf } from './authentication/requirements-of.ts';
import type { Connector } from './connector.ts';
import { apiServers } from './local-api.ts';
import { openApiOptions } from './openapi/options.ts';
import { type OpenApiOptions, resolveOpenApi } from './openapi/resolve.ts';
import { runningOpenApi } from './openapi/running-openapi.ts';

/**
 * Any API over HTTPS, by its OpenAPI document and a shapes file. The vendor calls it by proxy: only the endpoints that the shapes
 * file names, and only what it names of their answers leaves.
 *
 * ```yaml
 * tickets:
 *   connector: openapi
 *   document: ./tickets.openapi.yaml
 *   shapes: ./tickets.shapes.yaml
 *   authentication: bearer
 * ```
 */
export const openapi: Connector<OpenApiOptions> = {
  name: 'openapi',
  title: 'API described by OpenAPI',
  modes: ['proxy'],
  options: openApiOptions,
  resolve: resolveOpenApi,
  requires: ({ api, authentication }) => ({
    ...requirementsOf(authentication),
    hosts: [
      ...new Set([
        ...apiServers(api).map((server) => new URL(server).host),
        ...api.hosts,
        ...requirementsOf(authentication).hosts,
      ]),
    ],
    files: [],
    objects: [],
  }),
  guide: ({ api: { server }, authentication }, subject) =>
    authenticationGuide(authentication, subject, new URL(server).hostname),
  ...runningOpenApi,
};
