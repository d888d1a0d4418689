import type { Report } from '../../../config/schema/draft.ts';
import { serverProblem } from '../../openapi/server-url.ts';
import type { Definition } from '../definition.ts';
import { exampleValues } from '../example-values.ts';
import { filled } from '../template.ts';

/** Checks all addresses that credentials go to, with the examples of the settings. */
export const checkServers = (definition: Definition, report: Report): void => {
  const values = exampleValues(definition);
  for (const [text, path] of serversIn(definition)) {
    const address = filled(text, values);
    const problem = address === undefined ? undefined : serverProblem(address);
    if (problem)
      report(path, problem, 'With the examples of the settings it must be an address such as https://api.example.com');
  }
};

/** The addresses of a definition before settings are filled in, and where they stand. */
export const serversIn = ({
  server,
  lists,
  endpoints,
}: Pick<Definition, 'server' | 'lists' | 'endpoints'>): readonly (readonly [
  text: string,
  path: readonly string[],
])[] => [
  [server, ['server']],
  ...Object.entries({ lists, endpoints }).flatMap(([room, all]) =>
    Object.entries(all).flatMap(([name, each]): [string, string[]][] =>
      each.server === undefined ? [] : [[each.server, [room, name, 'server']]],
    ),
  ),
];
