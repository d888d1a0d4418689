import type { Mode } from '../../config/config.ts';
import type { NamedFiles } from '../../config/connector-form.ts';
import type { Api } from '../../config/shapes/api.ts';
import type { Definition } from '../definition/definition.ts';
import { isHeaderValue } from '../definition/rules/check-headers.ts';
import { serversIn } from '../definition/rules/check-servers.ts';
import { filled, namesIn, type Values } from '../definition/template.ts';
import { serverProblem } from '../openapi/server-url.ts';
import type { DefinedSource, List } from './defined-source.ts';
import type { DefinedOptions } from './options.ts';
import { resolveApi } from './resolve-api.ts';
import { resolveLists } from './resolve-lists.ts';
import { resolveWay } from './resolve-way.ts';
import { serversOf } from './servers-of.ts';

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
  const resolving: Resolving = { definition, options, files, values: settings };
  if (isImported && !hasSettingsToRead(resolving)) return undefined;
  const api = resolveApi(resolving, serve.includes('proxy'));
  const lists = isImported ? resolveLists(resolving) : [];
  if (!api || !canBeCalled(resolving, api, lists)) return undefined;

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

/** Whether settings made addresses, and headers, of what stands around them. */
const canBeCalled = ({ definition, values, files }: Resolving, api: Api, lists: readonly List[]): boolean => {
  const used = new Set([...serversOf({ api, plan: { lists } })]);
  const addresses = serversIn(definition).flatMap(([text]) => {
    const address = filled(text, values);
    const problem = address !== undefined && used.has(address) ? serverProblem(address) : undefined;
    return problem ? [[text, `makes an address of ${text} that ${problem}`] as const] : [];
  });
  const headers = Object.entries(definition.headers).flatMap(([name, text]) =>
    isHeaderValue(filled(text, values) ?? '') ? [] : [[text, `can not stand in the header ${name}`] as const],
  );
  const problems = [...addresses, ...headers];
  for (const [text, what] of problems)
    files.report(namesIn(text)[0] ?? 'connector', what, 'Write it as the description of the setting says.');
  return problems.length === 0;
};

/** The settings that are set. */
export const settingsOf = ({ settings }: Definition, options: object): Values =>
  Object.fromEntries(
    Object.entries(options).filter(([name, value]) => Object.hasOwn(settings, name) && typeof value === 'string'),
  );

/**
 * Those of an endpoint of the definition. A shapes file of one's own may call its variables otherwise; and it may have endpoints that
 * the definition does not know, for which no permission is asked.
 */
const permissionsOfEndpoint = ({ endpoints }: Definition, values: Values, name: string): readonly string[] => {
  const unnamed = (text: string | undefined) => text?.replaceAll(/\{[^{}]*\}/g, '{}');
  const found = Object.keys(endpoints).find(
    (written) => unnamed(filled(written, values, encodeURIComponent)) === unnamed(name),
  );
  return found === undefined ? [] : endpoints[found]!.permissions;
};
