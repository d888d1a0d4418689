import { apiServers } from '../local-api.ts';
import type { DefinedSource } from './defined-source.ts';

interface ServerSource {
  readonly api: DefinedSource['api'];
  readonly plan: Pick<DefinedSource['plan'], 'lists'>;
}

/** The addresses of an API that are called: its own, and those of single endpoints and lists. */
export const serversOf = ({ api, plan }: ServerSource): readonly string[] => [
  ...new Set([...apiServers(api), ...plan.lists.map(({ request }) => request.server)]),
];
