import { writeFileSync } from 'node:fs';
import { type Command, Option } from 'commander';
import { loadConfig } from '../../config/load.ts';
import { connectors } from '../../connectors/index.ts';
import type { CloudHost } from '../../stacks/form-text.ts';
import { onboarding } from '../../stacks/onboarding/onboarding.ts';
import { onboardingText } from '../../stacks/onboarding/onboarding-text.ts';
import { CommandError, exitCode } from '../exit-code.ts';
import { configOption } from '../options.ts';
import { processTerminal, type Terminal } from '../terminal/terminal.ts';

const hosts: readonly CloudHost[] = ['aws', 'gcp', 'azure'];

interface OnboardOptions {
  readonly config: string;
  readonly host?: CloudHost;
  readonly json?: true;
  readonly writeDocs?: string;
}

const examples = `
Examples:
  sallyport onboard
  sallyport onboard --host gcp > for-the-vendor.md
  sallyport onboard --config customers/acme.yaml --json`;

/** `sallyport onboard`: what the vendor must know to call the gateway. Reads no secret and calls nothing. */
export const onboardCommand = (program: Command, terminal: Terminal = processTerminal): void => {
  program
    .command('onboard')
    .description('Print for the vendor what it calls, with which token and for which audience. Nothing is called.')
    .addOption(configOption())
    .addOption(
      new Option('--host <host>', 'one host; all that the configuration deploys to if it is not given').choices(hosts),
    )
    .option('--json', 'print it for programs')
    .addOption(new Option('--write-docs <file>', 'write the page with examples of all').hideHelp())
    .addHelpText('after', examples)
    .action(async (options: OnboardOptions) => {
      if (options.writeDocs !== undefined) {
        const { onboardingPage } = await import('../onboarding/onboarding-page.ts');
        writeFileSync(options.writeDocs, onboardingPage());
        return;
      }
      const told = toldOf(options);
      const text = options.json ? JSON.stringify(told) : told.map((each) => onboardingText(each)).join('\n\n');
      terminal.output.write(`${text}\n`);
    });
};

const toldOf = ({ config: file, host }: OnboardOptions) => {
  const config = loadConfig(file, connectors);
  const deployed = hosts.filter((each) => config.deploy[each] !== undefined);
  if (host !== undefined && !deployed.includes(host)) {
    const message = `${file} does not deploy to ${host}. Write where under deploy.${host}.`;
    throw new CommandError(exitCode.failed, message);
  }
  if (deployed.length === 0) {
    throw new CommandError(exitCode.failed, `${file} deploys to no cloud. Write where under deploy.aws, gcp or azure.`);
  }
  return (host === undefined ? deployed : [host]).map((each) => onboarding(config, each));
};
