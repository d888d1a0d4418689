import type { Command } from 'commander';
import { allowCommand } from '../agent/allow.ts';
import { addCode } from '../agent/code-command.ts';
import { addOwnCommands } from '../agent/own-commands.ts';
import { addRegistryCommands } from '../agent/registry-commands.ts';
import { processTerminal, type Terminal } from '../terminal/terminal.ts';

/** `sallyport agent`: what works in a private network for the gate, and who may be one. */
export const agentCommand = (program: Command, terminal: Terminal = processTerminal): void => {
  const agent = program
    .command('agent')
    .description('Work in a private network for a gateway: enrol an agent, run it, and see how it is.');
  addCode(agent, terminal);
  allowCommand(agent, terminal);
  addOwnCommands(agent, terminal);
  addRegistryCommands(agent, terminal);
};
