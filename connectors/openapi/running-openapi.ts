import type { Api } from '../../config/shapes/api.ts';
import { loopbackRanges } from '../authentication/is-loopback.ts';
import { localAuthentication } from '../authentication/local-authentication.ts';
import type { RunningConnector } from '../connector.ts';
import type { OpenApiOptions } from './resolve.ts';

/** What of the connector `openapi` runs in the handler. */
export const runningOpenApi: RunningConnector<OpenApiOptions> = {
  authentication: ({ api: { server }, localServer, authentication }, host) =>
    host?.local ? localAuthentication(authentication, { server, localServer }) : authentication,
  proxy: (options, host) => proxied(options, host?.local ?? false),
};

const proxied = ({ api, localServer }: OpenApiOptions, isLocal: boolean): Api =>
  isLocal && localServer !== undefined
    ? { ...api, server: localServer, privateAddresses: [...api.privateAddresses, ...loopbackRanges] }
    : api;
