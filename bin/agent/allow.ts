import type { Command } from 'commander';
import { configuredSource } from '../configured-source.ts';
import { configOption } from '../options.ts';
import { processTerminal, type Terminal } from '../terminal/terminal.ts';
import { allowText } from './allow-text.ts';

/**
 * `sallyport agent allow`: what a source needs of an agent, as its file says it. Reads no secret and calls nothing.
 *
 * @param agent the command `sallyport agent`
 */
export const allowCommand = (agent: Command, terminal: Terminal = processTerminal): void => {
  agent
    .command('allow')
    .description('Print the part of agent.yaml that a source needs, to be reviewed and copied. Nothing is called.')
    .argument('<source>', 'the name of a source in the configuration')
    .addOption(configOption())
    .option('--local', 'for sallyport start on this machine, where a source may have another address')
    .addHelpText(
      'after',
      '\nExamples:\n  sallyport agent allow hr\n  sallyport agent allow hr --config customers/acme.yaml >> agent.yaml',
    )
    .action((name: string, { config, local }: { readonly config: string; readonly local?: true }) => {
      terminal.output.write(allowText(configuredSource(config, name), local ?? false));
    });
};
