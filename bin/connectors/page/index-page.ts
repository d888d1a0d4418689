import type { DescribedConnector } from '../describe-connector.ts';
import { code, markdownTable } from './markdown.ts';

/** The table of all pages in `docs/connectors/`. */
export const indexPage = (all: readonly DescribedConnector[]): string =>
  `${[
    '# Connectors',
    '<!-- Made by `npm run docs` from the definitions of the connectors. Do not edit it here. -->',
    'What is read, what leaves and what is asked for, a page for each. [How a connector is written](../connectors.md), and one of your own.',
    markdownTable(
      ['connector', 'what can be had', 'serves', 'authentication'],
      all.map(({ name, title, about, modes, ways }) => [
        `[${title}](${name}.md), ${code(name)}`,
        about,
        modes.join(', '),
        ways.map((way) => code(way.name)).join(', '),
      ]),
    ),
  ].join('\n\n')}\n`;
