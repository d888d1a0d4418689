import { type Command, Option } from 'commander';
import { takeOver } from '../../lambda/tokens/entered-token.ts';
import { candidatesOf } from '../../lambda/tokens/secret-candidates.ts';
import type { Configured } from '../configured-source.ts';
import { configured as configuredAs } from '../configured-sync.ts';
import type { HostName } from '../host-name.ts';
import { configOption, hostOption } from '../options.ts';
import { type SourceHost, sourceHost } from '../source-host.ts';
import { confirm } from '../terminal/confirm.ts';
import { processTerminal, type Terminal } from '../terminal/terminal.ts';
import { type SourceToken, sourceTokens, wantedTokens } from '../tokens/source-tokens.ts';
import { tokenState } from '../tokens/token-state.ts';
import { tokenText } from '../tokens/token-text.ts';
import { withinTime } from '../tokens/within-time.ts';
import { tellingOfSource, toldOfSource } from '../told-of-source.ts';

interface TokensOptions {
  readonly config: string;
  readonly host: HostName;
  readonly scheme?: string;
  readonly renew?: true;
  readonly revoke?: true;
  readonly yes?: true;
  readonly json?: true;
}

const show = async (
  configured: Configured,
  host: SourceHost,
  tokens: readonly SourceToken[],
  isJson: boolean,
): Promise<string> => {
  const { fields } = await host.secrets.read();
  const now = host.platform.now();
  const states = await Promise.all(
    tokens.map(async (token) => {
      const kept = await token.kept.read();
      // What was entered by hand since is taken over with the next call.
      const record = takeOver(kept.record, candidatesOf(fields, token.scheme).at(-1)!, now) ?? kept.record;
      return tokenState(token.name, { ...kept, record }, now);
    }),
  );
  if (isJson) return JSON.stringify({ source: configured.name, host: host.name, tokens: states });
  const texts = states.map((state, index) => tokenText(state, isSignIn(tokens[index]!)));
  return `Tokens of ${configured.name} ${host.where}:\n\n${toldOfSource(texts.join('\n\n'), configured, host)}`;
};

const isSignIn = ({ scheme }: SourceToken): boolean => scheme.grant.type === 'authorizationCode';

/** What a revocation does, for whoever decides about it. */
const consequences = (name: string, { option }: SourceHost, tokens: readonly SourceToken[]): string =>
  [
    `The tokens of ${name} (${tokens.map((token) => token.name).join(', ')}) are ended at the authorization server and forgotten here:`,
    tokens.some(isSignIn)
      ? `  - The source can not be called until somebody signs in again: sallyport connect ${name}${option}`
      : '  - The next call obtains new ones. To keep the gate out, take its rights away at the source.',
    '  - Gateways that run know theirs until they end, or the source refuses them.',
    '',
  ].join('\n');

interface Revocation {
  readonly terminal: Terminal;
  readonly stop: AbortSignal;
  /** What it does. */
  readonly consequences: string;
  /** Whether nobody is asked. */
  readonly isSure: boolean;
}

const revoke = async (
  tokens: readonly SourceToken[],
  { terminal, stop, consequences: told, isSure }: Revocation,
): Promise<void> => {
  terminal.remarks.write(told);
  const asked = { stop, nobody: 'add --yes to revoke them' };
  if (!isSure && !(await confirm(terminal, 'Revoke them? [y/N] ', asked))) {
    terminal.remarks.write('Nothing was changed.\n');
    return;
  }
  for (const { name, kept } of tokens) {
    const wasTold = await withinTime(stop, (signal) => kept.revoke(signal));
    const outcome = wasTold
      ? 'ended at the authorization server, and forgotten'
      : 'forgotten; the authorization server was told of nothing, or takes no revocations: what was issued is good until it ends';
    terminal.remarks.write(`${name}: ${outcome}.\n`);
  }
};

/** `sallyport tokens`: the state of a source's tokens. Never shows a token. */
export const tokensCommand = (program: Command, terminal: Terminal = processTerminal): void => {
  program
    .command('tokens')
    .description(
      'Show, renew or revoke the tokens that the gate keeps for a source or a sync. The tokens themselves are not shown.',
    )
    .argument('<source>', 'the name of a source or a sync in the configuration')
    .addOption(configOption())
    .addOption(hostOption())
    .option('--scheme <name>', 'only the token of this scheme, if the source has several')
    .addOption(new Option('--renew', 'obtain a new one now, even if asking was stopped').conflicts('revoke'))
    .option('--revoke', 'end them at the authorization server, and forget them')
    .option('-y, --yes', 'with --revoke: do not ask')
    .option('--json', 'print it for programs')
    .addHelpText(
      'after',
      `
Examples:
  sallyport tokens tickets
  sallyport tokens tickets --host aws --json
  sallyport tokens tickets --renew
  sallyport tokens tickets --revoke --yes`,
    )
    .action(async (name: string, options: TokensOptions) => {
      const configured = configuredAs(options.config, name);
      const host = await sourceHost(configured, options.host);
      const tokens = wantedTokens(configured, sourceTokens(configured, host), options.scheme);
      const stop = terminal.stop();
      if (options.renew) {
        for (const { kept } of tokens)
          await tellingOfSource(configured, host, () => withinTime(stop, (signal) => kept.renew(signal)));
      }
      if (options.revoke) {
        const told = consequences(name, host, tokens);
        await revoke(tokens, { terminal, stop, consequences: told, isSure: options.yes === true });
      }
      terminal.output.write(`${await show(configured, host, tokens, options.json === true)}\n`);
    });
};
