#!/usr/bin/env -S node --max-semi-space-size=8 --expose-gc
import { Command } from 'commander';
import { checkCommand } from './commands/check.ts';
import { keysCommand } from './commands/keys.ts';
import { previewCommand } from './commands/preview.ts';
import { pullCommand } from './commands/pull.ts';
import { schemaCommand } from './commands/schema.ts';
import { shapesCommand } from './commands/shapes.ts';
import { startCommand } from './commands/start.ts';
import { exitCode } from './exit-code.ts';
import { explainError } from './explain-error.ts';

// Commands take over what is set before they are made.
const program = new Command('sallyport')
  .description('The gate a customer deploys into its own cloud account, for one vendor.')
  .showHelpAfterError('(sallyport help <command> shows examples)')
  .exitOverride((error) => process.exit(error.exitCode === 0 ? exitCode.ok : exitCode.usage))
  .addHelpText(
    'after',
    `
Examples:
  sallyport start
  sallyport pull people
  sallyport preview helpdesk /tickets
  sallyport help pull

Exit codes:
  0    done
  1    it was tried and failed
  2    the command can not be understood
  3    the configuration has problems
  130  interrupted by Ctrl-C (143: by SIGTERM) before it was done`,
  );
startCommand(program);
pullCommand(program);
previewCommand(program);
checkCommand(program);
shapesCommand(program);
schemaCommand(program);
keysCommand(program);

// Whoever reads the output has read enough (`| head -1`): that is a good end.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(exitCode.ok);
});

try {
  await program.parseAsync();
} catch (error) {
  if (process.env['SALLYPORT_DEBUG']) console.error(error);
  const { message, exitCode: code } = explainError(error);
  process.stderr.write(`${message}\n`);
  process.exitCode = code;
}
