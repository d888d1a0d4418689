import type { Report } from '../../config/schema/draft.ts';
import { checkFile } from '../../config/shapes/check-file.ts';
import type { Definition } from './definition.ts';
import { endpointsNamed } from './endpoints-named.ts';
import { checkHeaders } from './rules/check-headers.ts';
import { checkLists } from './rules/check-lists.ts';
import { checkNames } from './rules/check-names.ts';
import { checkPermissions } from './rules/check-permissions.ts';
import { checkServers } from './rules/check-servers.ts';
import { checkSettings } from './rules/check-settings.ts';
import { checkWays } from './rules/check-ways.ts';
import { filled } from './template.ts';

/**
 * Checks what no key of a definition can tell alone. Settings stand at their examples.
 *
 * @param root what stands in the file
 */
export const checkDefinition = (definition: Definition, root: unknown, report: Report): void => {
  checkSettings(definition, report);
  checkNames(definition, report);
  checkPermissions(definition, report);
  checkWays(definition, report);
  checkServers(definition, report);
  checkHeaders(definition, report);
  checkLists(definition, report);
  checkShapes(definition, root, report);
  if (Object.keys(definition.lists).length + Object.keys(definition.endpoints).length > 0) return;
  report(
    [],
    'has neither lists nor endpoints: nothing could be fetched',
    'Add lists: (for imports) or endpoints: (for the proxy).',
  );
};

/** As a shapes file, with the examples of the settings in the names of its endpoints. */
const checkShapes = ({ settings, endpoints }: Definition, root: unknown, report: Report): void => {
  if (Object.keys(endpoints).length === 0) return;
  const examples = Object.fromEntries(Object.entries(settings).map(([name, { example }]) => [name, example]));
  const { endpoints: all, $defs } = root as { endpoints: Readonly<Record<string, object>>; $defs?: object };
  const named = Object.entries(endpoints).flatMap(([key, { also = [] }]) => {
    const {
      documentation: _,
      permissions: __,
      server: ___,
      also: ____,
      optional: _____,
      ...endpoint
    } = all[key] as Record<string, unknown>;
    const fill = (text: string): string => filled(text, examples, encodeURIComponent) ?? text;
    return endpointsNamed(fill(key), also.map(fill), endpoint).map(([name, each]) => ({ key, name, each }));
  });
  const written = new Map<string, string>();
  for (const { name, key } of named) {
    const owner = written.get(name);
    if (owner !== undefined)
      report(['endpoints', key], `has a path that ${owner} has too`, 'Remove it from also, where it stands.', 'key');
    else written.set(name, key);
  }
  const shapes = {
    endpoints: Object.fromEntries(named.map(({ name, each }) => [name, each])),
    ...($defs && { $defs }),
  };
  checkFile(shapes, [], undefined, ([first, name, ...rest], ...problem) => {
    const key = first === 'endpoints' ? (written.get(String(name)) ?? String(name)) : name;
    report(key === undefined ? [first!] : [first!, key, ...rest], ...problem);
  });
};
