#!/usr/bin/env -S node --max-semi-space-size=8 --expose-gc
import module from 'node:module';
import { join } from 'node:path';
import { Command } from 'commander';
import { exitCode } from './exit-code.ts';
import { explainError } from './explain-error.ts';

// Node 22 and later keep what they compiled for the next time: a command starts in 0.3 s instead of 0.5.
module.enableCompileCache?.(join(import.meta.dirname, '../node_modules/.cache/compiled'));

type AddCommand = (program: Command) => void;

/** In the order of the help. */
const commands: Readonly<Record<string, () => Promise<AddCommand>>> = {
  init: async () => (await import('./commands/init.ts')).initCommand,
  connectors: async () => (await import('./commands/connectors.ts')).connectorsCommand,
  new: async () => (await import('./commands/new.ts')).newCommand,
  start: async () => (await import('./commands/start.ts')).startCommand,
  pull: async () => (await import('./commands/pull.ts')).pullCommand,
  preview: async () => (await import('./commands/preview.ts')).previewCommand,
  check: async () => (await import('./commands/check.ts')).checkCommand,
  shapes: async () => (await import('./commands/shapes.ts')).shapesCommand,
  policies: async () => (await import('./commands/policies.ts')).policiesCommand,
  onboard: async () => (await import('./commands/onboard.ts')).onboardCommand,
  guide: async () => (await import('./commands/guide.ts')).guideCommand,
  secrets: async () => (await import('./commands/secrets.ts')).secretsCommand,
  connect: async () => (await import('./commands/connect.ts')).connectCommand,
  tokens: async () => (await import('./commands/tokens.ts')).tokensCommand,
  agent: async () => (await import('./commands/agent.ts')).agentCommand,
  sync: async () => (await import('./commands/sync.ts')).syncCommand,
  doctor: async () => (await import('./commands/doctor.ts')).doctorCommand,
  schema: async () => (await import('./commands/schema.ts')).schemaCommand,
  keys: async () => (await import('./commands/keys.ts')).keysCommand,
};

/** Only what is called is loaded, which takes half the time; for the help, and to say what a mistyped command may mean, all of them. */
const wanted = (command = ''): readonly string[] =>
  Object.hasOwn(commands, command) ? [command] : Object.keys(commands);

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
  4    the gateway has revoked this agent (agent run)
  5    another process has taken this agent's place (agent run)
  6    the guard of a sync let nothing be applied (sync run, sync retry)
  7    too many users of a sync could not be applied (sync run, sync retry)
  8    a sync is done but for some users, who are tried again (sync run, sync retry)
  130  interrupted by Ctrl-C (143: by SIGTERM) before it was done`,
  );
for (const name of wanted(process.argv[2])) (await commands[name]!())(program);

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
