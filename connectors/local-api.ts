import type { Api } from '../config/shapes/api.ts';
import { loopbackRanges } from './authentication/is-loopback.ts';

/** The addresses that an API is called at: its own, and those of single endpoints. */
export const apiServers = ({ server, endpoints }: Pick<Api, 'server' | 'endpoints'>): readonly string[] => [
  ...new Set([server, ...endpoints.flatMap((endpoint) => endpoint.server ?? [])]),
];

/**
 * Where a server is on this machine: at the local server in its place. Of an API on several hosts, each is below it by its host's name.
 *
 * @param servers all of the API's
 * @example localPlace(['https://a.example/v1', 'https://b.example'], 'http://127.0.0.1:8790')('https://a.example/v1')
 *   // 'http://127.0.0.1:8790/a.example/v1'
 */
export const localPlace =
  (servers: readonly string[], localServer: string): ((server: string) => string) =>
  (server) => {
    if (servers.length === 1) return localServer;
    const { host, pathname } = new URL(server);
    return `${localServer}/${host}${pathname === '/' ? '' : pathname}`;
  };

/** An API whose servers are replaced on this machine, where addresses of the machine itself may be called. */
export const localApi = (api: Api, place: (server: string) => string): Api => ({
  ...api,
  server: place(api.server),
  endpoints: api.endpoints.map((endpoint) => ({
    ...endpoint,
    ...(endpoint.server !== undefined && { server: place(endpoint.server) }),
  })),
  privateAddresses: [...api.privateAddresses, ...loopbackRanges],
});
