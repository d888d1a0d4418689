import type { Mode } from '../../config/config.ts';
import type { NamedFiles } from '../../config/connector-form.ts';
import type { Definition } from '../definition/definition.ts';
import { filled, namesIn, type Values } from '../definition/template.ts';
import type { DefinedSource } from './defined-source.ts';
import type { DefinedOptions } from './options.ts';
import { resolveApi } from './resolve-api.ts';
import { resolveLists } from './resolve-lists.ts';
import { resolveWay } from './resolve-way.ts';

/** What a source is resolved with. */
export interface Resolving {
  readonly definition: Definition;
  readonly options: DefinedOptions;
  readonly files: NamedFiles;
  /** What `${name}` stands for. */
  readonly values: Values;
}

/**
 * Fills a source's settings into the definition of its connector.
 *
 * @param serve the modes that the source is served in: of others, nothing is kept and no permission asked for
 * @returns `undefined` if there is a problem, which was told then
 */
export const resolveSource = (
  definition: Definition,
  options: DefinedOptions,
  files: NamedFiles,
  serve: readonly Mode[],
): DefinedSource | undefined => {
  if (!namesLists(definition, options, files)) return undefined;
  const settings = settingsOf(definition, options);
  const isImported = serve.includes('import');
  if (isImported && !hasSettingsToRead({ definition, options, files, values: settings })) return undefined;
  const api = resolveApi({ definition, options, files, values: settings }, serve.includes('proxy'));
  const lists = isImported ? resolveLists({ definition, options, files, values: settings }) : [];
  if (!api) return undefined;

  const used = new Set([
    ...api.endpoints.flatMap(({ name }) => permissionsOfEndpoint(definition, settings, name)),
    ...lists.flatMap(({ name }) => definition.lists[name]!.permissions),
  ]);
  const permissions = Object.entries(definition.permissions).filter(([name]) => used.has(name));
  const values = { ...settings, permissions: permissions.map(([name]) => name) };
  const authentication = resolveWay({ definition, options, files, values });
  if (!authentication) return undefined;
  const { answers, rateLimits } = definition;
  const { parallel, every, reset } = rateLimits;
  return {
    api,
    ...(options.localServer !== undefined && { localServer: options.localServer.replace(/\/+$/, '') }),
    authentication,
    plan: {
      lists,
      answers,
      rateLimits: { parallel, every, reset },
      onInvalidRow: options.onInvalidRow ?? 'fail',
      answerSeconds: options.limits.wholeSeconds,
    },
    permissions: Object.fromEntries(permissions),
    setup: setupFor(definition, options).map(({ title, lines }) => ({
      title: filled(title, values) ?? title,
      lines: lines.flatMap((line) => filled(line, values) ?? []),
    })),
  };
};

/** The steps of the way that the source is proved who calls. One that the source says itself is none of the definition's. */
const setupFor = ({ setup }: Definition, { authentication }: DefinedOptions): Definition['setup'] =>
  setup.filter(({ ways }) => !ways || (typeof authentication === 'string' && ways.includes(authentication)));

/** Whether lists that are named are there. */
const namesLists = (
  { lists }: Definition,
  { read = [], attributes = {} }: DefinedOptions,
  files: NamedFiles,
): boolean => {
  const isKnown = (name: string) => Object.hasOwn(lists, name);
  const remedy = `Its lists are: ${Object.keys(lists).join(', ') || 'none'}`;
  if (!read.every(isKnown)) files.report('read', 'names a list that the connector does not have', remedy);
  if (!Object.keys(attributes).every(isKnown))
    files.report('attributes', 'names a list that the connector does not have', remedy);
  return [...read, ...Object.keys(attributes)].every(isKnown);
};

/** Whether all settings are there without which a list that is read has no address. */
const hasSettingsToRead = ({ definition: { lists }, options: { read = [] }, files, values }: Resolving): boolean => {
  const lacking = read.flatMap((name) => {
    const { request, server = '' } = lists[name]!;
    const settings = namesIn(request + server).filter((setting) => !Object.hasOwn(values, setting));
    return settings.length === 0 ? [] : [{ name, settings: settings.join(', ') }];
  });
  for (const { name, settings } of lacking)
    files.report('read', `names ${name}, which needs ${settings}`, `Add ${settings}, or leave ${name} out.`);
  return lacking.length === 0;
};

/** The settings that are set. */
export const settingsOf = ({ settings }: Definition, options: object): Values =>
  Object.fromEntries(
    Object.entries(options).filter(([name, value]) => Object.hasOwn(settings, name) && typeof value === 'string'),
  );

/** Those of an endpoint of the definition; a shapes file of one's own may have others, which no one knows. */
const permissionsOfEndpoint = ({ endpoints }: Definition, values: Values, name: string): readonly string[] => {
  const found = Object.keys(endpoints).find((written) => filled(written, values, encodeURIComponent) === name);
  return found === undefined ? [] : endpoints[found]!.permissions;
};
