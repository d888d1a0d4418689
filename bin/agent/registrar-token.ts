import { type Command, Option } from 'commander';
import type { RelayClient } from '../../lambda/relay/agent/call/relay-client.ts';
import { type About, relayPaths } from '../../lambda/relay/protocol.ts';
import { CommandError, exitCode } from '../exit-code.ts';
import { readInput } from '../read-input.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** How a registrar proves who that is. */
export interface RegistrarOptions {
  readonly registrarTokenFile?: string;
  /** `true` where there is only one to choose from. */
  readonly signIn?: true | string;
}

/** Adds the options. */
export const registrarOptions = (command: Command): Command =>
  command
    .addOption(
      new Option(
        '--registrar-token-file <file>',
        'as a registrar: a file with the token, or - for standard input',
      ).conflicts('signIn'),
    )
    .option('--sign-in [registrar]', 'as a registrar: sign in, on any device');

/**
 * The token of a registrar: from a file, or by signing in. `undefined` if neither is wanted.
 *
 * @throws CommandError, AgentError, TokenError, or the system's error if the file can not be read
 */
export const registrarToken = async (
  { registrarTokenFile: file, signIn }: RegistrarOptions,
  terminal: Terminal,
  { client, fetch }: { readonly client: RelayClient; readonly fetch: typeof globalThis.fetch },
): Promise<string | undefined> => {
  if (file !== undefined) return readInput(file, terminal.input);
  if (signIn === undefined) return undefined;
  const about = await client.call<About>('GET', relayPaths.about);
  const at = chosen(about, signIn);
  const { signInRegistrar } = await import('./sign-in-registrar.ts');
  return signInRegistrar(at, {
    fetch,
    signal: terminal.stop(),
    say: (text) => void terminal.remarks.write(`${text}\n`),
  });
};

const chosen = ({ gateway, signIn: offered }: About, wanted: true | string): About['signIn'][number] => {
  const fitting = offered.filter(({ registrar }) => wanted === true || registrar === wanted);
  const [only, ...others] = fitting;
  if (only && others.length === 0) return only;
  const names = offered.map(({ registrar }) => registrar).join(', ');
  throw new CommandError(
    exitCode.usage,
    offered.length === 0
      ? `No registrar of gateway ${gateway} can sign in: its configuration names no clientId. Use a code, or --registrar-token-file.`
      : `Say as which registrar: --sign-in <name>, one of ${names}.`,
  );
};
