import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { loadConfig } from '../../config/load.ts';
import { connectors } from '../../connectors/index.ts';
import type { DeployerPolicy } from '../../stacks/deployers/deployer-policy.ts';
import { DeploymentError } from '../../stacks/deployment-error.ts';
import type { CloudHost } from '../../stacks/form-text.ts';
import { CommandError, exitCode } from '../exit-code.ts';
import { configOption } from '../options.ts';
import { policiesOf } from '../policies/policies-of.ts';
import { shellWord } from '../terminal/shell-word.ts';
import { processTerminal, type Terminal } from '../terminal/terminal.ts';

const hosts: readonly CloudHost[] = ['aws', 'gcp', 'azure'];

interface PoliciesOptions {
  readonly config: string;
  readonly host?: CloudHost;
  readonly out?: string;
  readonly qualifier?: string;
  readonly json?: true;
}

const examples = `
Examples:
  sallyport policies --host aws --out policies
  sallyport policies acme-azure-deployer > acme-azure-deployer.json
  sallyport policies --json

Standard output has the documents, as the cloud's own command line takes them; what to do with each is
said beside it, on standard error. With --out it has the commands instead, for a shell in that folder.
Words in angle brackets are yours to fill in. docs/deploying.md says who needs what, and when.`;

/** `sallyport policies`: the least rights of whoever deploys this configuration. Reads no secret and calls nothing. */
export const policiesCommand = (program: Command, terminal: Terminal = processTerminal): void => {
  program
    .command('policies')
    .description('Print the rights that whoever deploys needs, and no more, for this configuration. Nothing is called.')
    .argument('[name]', 'one document; all of them if it is not given')
    .addOption(configOption())
    .addOption(
      new Option('--host <host>', 'one host; all that the configuration deploys to if it is not given').choices(hosts),
    )
    .addOption(
      new Option('--qualifier <word>', "of a bootstrap stack of CDK that is the gateway's own, on AWS").argParser(
        qualifier,
      ),
    )
    .option('--out <folder>', 'write each document into a file there, and print the commands')
    .addOption(new Option('--json', 'print all of it for programs').conflicts('out'))
    .addHelpText('after', examples)
    .action(async (name: string | undefined, options: PoliciesOptions) => {
      const policies = chosen(await allPolicies(options), name);
      if (options.json) {
        terminal.output.write(`${JSON.stringify(policies)}\n`);
      } else if (options.out !== undefined) {
        writeDocuments(options.out, policies);
        terminal.output.write(`${[`cd ${shellWord(options.out)}`, ...policies.flatMap(commandLines)].join('\n')}\n`);
      } else {
        show(terminal, policies);
      }
    });
};

/** As CDK's bootstrap template has it. */
const qualifier = (text: string): string => {
  if (/^[A-Za-z0-9_-]{1,10}$/.test(text)) return text;
  throw new InvalidArgumentError('It has 1 to 10 letters, digits, hyphens or underscores.');
};

const allPolicies = async ({ config: file, host, ...rest }: PoliciesOptions): Promise<readonly DeployerPolicy[]> => {
  const config = loadConfig(file, connectors);
  const deployed = hosts.filter((each) => config.deploy[each] !== undefined);
  if (host !== undefined && !deployed.includes(host)) {
    throw new CommandError(exitCode.failed, `${file} does not deploy to ${host}. Write where under deploy.${host}.`);
  }
  if (deployed.length === 0) {
    throw new CommandError(exitCode.failed, `${file} deploys to no cloud. Write where under deploy.aws, gcp or azure.`);
  }
  const policies: DeployerPolicy[] = [];
  for (const each of host === undefined ? deployed : [host]) {
    policies.push(
      ...(await explained(
        policiesOf(each, { config, directory: dirname(file), connectors, qualifier: rest.qualifier }),
      )),
    );
  }
  return policies;
};

/** What can not be deployed is the configuration's fault, and told in a sentence. */
const explained = async <Result>(result: Promise<Result>): Promise<Result> => {
  try {
    return await result;
  } catch (error) {
    if (error instanceof DeploymentError) throw new CommandError(exitCode.failed, error.message, { cause: error });
    throw error;
  }
};

const chosen = (policies: readonly DeployerPolicy[], name: string | undefined): readonly DeployerPolicy[] => {
  if (name === undefined) return policies;
  const found = policies.filter((policy) => policy.name === name);
  if (found.length > 0) return found;
  const names = policies.map((policy) => policy.name).join(', ');
  throw new CommandError(exitCode.usage, `There is no document ${name}. There are: ${names}.`);
};

const commandLines = ({ use, commands }: DeployerPolicy): readonly string[] => ['', `# ${use}`, ...commands];

const text = ({ document }: DeployerPolicy): string => `${JSON.stringify(document, null, 2)}\n`;

const writeDocuments = (folder: string, policies: readonly DeployerPolicy[]): void => {
  mkdirSync(folder, { recursive: true });
  for (const policy of policies) writeFileSync(join(folder, `${policy.name}.json`), text(policy));
};

const show = ({ output, remarks }: Terminal, policies: readonly DeployerPolicy[]): void => {
  for (const policy of policies) {
    const { name, use, commands } = policy;
    remarks.write(`# ${name}.json: ${use}\n${commands.map((command) => `#   ${command}\n`).join('')}`);
    output.write(text(policy));
  }
};
