import type { Command } from 'commander';
import { configured } from '../configured-sync.ts';
import { configOption } from '../options.ts';
import { processTerminal, type Terminal } from '../terminal/terminal.ts';
import { allowText } from './allow-text.ts';

/**
 * `sallyport agent allow`: what a source, or the destination of a sync, needs of an agent, as its file says it. Reads no secret and calls nothing.
 *
 * @param agent the command `sallyport agent`
 */
export const allowCommand = (agent: Command, terminal: Terminal = processTerminal): void => {
  agent
    .command('allow')
    .description(
      'Print the part of agent.yaml that a source or the destination of a sync needs, to be reviewed and copied. Nothing is called.',
    )
    .argument('<source>', 'the name of a source or a sync in the configuration')
    .addOption(configOption())
    .option('--local', 'for sallyport start on this machine, where it may have another address')
    .addHelpText(
      'after',
      '\nExamples:\n  sallyport agent allow hr\n  sallyport agent allow bi-users\n  sallyport agent allow hr --config customers/acme.yaml >> agent.yaml',
    )
    .action((name: string, { config, local }: { readonly config: string; readonly local?: true }) => {
      terminal.output.write(allowText(configured(config, name), local ?? false));
    });
};
