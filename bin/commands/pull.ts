import { create, type JsonValue, toJson } from '@bufbuild/protobuf';
import { type Command, Option } from 'commander';
import {
  type PerformImportResponse,
  PerformImportResponseSchema,
} from '../../lambda/imports/gen/elimity/insights/customgateway/v1alpha2/service_pb.ts';
import { type PullCounts, pullSource } from '../../vendor/pull-source.ts';
import { CommandError, exitCode } from '../exit-code.ts';
import { configOption, defaultPort, pair } from '../options.ts';
import { startProgress } from '../terminal/progress.ts';
import { count, size } from '../terminal/table.ts';
import { pullToken, readInput, type TokenOptions } from './pull-token.ts';

interface PullCommandOptions extends TokenOptions {
  readonly url?: string;
  readonly fields?: string;
  readonly codec: 'json' | 'proto';
  readonly api: 'v1alpha1' | 'v1alpha2';
  readonly json?: true;
}

const examples = `
Without --url it pulls from the local host (npm start), with the token that the local host left for it.

Examples:
  sallyport pull people
  sallyport pull people --json | head -3
  sallyport pull people --url https://abc.lambda-url.eu-west-1.on.aws/ --token token.txt
  sallyport pull people --url https://abc.lambda-url.eu-west-1.on.aws/ --key vendor-key.pem --key-id 2026-01
  get-token | sallyport pull people --url https://gate.example.com/people --token -`;

const parseFields = (file: string | undefined): Record<string, JsonValue> => {
  if (!file) return {};
  try {
    const fields = JSON.parse(readInput(file)) as JsonValue;
    if (fields && typeof fields === 'object' && !Array.isArray(fields)) return fields;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new CommandError(exitCode.usage, '--fields is not a JSON object, such as {"user": "reader"}');
};

const words = ({ entities, relationships, pages }: PullCounts): string =>
  `${count(entities)} entities, ${count(relationships)} relationships, page ${pages}`;

const printItem = (value: PerformImportResponse['value']): void => {
  const message = toJson(PerformImportResponseSchema, create(PerformImportResponseSchema, { value }));
  process.stdout.write(`${JSON.stringify(message)}\n`);
};

const pull = async (source: string, options: PullCommandOptions): Promise<void> => {
  const url = options.url ?? `http://127.0.0.1:${defaultPort}/${source}`;
  if (!URL.canParse(url))
    throw new CommandError(exitCode.usage, '--url is not a URL, such as https://gate.example.com/people');
  const progress = startProgress(`Pulling ${source}`, process.stderr, Date.now);
  const began = performance.now();
  try {
    const counts = await pullSource({
      url,
      token: pullToken(options, source, url),
      version: options.api,
      codec: options.codec,
      fields: parseFields(options.fields),
      onItem: (value, so) => {
        progress.show(0, 1, words(so));
        if (options.json) printItem(value);
      },
    });
    const seconds = (performance.now() - began) / 1_000;
    progress.end(`${source}: ${words(counts)}, ${size(counts.bytes)} in ${seconds.toFixed(1)} s`);
  } catch (error) {
    progress.end(`${source}: not pulled`);
    throw error;
  }
};

/** `sallyport pull`: pulls a source once, as the vendor does. */
export const pullCommand = (program: Command): void => {
  program
    .command('pull')
    .description('Pull a source once, as the vendor does, from the local host or any gateway URL.')
    .argument('<source>', 'its name in sallyport.yaml')
    .addOption(configOption())
    .option('-u, --url <url>', 'the gateway URL of the source')
    .option('-t, --token <file>', 'a file with the bearer token; - is standard input')
    .option('-k, --key <file>', "a file with the issuer's private key (JWK or PEM): tokens are signed with it")
    .option('--key-id <kid>', 'the id of the key at the issuer')
    .option('--algorithm <alg>', 'RS256, PS256, ES256 or EdDSA, for a PEM')
    .option('--issuer <url>', 'for --key; from the configuration if it is there')
    .option('--audience <text>', 'for --key; from the configuration if it is there')
    .option('--claim <name=value>', 'a further claim for --key; repeat it', pair)
    .option(
      '--fields <file>',
      'a JSON file with configuration values that travel with every request; - is standard input',
    )
    .addOption(new Option('--codec <codec>', 'the form of messages').choices(['proto', 'json']).default('proto'))
    .addOption(
      new Option('--api <version>', 'the version of the protocol')
        .choices(['v1alpha2', 'v1alpha1'])
        .default('v1alpha2'),
    )
    .option('--json', 'print every item as a line of JSON')
    .addHelpText('after', examples)
    .action(pull);
};
