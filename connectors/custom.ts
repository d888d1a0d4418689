import * as z from 'zod';
import type { Mode } from '../config/config.ts';
import type { NamedFiles } from '../config/connector-form.ts';
import type { Connector } from './connector.ts';
import { modesOf, requiredBy } from './defined/defined-connector.ts';
import type { DefinedSource } from './defined/defined-source.ts';
import { definedGuide } from './defined/guide.ts';
import { commonOptions, type DefinedOptions, definedOptions } from './defined/options.ts';
import { resolveSource } from './defined/resolve-source.ts';
import { runningDefined } from './defined/running-defined.ts';
import type { Definition } from './definition/definition.ts';
import { readDefinition } from './definition/read-definition.ts';
import { localPath } from './location.ts';

/** What every source can say, of a definition that is not known yet: names of lists and endpoints are checked when it is read. */
const { authentication, read, attributes, onInvalidRow, endpoints, shapes, localServer, privateAddresses, limits } =
  commonOptions().shape;

/**
 * A kind of source that a customer describes itself, in a file of the same form as those of this package.
 *
 * ```yaml
 * badges:
 *   connector: custom
 *   definition: ./badges.connector.yaml
 *   settings: { server: https://badges.acme.example }
 * ```
 */
export const custom: Connector<DefinedSource> = {
  name: 'custom',
  title: 'Connector of your own',
  modes: ['import', 'proxy'],
  options: z.strictObject({
    definition: localPath.meta({
      description: 'The definition of the connector, of the same form as those of this package.',
      examples: ['./badges.connector.yaml'],
    }),
    settings: z
      .record(z.string(), z.string())
      .default({})
      .meta({
        description: 'What the definition asks for under settings.',
        examples: [{ server: 'https://badges.acme.example' }],
      }),
    authentication,
    read,
    attributes,
    onInvalidRow,
    endpoints,
    shapes,
    localServer,
    privateAddresses,
    limits,
  }),
  resolve: (options: unknown, files: NamedFiles, serve: readonly Mode[]) => {
    const { definition: _, settings, ...others } = options as { definition: string; settings: Record<string, string> };
    const definition = files.read('definition', (text, file) => readDefinition(text, file, 'custom'));
    if (!definition || !servesOnly(definition, files, serve)) return undefined;
    const checked = definedOptions(definition).safeParse(
      { ...withoutUndefined(others), ...settings },
      { error: () => '' },
    );
    if (checked.success) return resolveSource(definition, checked.data as unknown as DefinedOptions, files, serve);
    for (const { path, message, code } of checked.error.issues) tellOption(definition, files, path, message, code);
    return undefined;
  },
  requires: requiredBy,
  guide: definedGuide,
  ...runningDefined,
};

const servesOnly = (definition: Definition, files: NamedFiles, serve: readonly Mode[]): boolean => {
  const modes = modesOf(definition);
  const other = serve.find((mode) => !modes.includes(mode));
  if (other === undefined) return true;
  const lacks = other === 'import' ? 'lists' : 'endpoints';
  files.report('serve', `can not be ${other}: the definition has no ${lacks}`, `Write serve: [${modes.join(', ')}]`);
  return false;
};

/** A problem of a setting is one of `settings`, which the definition gives its keys. */
const tellOption = (
  { settings, lists }: Definition,
  files: NamedFiles,
  path: readonly PropertyKey[],
  message: string,
  code: string | undefined,
): void => {
  const [name = ''] = path.map(String);
  if (Object.hasOwn(settings, name)) {
    const { description, example } = settings[name]!;
    return files.report(
      'settings',
      `${name} ${message || 'is missing, or not in the right form'}`,
      `${description} For example: ${example}`,
    );
  }
  if (code === 'unrecognized_keys')
    return files.report(
      'settings',
      'has a key that the definition does not know',
      `It knows: ${Object.keys(settings).join(', ') || 'none'}`,
    );
  const known =
    name === 'read' || name === 'attributes'
      ? `The lists are: ${Object.keys(lists).join(', ') || 'none'}`
      : 'Look into the definition.';
  files.report(name, message || 'does not fit the definition', known);
};

const withoutUndefined = (options: object): object =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
