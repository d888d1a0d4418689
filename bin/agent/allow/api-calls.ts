import type { Api } from '../../../config/shapes/api.ts';
import { type SourceCall, sourceCall } from './source-call.ts';

/** What is called where the API of a source is served: its endpoints, and the hosts that its redirects may lead to. */
export const apiCalls = ({ server, hosts, endpoints, headers = {} }: Api): readonly SourceCall[] => [
  ...endpoints.map((endpoint) =>
    sourceCall({
      methods: endpoint.method === 'GET' ? ['GET', 'HEAD'] : [endpoint.method],
      server: endpoint.server ?? server,
      path: endpoint.path,
      query: Object.keys(endpoint.query),
      headers: [...Object.keys(headers), ...endpoint.requestHeaders],
      escapedTwice: (endpoint.escapedTwice ?? []).length > 0,
    }),
  ),
  ...hosts.map((host) =>
    sourceCall({ methods: ['GET', 'HEAD'], server: `https://${host}`, path: '/**', query: 'any' }),
  ),
];
