import type { Command } from 'commander';
import { configured } from '../configured-sync.ts';
import { CommandError, exitCode } from '../exit-code.ts';
import type { HostName } from '../host-name.ts';
import { configOption, hostOption } from '../options.ts';
import type { Finding } from '../secrets/finding.ts';
import { sourceHost } from '../source-host.ts';
import { table } from '../terminal/table.ts';
import { processTerminal, type Terminal } from '../terminal/terminal.ts';

interface PlaceOptions {
  readonly config: string;
  readonly host: HostName;
}

const examples = `
Values are asked for without showing them, or come from standard input. They are never arguments: every process of a machine can
read those, and shells keep them.

Examples:
  sallyport secrets set hr
  sallyport secrets set hr private_key < key.pem
  sallyport secrets set hr client_secret --next --host aws
  sallyport secrets set hr client_secret --promote --host aws
  sallyport secrets list hr
  sallyport secrets set bi-users password --host aws
  sallyport secrets check hr --host aws`;

const open = async (name: string, { config, host }: PlaceOptions) => {
  const owner = configured(config, name);
  return { configured: owner, host: await sourceHost(owner, host) };
};

const refuseValues = (words: readonly (string | undefined)[]): void => {
  // `token=…` is a value as well. What was typed is not repeated.
  if (words.length <= 2 && !words[1]?.includes('=')) return;
  throw new CommandError(
    exitCode.usage,
    'A value is not taken from the arguments: every process of this machine can read them, and your shell keeps them. ' +
      'If that was a secret, change it at the source. Enter it at the prompt, or from a file: sallyport secrets set <source> <field> < file',
  );
};

/** `sallyport secrets`: enter, look at and check what a source or a sync needs. Never shows a value. */
export const secretsCommand = (program: Command, terminal: Terminal = processTerminal): void => {
  const secrets = program
    .command('secrets')
    .description('Enter, list or check the secret of a source or a sync. Values are never shown.')
    .addHelpText('after', examples);
  secrets
    .command('set')
    .description('Enter one field, or all one after the other. Other fields stay as they are.')
    .argument('<source>', 'the name of a source or a sync in the configuration')
    .argument('[field]', 'the field; without it, each that the source asks for')
    .allowExcessArguments()
    .addOption(configOption())
    .addOption(hostOption())
    .option('--next', 'enter it as the value that comes next: both are tried while it takes the place of the other')
    .option('--promote', 'make the next value the value; without a field, of all that have one')
    .option('--remove', 'take the field away (with --next: its next value)')
    .addHelpText('after', examples)
    .action(async (name: string, field: string | undefined, options: PlaceOptions, command: Command) => {
      refuseValues(command.args);
      const { configured, host } = await open(name, options);
      const { setSecret } = await import('../secrets/set-secret.ts');
      await setSecret(configured, host, { ...options, field }, terminal);
    });
  secrets
    .command('list')
    .description('Say which fields there are, which are needed, and which are entered.')
    .argument('<source>', 'the name of a source or a sync in the configuration')
    .addOption(configOption())
    .addOption(hostOption())
    .option('--json', 'print it for programs')
    .addHelpText('after', examples)
    .action(async (name: string, options: PlaceOptions & { readonly json?: true }) => {
      const { configured, host } = await open(name, options);
      const { listedText, listSecret } = await import('../secrets/list-secret.ts');
      const listed = await listSecret(configured, host);
      terminal.output.write(`${options.json ? JSON.stringify(listed) : listedText(listed, host.where)}\n`);
    });
  secrets
    .command('check')
    .description('Say whether all is entered and can be read, and try it: obtain the tokens that it is for.')
    .argument('<source>', 'the name of a source or a sync in the configuration')
    .addOption(configOption())
    .addOption(hostOption())
    .option('--offline', 'call no authorization server')
    .option('--json', 'print it for programs')
    .addHelpText('after', examples)
    .action(async (name: string, options: PlaceOptions & { readonly offline?: true; readonly json?: true }) => {
      const { configured, host } = await open(name, options);
      const { checkSecret } = await import('../secrets/check-secret.ts');
      const stop = terminal.stop();
      const findings = await checkSecret(configured, host, { isOffline: options.offline === true, stop });
      terminal.output.write(
        `${options.json ? JSON.stringify({ source: name, host: host.name, findings }) : found(name, findings)}\n`,
      );
      if (findings.some(({ state }) => state === 'wrong')) {
        throw new CommandError(
          exitCode.failed,
          `${name} can not be called with this secret ${host.where}: correct what is wrong.`,
        );
      }
    });
};

const found = (name: string, findings: readonly Finding[]): string => {
  if (findings.length === 0) return `${name} needs no secret, as it is configured.`;
  const rows = findings.map(({ about, state, says }) => [about, state, says]);
  return table([{ title: 'what' }, { title: 'is' }, { title: 'found' }], rows);
};
