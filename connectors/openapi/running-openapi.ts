import type { Api } from '../../config/shapes/api.ts';
import { localAuthentication } from '../authentication/local-authentication.ts';
import type { RunningConnector } from '../connector.ts';
import { apiServers, localApi, localPlace } from '../local-api.ts';
import type { OpenApiOptions } from './resolve.ts';

/** What of the connector `openapi` runs in the handler. */
export const runningOpenApi: RunningConnector<OpenApiOptions> = {
  authentication: ({ api: { server }, localServer, authentication }, host) =>
    host?.local ? localAuthentication(authentication, { server, localServer }) : authentication,
  proxy: (options, host) => proxied(options, host?.local ?? false),
};

const proxied = ({ api, localServer }: OpenApiOptions, isLocal: boolean): Api =>
  isLocal && localServer !== undefined ? localApi(api, localPlace(apiServers(api), localServer)) : api;
