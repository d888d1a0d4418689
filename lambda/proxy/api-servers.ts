import type { Api } from '../../config/shapes/api.ts';

/** All addresses that the paths of an API come after, each once: its own, and those of endpoints that live elsewhere. */
export const apiServers = ({ server, endpoints }: Pick<Api, 'server' | 'endpoints'>): readonly string[] => [
  ...new Set([server, ...endpoints.map((endpoint) => endpoint.server ?? server)]),
];
