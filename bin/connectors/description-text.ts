import { count, table } from '../terminal/table.ts';
import type { DescribedConnector, DescribedEndpoint } from './describe-connector.ts';
import { exampleYaml } from './example-yaml.ts';
import { treatmentWords } from './treatment-words.ts';

/** A connector for a person at a terminal: what it asks for, what an import reads, and what leaves by proxy. */
export const descriptionText = (described: DescribedConnector): string => {
  const { name, title, about, modes } = described;
  return [
    `${title} (connector: ${name}; serves ${modes.join(', ')})`,
    about,
    ...section('Settings', settingsText(described)),
    ...section('Authentication, the default first', waysText(described)),
    ...section('Permissions, and why', permissionsText(described)),
    ...section('An import reads', listsText(described)),
    ...section('By proxy the vendor may call; of the answers leaves', endpointsText(described)),
    ...section('Rate limits', rateLimitsText(described)),
    ...section('Documentation', described.documentation.map((page) => `  ${page}`).join('\n')),
    ...section('In sallyport.yaml', exampleText(described)),
  ].join('\n');
};

const section = (title: string, text: string): readonly string[] => (text === '' ? [] : ['', title, text]);

const settingsText = (described: DescribedConnector): string =>
  described.settings
    .map((setting) => {
      const { name, description, example, choices } = setting;
      const values = choices ? `one of: ${choices.join(', ')}` : `for example: ${example}`;
      return `  ${name} (${needOf(described, setting)}; ${values})\n    ${description}`;
    })
    .join('\n');

const needOf = (
  { ways }: DescribedConnector,
  { name, optional, default: otherwise }: DescribedConnector['settings'][number],
): string => {
  if (otherwise !== undefined) return `default: ${otherwise}`;
  if (!optional) return 'needed';
  const needing = ways.filter(({ settings }) => settings.includes(name)).map((way) => way.name);
  return needing.length === 0 ? 'optional' : `needed with ${needing.join(', ')}`;
};

const waysText = ({ ways }: DescribedConnector): string =>
  ways
    .map(({ name, about, entered, hosts }) =>
      [`  ${name}`, `    ${about}`, `    Secret: ${entered || 'nothing'}. Calls: ${hosts.join(', ')}`].join('\n'),
    )
    .join('\n');

const permissionsText = ({ permissions }: DescribedConnector): string => {
  const rows = Object.entries(permissions);
  return rows.length === 0 ? '' : table([{ title: 'permission' }, { title: 'why' }], rows);
};

const listsText = ({ lists }: DescribedConnector): string =>
  lists.length === 0
    ? ''
    : table(
        [{ title: 'list' }, { title: 'request' }, { title: 'what' }],
        lists.map(({ name, isOptional, request, about }) => [
          name,
          request,
          isOptional ? `${about} (only if named)` : about,
        ]),
      );

const endpointsText = ({ endpoints }: DescribedConnector): string =>
  endpoints.length === 0
    ? ''
    : table(
        [{ title: 'endpoint' }, { title: 'fields' }],
        endpoints.flatMap((endpoint) => [
          [endpoint.name, fieldsText(endpoint) + (endpoint.isOptional ? ' (only if named)' : '')],
          ...endpoint.also.map((path) => [`  also ${path}`, 'the same']),
        ]),
      );

/** `11 as it is, 4 pseudonym`. */
const fieldsText = ({ counts }: DescribedEndpoint): string =>
  Object.entries(treatmentWords)
    .flatMap(([treatment, words]) => {
      const fields = counts[treatment as keyof typeof treatmentWords];
      return fields === undefined ? [] : [`${count(fields)} ${words}`];
    })
    .join(', ') || 'nothing';

const rateLimitsText = ({ rateLimits: { about, documentation } }: DescribedConnector): string =>
  [about, documentation].flatMap((line) => (line === undefined ? [] : [`  ${line}`])).join('\n');

const exampleText = ({ name, example }: DescribedConnector): string =>
  exampleYaml(name, example)
    .map((line) => `  ${line}`)
    .join('\n');
