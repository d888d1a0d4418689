import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import type { Config } from '../../config/config.ts';
import { ConfigError } from '../../config/config-error.ts';
import { renderJsonSchema } from '../../config/json-schema.ts';
import { parseConfig } from '../../config/load.ts';
import { connectors } from '../../connectors/index.ts';
import { CommandError, exitCode } from '../exit-code.ts';
import { askSources } from '../init/ask-sources.ts';
import { configText } from '../init/config-text.ts';
import { deployAnswers } from '../init/deploy-answers.ts';
import { cloudHosts, deployFields, deployOptions } from '../init/deploy-fields.ts';
import { identityFields, identityKinds } from '../init/identity-fields.ts';
import { askGateway, vendorAnswers } from '../init/vendor-answers.ts';
import { nextCommands } from '../new/next-commands.ts';
import { configOption, pair } from '../options.ts';
import { openInterview } from '../terminal/interview.ts';
import { processTerminal, type Terminal } from '../terminal/terminal.ts';

interface InitOptions extends Readonly<Record<string, unknown>> {
  readonly config: string;
  readonly gateway?: string;
  readonly vendor?: string;
  readonly identity?: string;
  readonly jwtClaim?: Readonly<Record<string, string>>;
  readonly source?: readonly string[];
  readonly set?: Readonly<Record<string, string>>;
  readonly host?: string;
  readonly yes?: true;
}

const examples = `
At a terminal it asks for what no option says. A setting of a source is --set <source>.<setting>=<value>, and so are its serve,
authentication and claims. The vendor elimity is known: its issuer, its audience and the claims of its tokens.

Examples:
  sallyport init
  sallyport init --gateway acme --vendor elimity --region eu-west-1
  sallyport init --gateway acme --vendor elimity --project acme-gateway --project-number 123456789012 --region europe-west1
  sallyport init --gateway acme --vendor elimity --host azure --location westeurope
  sallyport init --gateway acme --vendor elimity --jwt-claim base_url=https://acme.elimity.com \\
    --source okta:directory --set directory.domain=acme.okta.com --set directory.claims.source_id=1 --region eu-west-1
  sallyport init --gateway acme --vendor analytics --aws-role-arn arn:aws:iam::111122223333:role/tenant-acme \\
    --aws-role-external-id acme-7f3c2a9e5b1d4086 --source github --set github.organization=acme --set github.serve=proxy`;

const more = (text: string, before: readonly string[] = []): readonly string[] => [...before, text];

/** `sallyport init`: a first sallyport.yaml. Calls nothing. */
export const initCommand = (program: Command, terminal: Terminal = processTerminal): void => {
  const command = program
    .command('init')
    .description('Make a first sallyport.yaml by asking. Nothing is called.')
    .addOption(configOption())
    .option('-g, --gateway <name>', 'the name of the gateway')
    .option('--vendor <name>', 'the name of the vendor')
    .addOption(new Option('--identity <kind>', 'how the vendor proves who it is').choices(identityKinds));
  for (const { option, field, question } of identityFields)
    command.option(`--${option} <${field}>`, question.about.replace(/\.$/, ''));
  command
    .option('--jwt-claim <name=value>', 'a claim that every token must carry; can be repeated', pair)
    .option('--source <connector:name>', 'a source, such as okta:directory; can be repeated', more)
    .option('-s, --set <source.setting=value>', 'a setting of a source; can be repeated', pair)
    .addOption(
      new Option('--host <host>', 'the cloud to deploy to; without it, this machine only').choices(cloudHosts),
    );
  for (const { option, field, about } of deployOptions)
    command.option(`${option === 'region' ? '-r, ' : ''}--${option} <${field}>`, about);
  command
    .option('-y, --yes', 'ask nothing: take what Enter alone would mean')
    .addHelpText('after', examples)
    .action((options: InitOptions) => init(options, terminal));
};

const init = async (options: InitOptions, terminal: Terminal): Promise<void> => {
  const { config: file } = options;
  if (existsSync(file)) throw isThere(file);
  using interview = openInterview(terminal, { isAsking: !options.yes });
  const directory = dirname(resolve(file));
  const gateway = await askGateway(interview, options.gateway);
  const deploy = await deployAnswers(interview, { host: options.host, fields: fieldsOf(options, deployFields) });
  const vendor = await vendorAnswers(interview, {
    vendor: options.vendor,
    identity: options.identity,
    fields: fieldsOf(options, identityFields),
    claims: options.jwtClaim ?? {},
    host: deploy?.host,
  });
  const given = { sources: options.source ?? [], set: options.set ?? {} };
  const sources = await askSources(interview, given, directory, vendor.sourceClaims);
  interview.complete();
  const text = configText({ gateway, vendor, sources, deploy });
  const config = valid(text, file);
  // Nobody's file is written over, not even one that came meanwhile.
  await writeFile(file, text, { flag: 'wx', flush: true });
  const schema = join(directory, 'sallyport.schema.json');
  if (!existsSync(schema)) await writeFile(schema, renderJsonSchema(connectors));
  terminal.output.write(`Wrote ${file}.\n`);
  terminal.remarks.write(
    `\n${nextCommands(
      config,
      sources.map(({ name }) => name),
      file,
    )}\n`,
  );
};

const isThere = (file: string): CommandError =>
  new CommandError(
    exitCode.failed,
    `${file} is there already. Add a source to it with sallyport new <connector>, or name another file: --config <file>`,
  );

/** Commander has `--jwt-issuer` as `jwtIssuer`. */
const fieldsOf = (
  options: InitOptions,
  fields: readonly { readonly option: string }[],
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    fields.flatMap(({ option }) => {
      const value = options[option.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())];
      return typeof value === 'string' ? [[option, value]] : [];
    }),
  );

const valid = (text: string, file: string): Config => {
  try {
    return parseConfig(text, file, connectors);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new CommandError(exitCode.configuration, `With these answers ${error.message}\n\nNothing was written.`);
  }
};
