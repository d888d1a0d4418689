import type { DescribedConnector } from '../describe-connector.ts';
import { exampleYaml } from '../example-yaml.ts';
import { importSection } from './import-section.ts';
import { code, markdownTable, section, webLink } from './markdown.ts';
import { proxySection } from './proxy-section.ts';

/** The page of a connector in `docs/connectors/`, in Markdown: what is asked for, what is read, what leaves, and what to do. */
export const connectorPage = (described: DescribedConnector): string =>
  `${[
    `# ${described.title}`,
    '<!-- Made by `npm run docs` from the definition of the connector. Do not edit it here. -->',
    described.about,
    ['```yaml', ...exampleYaml(described.name, described.example), '```'].join('\n'),
    ...section('Settings', settings(described)),
    ...section('Authentication', ways(described)),
    ...section('Permissions', permissions(described)),
    ...importSection(described),
    ...proxySection(described),
    ...section('Hosts and limits', limits(described)),
    ...section('Set-up', setup(described)),
    ...section('Sources of this page', described.documentation.map((page) => `- ${webLink(page)}`).join('\n')),
  ].join('\n\n')}\n`;

const settings = (described: DescribedConnector): string =>
  described.settings.length === 0
    ? 'None.'
    : markdownTable(
        ['setting', 'what', 'example', 'needed'],
        described.settings.map((setting) => [
          code(setting.name),
          setting.description,
          setting.choices ? setting.choices.map(code).join(', ') : code(setting.example),
          needCell(described, setting),
        ]),
      );

const needCell = (
  { ways: all }: DescribedConnector,
  { name, optional, default: otherwise }: DescribedConnector['settings'][number],
): string => {
  if (otherwise !== undefined) return `default ${code(otherwise)}`;
  if (!optional) return 'yes';
  const needing = all.filter((way) => way.settings.includes(name)).map((way) => code(way.name));
  return needing.length === 0 ? 'no' : `with ${needing.join(', ')}`;
};

const ways = ({ ways: all }: DescribedConnector): string =>
  [
    markdownTable(
      ['`authentication`', 'when', 'secret'],
      all.map(({ name, about, entered }, index) => [
        index === 0 ? `${code(name)} (default)` : code(name),
        about,
        entered === ''
          ? 'none'
          : entered
              .split(/(, |; or )/)
              .map(wordOrGap)
              .join(''),
      ]),
    ),
    'The secret is entered by an administrator with `sallyport secrets set <source>`; the vendor never sees it.',
  ].join('\n\n');

const wordOrGap = (part: string): string => (/^(, |; or )$/.test(part) ? part : code(part));

const permissions = ({ permissions: all, lists, endpoints }: DescribedConnector): string => {
  const names = Object.keys(all);
  if (names.length === 0) return 'The source knows none; what its user may see is what the gate may see.';
  const uses = (name: string): string =>
    [
      ...lists.filter((list) => list.permissions.includes(name)).map((list) => code(list.name)),
      ...(endpoints.some((endpoint) => endpoint.permissions.includes(name)) ? ['proxy'] : []),
    ].join(', ');
  return [
    'Only those that are needed by what a source reads and serves are asked for.',
    markdownTable(
      ['permission', 'why', 'for'],
      names.map((name) => [code(name), all[name]!, uses(name)]),
    ),
  ].join('\n\n');
};

const limits = ({ ways: all, rateLimits: { about, documentation } }: DescribedConnector): string => {
  const hosts = [...new Set(all.flatMap((way) => way.hosts))];
  return [
    `With the examples above the gate calls ${hosts.map(code).join(', ')}, and nothing else.`,
    `Rate limits: ${about}${documentation === undefined ? '' : ` (${webLink(documentation, 'documentation')})`}`,
  ].join('\n\n');
};

const setup = ({ setup: steps, name }: DescribedConnector): string =>
  [
    `\`sallyport new ${name}\` adds a source; \`sallyport guide <source>\` prints all steps for it, those of its authentication included.`,
    ...steps.map(({ title, lines, ways: some = [] }) => {
      const only = some.length === 0 ? '' : ` (${some.map(code).join(', ')} only)`;
      return [`**${title}**${only}`, lines.map(stepLine).join('\n')].join('\n\n');
    }),
  ].join('\n\n');

/** A command stands alone in its line, after two blanks. */
const stepLine = (line: string): string => `- ${line.startsWith('  ') ? code(line.trim()) : line}`;
