import { create, toJson } from '@bufbuild/protobuf';
import { Code, ConnectError } from '@connectrpc/connect';
import { type Command, Option } from 'commander';
import {
  type PerformImportResponse,
  PerformImportResponseSchema,
} from '../../lambda/imports/gen/elimity/insights/customgateway/v1alpha2/service_pb.ts';
import { type PullCounts, pullSource } from '../../vendor/pull-source.ts';
import { signingAlgorithms } from '../../vendor/sign-token.ts';
import { CommandError, exitCode } from '../exit-code.ts';
import { configOption, defaultPort, pair } from '../options.ts';
import { startProgress } from '../terminal/progress.ts';
import { count, size } from '../terminal/table.ts';
import { processTerminal, type Terminal } from '../terminal/terminal.ts';
import { checkedUrl, checkInputs, configFor, type PullInputs, readFields } from './pull-inputs.ts';
import { keepMark, readMark } from './pull-mark.ts';
import { pullToken } from './pull-token.ts';

interface PullCommandOptions extends PullInputs {
  readonly codec: 'json' | 'proto';
  readonly api: 'v1alpha1' | 'v1alpha2';
  readonly json?: true;
  readonly changes?: string;
}

const examples = `
Without --url it pulls from the local host (npm start), with the token that the local host left for it.

Examples:
  sallyport pull people
  sallyport pull people --json | head -3
  sallyport pull directory --changes directory.mark
  sallyport pull people --url https://abc.lambda-url.eu-west-1.on.aws/ --token token.txt
  sallyport pull people --url https://abc.lambda-url.eu-west-1.on.aws/ --key vendor-key.pem --key-id 2026-01
  get-token | sallyport pull people --url https://gate.example.com/people --token -`;

const words = ({ entities, relationships }: PullCounts): string =>
  `${count(entities)} entities, ${count(relationships)} relationships`;

const summary = (counts: PullCounts, seconds: number): string => {
  const pages = counts.pages === 1 ? '1 page' : `${counts.pages} pages`;
  return `${words(counts)}, ${pages}, ${size(counts.bytes)} in ${seconds.toFixed(1)} s`;
};

const printItem = (value: PerformImportResponse['value'], { output }: Terminal): void => {
  const message = toJson(PerformImportResponseSchema, create(PerformImportResponseSchema, { value }));
  output.write(`${JSON.stringify(message)}\n`);
};

interface Asked {
  readonly hasToken: boolean;
  /** The file with the mark that was sent, if one was. */
  readonly markFile: string | undefined;
}

const explained = (error: unknown, { hasToken, markFile }: Asked): unknown => {
  const { code, message, rawMessage } = ConnectError.from(error);
  const withRemedy = (remedy: string) => new CommandError(exitCode.failed, `${message}\n${remedy}`);
  if (code === Code.Unauthenticated && !hasToken)
    return withRemedy(
      'No token was sent: give --token or --key, or start the local host (npm start) beside the configuration.',
    );
  if (code === Code.InvalidArgument && rawMessage.startsWith('cursor-invalid') && markFile !== undefined)
    return withRemedy(
      `The mark in ${markFile} is too old, or of another configuration. Remove the file: the next pull gets everything.`,
    );
  return error;
};

const pull = async (source: string, options: PullCommandOptions, terminal: Terminal): Promise<void> => {
  const stop = terminal.stop();
  checkInputs(options);
  const url = checkedUrl(options.url ?? `http://127.0.0.1:${defaultPort}/${source}`);
  const config = configFor(options, source);
  const token = await pullToken(options, { source, url, config, input: terminal.input });
  const fields = await readFields(options.fields, terminal.input);
  const { api: version, codec, changes: file } = options;
  const changes = file === undefined ? undefined : { after: readMark(file) };

  let so: PullCounts | undefined;
  const progress = startProgress(terminal.remarks, () => ({
    words: so ? `${source}: ${words(so)}, page ${so.pages}` : `Asking for ${source}`,
  }));
  const began = performance.now();
  try {
    const onItem = (value: PerformImportResponse['value'], counts: PullCounts): void => {
      so = counts;
      if (options.json) printItem(value, terminal);
    };
    const counts = await pullSource({ url, token, version, codec, fields, changes, onItem, signal: stop });
    if (file !== undefined) keepMark(file, counts.mark);
    progress.end(`${source}: ${summary(counts, (performance.now() - began) / 1_000)}`);
  } catch (error) {
    progress.end(`${source}: not pulled${so ? `, but ${words(so)} came` : ''}`);
    stop.throwIfAborted();
    throw explained(error, {
      hasToken: token !== undefined,
      markFile: changes?.after === undefined ? undefined : file,
    });
  }
};

/** `sallyport pull`: pulls a source once, as the vendor does. */
export const pullCommand = (program: Command, terminal: Terminal = processTerminal): void => {
  program
    .command('pull')
    .description('Pull a source once, as the vendor does, from the local host or any gateway URL.')
    .argument('<source>', 'its name in sallyport.yaml')
    .addOption(configOption())
    .option('-u, --url <url>', 'the gateway URL of the source')
    .option('-t, --token <file>', 'a file with the bearer token; - is standard input')
    .option('-k, --key <file>', "a file with the issuer's private key (JWK or PEM): tokens are signed with it")
    .option('--key-id <kid>', 'the id of the key at the issuer')
    .addOption(
      new Option('--algorithm <alg>', 'how to sign, if the key does not say it (RSA: RS256)').choices(
        signingAlgorithms,
      ),
    )
    .option('--issuer <url>', 'for --key; from the configuration if it is there')
    .option('--audience <text>', 'for --key; from the configuration if it is there')
    .option('--claim <name=value>', 'a further claim for --key; repeat it', pair)
    .option(
      '--fields <file>',
      'a JSON file with configuration values that travel with every request; - is standard input',
    )
    .option(
      '--changes <file>',
      'pull only what has changed since the pull that wrote this file; the first one writes it',
    )
    .addOption(new Option('--codec <codec>', 'the form of messages').choices(['proto', 'json']).default('proto'))
    .addOption(
      new Option('--api <version>', 'the version of the protocol')
        .choices(['v1alpha2', 'v1alpha1'])
        .default('v1alpha2'),
    )
    .option('--json', 'print every item as a line of JSON')
    .addHelpText('after', examples)
    .action((source: string, options: PullCommandOptions) => pull(source, options, terminal));
};
