import { describedBy, matching, type Operation } from '../../connectors/drift/operations.ts';
import type { TypesPackage } from '../../connectors/drift/type-drift.ts';
import { type Published, publishedIn } from './published.ts';

const codePattern =
  /^ *class (\w+) extends|^(?: {4}| {8})(\w+)\(.*\{$|this\._client\.(getAPIList|get|post|delete|patch|put)\((?:\(0, path_1\.path\) ?)?['`]([^'`]+)['`]/gm;

const methods: Readonly<Record<string, string>> = { getAPIList: 'GET' };

/** The type of the parameters is that of the argument before the options. */
const queryOf = (types: string, operation: string): string | undefined =>
  new RegExp(`^ {4}${operation}\\([^)]*?(?:query|params)\\??: \\(?(\\w+Params)`, 'm').exec(types)?.[1];

const operationsOf =
  (server: string) =>
  ({ code, types, from }: Published): readonly Operation[] => {
    const operations: Operation[] = [];
    let [owner, operation] = ['', ''];
    for (const [, ownerHere, operationHere, call, path] of code.matchAll(codePattern)) {
      owner = ownerHere ?? owner;
      operation = operationHere ?? operation;
      if (call === undefined || path === undefined) continue;
      const query = queryOf(types, operation);
      operations.push({
        method: methods[call] ?? call.toUpperCase(),
        ...matching(server + path.replace(/\?beta=true$/, '')),
        answer: `Awaited<ReturnType<import(${from}).${owner}['${operation}']>>`,
        ...(query !== undefined && { query: `import(${from}).${query}` }),
      });
    }
    return operations;
  };

/** What OpenAI and Anthropic publish: clients that Stainless generates from their descriptions. */
export const stainlessTypes = (name: string, folder: string, server: string): TypesPackage => ({
  imports: [],
  // A list is sent as group_by[], a comparison as created_at[gte].
  parameter: (name) => name.replace(/\[\w*\]$/, ''),
  describe: describedBy(publishedIn(name, folder).flatMap(operationsOf(server))),
});
