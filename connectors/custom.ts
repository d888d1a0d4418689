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
    const schema = definedOptions(definition);
    const told = Object.entries(others).filter(
      ([name, value]) => value !== undefined && Object.hasOwn(schema.shape, name),
    );
    const useless = Object.keys(others).filter((name) => isGiven(others, name) && !Object.hasOwn(schema.shape, name));
    for (const name of useless)
      files.report(name, 'means nothing here: the definition has nothing of that kind', 'Remove it.');
    const known = Object.keys(definition.settings);
    if (!Object.keys(settings).every((name) => known.includes(name))) return tellUnknown(known, files);
    const checked = schema.safeParse({ ...Object.fromEntries(told), ...settings }, { error: () => '' });
    if (checked.success)
      return useless.length > 0
        ? undefined
        : resolveSource(definition, checked.data as unknown as DefinedOptions, reportingOf(definition, files), serve);
    for (const issue of checked.error.issues) tellOption(definition, files, issue);
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

/** What has a default is there also where nobody wrote it. */
const isGiven = (options: Readonly<Record<string, unknown>>, name: string): boolean =>
  options[name] !== undefined && name !== 'onInvalidRow';

/** Its settings stand below `settings`. */
const reportingOf = ({ settings }: Definition, files: NamedFiles): NamedFiles => ({
  ...files,
  report: (option, what, remedy) =>
    Object.hasOwn(settings, option)
      ? files.report('settings', `${option} ${what}`, remedy)
      : files.report(option, what, remedy),
});

const tellUnknown = (known: readonly string[], files: NamedFiles): undefined => {
  const names = known.join(', ') || 'none';
  files.report('settings', 'has a key that the definition does not know', `It knows: ${names}`);
};

/** A problem of a setting is one of `settings`, which the definition gives its keys. */
const tellOption = ({ settings, lists }: Definition, files: NamedFiles, { path, message }: z.core.$ZodIssue): void => {
  const [name = ''] = path.map(String);
  if (Object.hasOwn(settings, name)) {
    const { description, example } = settings[name]!;
    const what = `${name} ${message || 'is missing, or not in the right form'}`;
    return files.report('settings', what, `${description} For example: ${example}`);
  }
  const isOfLists = name === 'read' || name === 'attributes';
  const listNames = Object.keys(lists).join(', ') || 'none';
  const remedy = isOfLists ? `The lists are: ${listNames}` : 'Look into the definition.';
  files.report(name, message || 'does not fit the definition', remedy);
};
