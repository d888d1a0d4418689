import { describedBy, matching, type Operation } from '../../connectors/drift/operations.ts';
import type { TypesPackage } from '../../connectors/drift/type-drift.ts';
import { keysOf, type Published, publishedIn } from './published.ts';

const callPattern =
  /^export async function (\w+)\([\s\S]*?url: ['`]([^'`]+)['`],\s+method: '(\w+)',(?:\s+searchParams: \{([^}]*)\},)?(?:\s+body: \{([^}]*)\})?/gm;

const keysIn = (text: string): readonly string[] => Array.from(text.matchAll(/^\s*'?([\w-]+)'?:/gm), ([, key]) => key!);

const operationsOf =
  (server: string) =>
  ({ code, from }: Published): readonly Operation[] =>
    Array.from(code.matchAll(callPattern), ([, name, path, method, parameters = '', body]) => ({
      method: method!,
      ...matching(server + path),
      answer: `Awaited<ReturnType<typeof import(${from}).${name}>>`,
      query: keysOf(keysIn(parameters)),
      ...(body !== undefined && { body: keysOf(keysIn(body)) }),
    }));

/** What is generated from Atlassian's descriptions, by a project that is not Atlassian's. */
export const atlassianTypes = (name: string, folders: readonly string[], server: string): TypesPackage => ({
  imports: [],
  describe: describedBy(folders.flatMap((folder) => publishedIn(name, folder).flatMap(operationsOf(server)))),
});
