import type { Connector, ProxiedApi } from './connector.ts';
import { credentialsFor, secretFields } from './openapi/authentication.ts';
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
    hosts: [...new Set([new URL(api.server).host, ...api.hosts])],
    files: [],
    objects: [],
    secret: secretFields(authentication),
  }),
  proxy: (options, host) => proxied(options, host?.local ?? false),
};

const loopback = ['127.0.0.0/8', '::1/128'];

const proxied = ({ api, localServer, authentication }: OpenApiOptions, isLocal: boolean): ProxiedApi => ({
  api:
    isLocal && localServer !== undefined
      ? { ...api, server: localServer, privateAddresses: [...api.privateAddresses, ...loopback] }
      : api,
  credentials: (context) => credentialsFor(authentication, context),
});
