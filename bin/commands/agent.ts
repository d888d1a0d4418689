import type { Command } from 'commander';
import { allowCommand } from '../agent/allow.ts';
import { addCheck } from '../agent/check-command.ts';
import { addCode } from '../agent/code-command.ts';
import { addEnroll } from '../agent/enroll-command.ts';
import { addRegistryCommands } from '../agent/registry-commands.ts';
import { addRun } from '../agent/run-command.ts';
import { addStatus } from '../agent/status-command.ts';
import { processTerminal, type Terminal } from '../terminal/terminal.ts';

/** `sallyport agent`: what works in a private network for the gate, and who may be one. */
export const agentCommand = (program: Command, terminal: Terminal = processTerminal): void => {
  const agent = program
    .command('agent')
    .description('Work in a private network for a gateway: enrol an agent, run it, and see how it is.');
  addCode(agent, terminal);
  addEnroll(agent, terminal);
  allowCommand(agent, terminal);
  addCheck(agent, terminal);
  addRun(agent);
  addStatus(agent, terminal);
  addRegistryCommands(agent, terminal);
};
