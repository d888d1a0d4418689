import type { Command } from 'commander';
import type { Terminal } from '../terminal/terminal.ts';
import { addCheck } from './check-command.ts';
import { addEnroll } from './enroll-command.ts';
import { addRun } from './run-command.ts';
import { addStatus } from './status-command.ts';

/** What is done on the machine of an agent, where there is no configuration of the gateway: the agent's own program has nothing else. */
export const addOwnCommands = (agent: Command, terminal: Terminal): void => {
  addEnroll(agent, terminal);
  addCheck(agent, terminal);
  addRun(agent);
  addStatus(agent, terminal);
};
