#!/usr/bin/env node
import { Command } from 'commander';
import { version } from '../lambda/version.ts';
import { addOwnCommands } from './agent/own-commands.ts';
import { exitCode } from './exit-code.ts';
import { explainError } from './explain-error.ts';
import { processTerminal } from './terminal/terminal.ts';

// The agent as one file: `sallyport agent` alone, under its own name.
const program = new Command('sallyport-agent')
  .version(version)
  .description('Work in a private network for a gateway: enrol this machine as an agent, run it, and see how it is.')
  .showHelpAfterError('(sallyport-agent help <command> shows examples)')
  .exitOverride((error) => process.exit(error.exitCode === 0 ? exitCode.ok : exitCode.usage));
addOwnCommands(program, processTerminal);

// Not at the top level: what is put into a single executable is no module.
program.parseAsync().catch((error: unknown) => {
  if (process.env['SALLYPORT_DEBUG']) console.error(error);
  const { message, exitCode: code } = explainError(error);
  process.stderr.write(`${message}\n`);
  process.exitCode = code;
});
