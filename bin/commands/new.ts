import { dirname, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import type { Config } from '../../config/config.ts';
import { ConfigError } from '../../config/config-error.ts';
import { readText } from '../../config/load/read-text.ts';
import { parseConfig } from '../../config/load.ts';
import { connectors } from '../../connectors/index.ts';
import { knownConnector } from '../connectors/known-connector.ts';
import { CommandError, exitCode } from '../exit-code.ts';
import { connectorQuestions } from '../new/connector-questions.ts';
import { insertSource } from '../new/insert-source.ts';
import { nextCommands } from '../new/next-commands.ts';
import { replaceFile } from '../new/replace-file.ts';
import { sourceAnswers } from '../new/source-answers.ts';
import { configOption, pair } from '../options.ts';
import { openInterview } from '../terminal/interview.ts';
import { processTerminal, type Terminal } from '../terminal/terminal.ts';

interface NewOptions {
  readonly config: string;
  readonly name?: string;
  readonly serve?: string;
  readonly authentication?: string;
  readonly claim?: Readonly<Record<string, string>>;
  readonly set?: Readonly<Record<string, string>>;
  readonly yes?: true;
  readonly dryRun?: true;
}

const examples = `
At a terminal it asks for what no option says. The file keeps its comments and its layout: only lines are added, and nothing is
written if the configuration would not be valid.

Examples:
  sallyport new okta
  sallyport new okta --name directory --set domain=acme.okta.com --claim source_id=5
  sallyport new github --serve proxy --set organization=acme --dry-run
  sallyport new custom --set definition=./badges.connector.yaml`;

/** `sallyport new`: adds a source to sallyport.yaml. Calls nothing. */
export const newCommand = (program: Command, terminal: Terminal = processTerminal): void => {
  program
    .command('new')
    .description('Add a source to sallyport.yaml, whose comments and layout stay. Nothing is called.')
    .argument('<connector>', 'what kind of system it is; sallyport connectors lists them')
    .addOption(configOption())
    .option('-n, --name <name>', 'the name of the source')
    .option('--serve <modes>', 'how the vendor may use it, such as import,proxy')
    .option('-a, --authentication <way>', 'one of the ways that sallyport connectors <connector> shows')
    .option('-s, --set <name=value>', 'a setting of the source; can be repeated', pair)
    .addOption(new Option('--claim <name=value>', 'a claim of its tokens; can be repeated').argParser(pair))
    .option('-y, --yes', 'ask nothing: take what Enter alone would mean')
    .option('--dry-run', 'print the lines, and write nothing')
    .addHelpText('after', examples)
    .action((connector: string, options: NewOptions) => addSource(connector, options, terminal));
};

const addSource = async (connectorName: string, options: NewOptions, terminal: Terminal): Promise<void> => {
  const connector = knownConnector(connectorName);
  const { config: file } = options;
  const before = parseConfig(readText(file), file, connectors);
  using interview = openInterview(terminal, { isAsking: !options.yes });
  const source = await sourceAnswers(interview, {
    connector,
    questions: connectorQuestions(connector, dirname(resolve(file))),
    given: givenBy(options),
    option: optionFor,
    taken: Object.keys(before.sources),
    claims: claimsOf(before),
  });
  interview.complete();
  // As it is now: somebody may have edited it while questions were answered.
  const { text, added, line } = insertSource(readText(file), source);
  const config = valid(text, file);
  if (options.dryRun) {
    terminal.output.write(`${added.join('\n')}\n`);
    return;
  }
  await replaceFile(file, text);
  terminal.output.write(`Added ${source.name} to ${file}, in line ${line}.\n`);
  terminal.remarks.write(`\n${nextCommands(config, [source.name], file)}\n`);
};

const givenBy = ({
  name,
  serve,
  authentication,
  claim = {},
  set = {},
}: NewOptions): Readonly<Record<string, string>> => {
  const reserved = Object.keys(set).find((key) => /^(name|serve|authentication|claims(\..*)?)$/.test(key));
  if (reserved !== undefined)
    throw new CommandError(
      exitCode.usage,
      `--set is for settings of the source: write --${reserved.replace(/s?\..*|s$/, '')}`,
    );
  return {
    ...(name !== undefined && { name }),
    ...(serve !== undefined && { serve }),
    ...(authentication !== undefined && { authentication }),
    ...Object.fromEntries(Object.entries(claim).map(([key, value]) => [`claims.${key}`, value])),
    ...set,
  };
};

const optionFor = (key: string, example: string): string => {
  if (key === 'name' || key === 'serve' || key === 'authentication') return `--${key} ${example}`;
  const claim = key.match(/^claims\.(.+)$/)?.[1];
  return claim === undefined ? `--set ${key}=${example}` : `--claim ${claim}=${example}`;
};

/** What ties tokens to other sources ties them to this one too. */
const claimsOf = ({ sources }: Config): readonly string[] => [
  ...new Set(Object.values(sources).flatMap(({ claims }) => Object.keys(claims))),
];

const valid = (text: string, file: string): Config => {
  try {
    return parseConfig(text, file, connectors);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new CommandError(exitCode.configuration, `With these lines ${error.message}\n\nNothing was written.`);
  }
};
