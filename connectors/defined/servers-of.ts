import { apiServers } from '../local-api.ts';
import type { DefinedSource } from './defined-source.ts';

/** The addresses of an API that are called: its own, and those of single endpoints and lists. */
export const serversOf = ({ api, plan }: Pick<DefinedSource, 'api' | 'plan'>): readonly string[] => [
  ...new Set([...apiServers(api), ...plan.lists.map(({ request }) => request.server)]),
];
