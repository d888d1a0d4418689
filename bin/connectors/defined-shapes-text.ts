import type { WrittenEndpoint } from '../../config/shapes/file-schema.ts';
import { writtenEndpoints } from '../../connectors/defined/resolve-api.ts';
import type { Definition } from '../../connectors/definition/definition.ts';
import { settingOption } from '../../connectors/definition/setting-option.ts';
import { filled, namesIn, type Values } from '../../connectors/definition/template.ts';
import { CommandError, exitCode } from '../exit-code.ts';
import { endpointLines } from '../shapes/shapes-from-document.ts';
import { oneLine, yamlLines } from '../shapes/yaml-lines.ts';

/**
 * The endpoints of a connector as a shapes file, which a customer edits and a source names under `shapes:`.
 *
 * @param set settings that stand in paths and addresses, by their names
 * @throws CommandError if one of them is missing, not known or not in the right form
 */
export const definedShapesText = (definition: Definition, set: Readonly<Record<string, string>>): string => {
  const { name, title, endpoints, $defs } = definition;
  if (Object.keys(endpoints).length === 0)
    throw new CommandError(exitCode.failed, `${title} is not served by proxy: there are no endpoints.`);
  const values = valuesOf(definition, set);
  const isOptional = (endpoint: string): boolean => endpoints[endpoint]!.optional === true;
  const optional = Object.keys(endpoints).filter(isOptional);
  const byDefault = Object.fromEntries(Object.entries(endpoints).filter(([endpoint]) => !isOptional(endpoint)));
  const served = { ...definition, endpoints: byDefault };
  const written = [...writtenEndpoints({ definition: served, values }).values()].flatMap((each) =>
    Object.entries(each),
  );
  const lines = [
    '# yaml-language-server: $schema=./sallyport-shapes.schema.json',
    '#',
    `# What may leave ${oneLine(title)}: the endpoints of the connector ${name}, to be edited. A source names this file:`,
    '#',
    `#   connector: ${name}`,
    `#   shapes: ./${name}.shapes.yaml`,
    '#',
    '# What is named here leaves, with what its treatment says; what is not named does not. Of endpoints that are not those of the',
    '# connector, no permission is asked for: sallyport guide does not know them.',
    '',
    'endpoints:',
    ...written.flatMap(([each, endpoint]) => ['', ...endpointLines(each, withoutEmpty(endpoint), [])]),
    ...(optional.length > 0
      ? ['', '  # Left out: a source has these only if it names them, because of what their permissions give.']
      : []),
    ...optional.map((each) => `  #   ${each}`),
    ...(Object.keys($defs).length > 0 ? ['', '$defs:'] : []),
    ...Object.entries($defs).flatMap(([each, shape]) => ['', ...yamlLines(each, shape, 2)]),
  ];
  return `${lines.join('\n')}\n`;
};

/** A path without variables needs no word about them. */
const withoutEmpty = (endpoint: WrittenEndpoint): object =>
  Object.fromEntries(
    Object.entries(endpoint).filter(([, value]) => typeof value !== 'object' || Object.keys(value).length > 0),
  );

const valuesOf = ({ name, settings, endpoints }: Definition, set: Readonly<Record<string, string>>): Values => {
  for (const [setting, value] of Object.entries(set)) {
    const known = Object.hasOwn(settings, setting) ? settings[setting] : undefined;
    if (!known) throw usage(`${name} has no setting ${setting}; it has ${Object.keys(settings).join(', ') || 'none'}.`);
    const { success, error } = settingOption(known).safeParse(value);
    if (!success) throw usage(`--set ${setting}: ${error.issues[0]!.message}. For example: ${known.example}`);
  }
  const defaults = Object.entries(settings).flatMap(([setting, { default: value }]) =>
    value === undefined ? [] : [[setting, value]],
  );
  const values: Values = { ...Object.fromEntries(defaults), ...set };
  const texts = Object.entries(endpoints).flatMap(([each, { server, also = [] }]) => [each, server ?? '', ...also]);
  // What an optional setting would add is left out without it.
  const needed = texts.flatMap(namesIn).filter((setting) => !settings[setting]?.optional);
  const missing = [...new Set(needed)].filter((setting) => filled(`\${${setting}}`, values) === undefined);
  if (missing.length === 0) return values;
  const options = missing.map((setting) => `--set ${setting}=${settings[setting]!.example}`).join(' ');
  throw usage(`Paths and addresses have settings in them. Add: ${options}`);
};

const usage = (message: string): CommandError => new CommandError(exitCode.usage, message);
