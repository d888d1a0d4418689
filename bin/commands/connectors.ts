import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { catalogDefinition, catalogNames, catalogText } from '../../connectors/catalog.ts';
import type { Connector } from '../../connectors/connector.ts';
import { knownConnector } from '../connectors/known-connector.ts';
import { CommandError, exitCode } from '../exit-code.ts';
import { pair } from '../options.ts';
import { processTerminal, type Terminal } from '../terminal/terminal.ts';

interface ConnectorsOptions {
  readonly json?: true;
  readonly shapes?: true;
  readonly definition?: true;
  readonly set?: Readonly<Record<string, string>>;
  readonly writeDocs?: string;
}

const examples = `
Examples:
  sallyport connectors
  sallyport connectors okta
  sallyport connectors okta --json
  sallyport connectors github --shapes --set organization=acme > github.shapes.yaml
  sallyport connectors okta --definition > own.connector.yaml`;

/** `sallyport connectors`: which kinds of sources there are, and all that is known of one. Calls nothing. */
export const connectorsCommand = (program: Command, terminal: Terminal = processTerminal): void => {
  program
    .command('connectors')
    .description('List the kinds of sources, or show one: what it asks for, what is read, what leaves.')
    .argument('[name]', 'the name of a connector')
    .option('--json', 'print it for programs')
    .addOption(new Option('--shapes', 'print its endpoints as a shapes file, to be edited').conflicts('json'))
    .addOption(
      new Option('--definition', 'print its definition, to begin one of your own').conflicts(['json', 'shapes']),
    )
    .option('-s, --set <name=value>', 'with --shapes: a setting that stands in paths; can be repeated', pair)
    .addOption(new Option('--write-docs <folder>', 'write the page of each connector').hideHelp())
    .addHelpText('after', examples)
    .action(async (name: string | undefined, options: ConnectorsOptions) => {
      if (options.writeDocs !== undefined) return writePages(options.writeDocs);
      const text = name === undefined ? await all(options) : await one(knownConnector(name), options);
      terminal.output.write(`${text.trimEnd()}\n`);
    });
};

const all = async ({ json, shapes, definition }: ConnectorsOptions): Promise<string> => {
  if (shapes || definition) throw usage('Name a connector: sallyport connectors <name> --shapes');
  const { listConnectors, listedText } = await import('../connectors/list-connectors.ts');
  const listed = listConnectors();
  if (json) return JSON.stringify(listed, null, 2);
  return `${listedText(listed)}\n\nMore about one: sallyport connectors <name>. Add a source: sallyport new <name>`;
};

const one = async (connector: Connector, options: ConnectorsOptions): Promise<string> => {
  const { name } = connector;
  if (!catalogNames.includes(name)) return generic(connector, options);
  if (options.definition) return catalogText(name);
  const definition = catalogDefinition(name);
  if (options.shapes) {
    const { definedShapesText } = await import('../connectors/defined-shapes-text.ts');
    return definedShapesText(definition, options.set ?? {});
  }
  const { describeConnector } = await import('../connectors/describe-connector.ts');
  const described = describeConnector(definition);
  if (options.json) return JSON.stringify(described, null, 2);
  const { descriptionText } = await import('../connectors/description-text.ts');
  return descriptionText(described);
};

/** What is code has no definition: its settings are told, and where more is written about it. */
const generic = async (connector: Connector, { json, shapes, definition }: ConnectorsOptions): Promise<string> => {
  const { name, title, modes } = connector;
  if (shapes || definition)
    throw new CommandError(
      exitCode.failed,
      `${name} has no ${shapes ? 'endpoints' : 'definition'} of its own: what a source of it says is all there is.`,
    );
  const { genericSettings } = await import('../connectors/generic-settings.ts');
  const settings = genericSettings(connector);
  if (json) return JSON.stringify({ name, title, modes, settings }, null, 2);
  const lines = settings.map(
    ({ name: setting, description, isNeeded }) => `  ${setting}${isNeeded ? ' (needed)' : ''}\n    ${description}`,
  );
  return [`${title} (connector: ${name}; serves ${modes.join(', ')})`, '', 'Settings', ...lines].join('\n');
};

const writePages = async (folder: string): Promise<void> => {
  const { connectorPages } = await import('../connectors/page/connector-pages.ts');
  const pages = connectorPages();
  mkdirSync(folder, { recursive: true });
  // The page of a connector that is gone goes too.
  for (const file of readdirSync(folder)) if (file.endsWith('.md') && !pages.has(file)) rmSync(join(folder, file));
  for (const [file, text] of pages) writeFileSync(join(folder, file), text);
};

const usage = (message: string): CommandError => new CommandError(exitCode.usage, message);
