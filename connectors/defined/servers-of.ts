import type { DefinedSource } from './defined-source.ts';

/** The addresses of an API that are called: its own, and those of single endpoints and lists. */
export const serversOf = ({ api, plan }: Pick<DefinedSource, 'api' | 'plan'>): readonly string[] => [
  ...new Set([
    api.server,
    ...api.endpoints.flatMap(({ server }) => server ?? []),
    ...plan.lists.map(({ request }) => request.server),
  ]),
];
