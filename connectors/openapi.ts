import type { Api } from '../config/shapes/api.ts';
import { authenticationGuide } from './authentication/guide/authentication-guide.ts';
import { loopbackRanges } from './authentication/is-loopback.ts';
import { localAuthentication } from './authentication/local-authentication.ts';
import { requirementsOf } from './authentication/requirements-of.ts';
import type { Connector } from './connector.ts';
import { openApiOptions } from './openapi/options.ts';
import { type OpenApiOptions, resolveOpenApi } from './openapi/resolve.ts';

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
    hosts: [...new Set([new URL(api.server).host, ...api.hosts, ...requirementsOf(authentication).hosts])],
    files: [],
    objects: [],
  }),
  authentication: ({ api: { server }, localServer, authentication }, host) =>
    host?.local ? localAuthentication(authentication, { server, localServer }) : authentication,
  guide: ({ api: { server }, authentication }, subject) =>
    authenticationGuide(authentication, subject, new URL(server).hostname),
  proxy: (options, host) => proxied(options, host?.local ?? false),
};

const proxied = ({ api, localServer }: OpenApiOptions, isLocal: boolean): Api =>
  isLocal && localServer !== undefined
    ? { ...api, server: localServer, privateAddresses: [...api.privateAddresses, ...loopbackRanges] }
    : api;
