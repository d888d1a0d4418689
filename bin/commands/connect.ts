import type { Command } from 'commander';
import type { Sleep } from '../../lambda/lease.ts';
import { nodeSleep } from '../../lambda/tokens/access/source-access.ts';
import { candidatesOf } from '../../lambda/tokens/secret-candidates.ts';
import type { TokenRecord } from '../../lambda/tokens/token-record.ts';
import type { Configured } from '../configured-source.ts';
import { configured as configuredAs } from '../configured-sync.ts';
import { type Browser, browserOf } from '../connect/browser.ts';
import { CommandError, exitCode } from '../exit-code.ts';
import type { HostName } from '../host-name.ts';
import { configOption, hostOption } from '../options.ts';
import { type SourceHost, sourceHost } from '../source-host.ts';
import { instant } from '../terminal/instant.ts';
import { processTerminal, type Terminal } from '../terminal/terminal.ts';
import { type SourceToken, sourceTokens, wantedTokens } from '../tokens/source-tokens.ts';
import { tellingOfSource } from '../told-of-source.ts';

interface ConnectOptions {
  readonly config: string;
  readonly host: HostName;
  readonly scheme?: string;
  readonly device?: true;
  /** `false` with --no-browser. */
  readonly browser: boolean;
}

const minutes = 10;

/** The one token that a person signs in for. */
const signInToken = (configured: Configured, host: SourceHost, wanted: string | undefined): SourceToken => {
  const { name } = configured;
  const tokens = wantedTokens(configured, sourceTokens(configured, host), wanted);
  const [token, ...others] = tokens.filter(({ scheme }) => scheme.grant.type === 'authorizationCode');
  if (!token) {
    throw new CommandError(
      exitCode.usage,
      `Nobody needs to sign in for ${name}: the gate obtains its tokens with what is entered. Try it: sallyport secrets check ${name}${host.option}`,
    );
  }
  if (others.length === 0) return token;
  const names = [token, ...others].map((each) => each.name).join(', ');
  throw new CommandError(exitCode.usage, `Say which one with --scheme: ${names}`);
};

const outcome = ({ name }: Configured, host: SourceHost, { refreshToken, expiresAt, scope }: TokenRecord): string =>
  [
    `Signed in: the token of ${name} is kept ${host.where}${scope ? `, for ${scope}` : ''}.`,
    refreshToken === undefined
      ? `The authorization server gave no refresh token: it lasts until ${instant(expiresAt)}, and then somebody must sign in again. ` +
        'Most give one when asked: scopes: [offline_access], or parameters: { access_type: offline }.'
      : 'The gate renews it by itself from now on.',
  ].join('\n');

/** What a sign-in needs of the machine. A test passes its own. */
export interface SignInSurroundings {
  readonly browser: Browser;
  readonly sleep: Sleep;
}

const thisMachine = (): SignInSurroundings => ({
  browser: browserOf({ platform: process.platform, environment: process.env }),
  sleep: nodeSleep,
});

/** `sallyport connect`: a person signs in to a source, once. */
export const connectCommand = (
  program: Command,
  terminal: Terminal = processTerminal,
  surroundings: SignInSurroundings = thisMachine(),
): void => {
  program
    .command('connect')
    .description('Sign in to a source that wants a person to, in the browser or on another device.')
    .argument('<source>', 'the name of a source or a sync in the configuration')
    .addOption(configOption())
    .addOption(hostOption())
    .option('--scheme <name>', 'for which scheme, if the source has several that want a sign-in')
    .option('--device', 'sign in on another device, with a code')
    .option('--no-browser', 'print the address, and do not open it')
    .addHelpText(
      'after',
      `
Without a display, another device is used if the authorization server can do that.

Examples:
  sallyport connect calendar
  sallyport connect calendar --host aws
  sallyport connect calendar --device
  sallyport connect calendar --no-browser`,
    )
    .action(async (name: string, options: ConnectOptions) => {
      const configured = configuredAs(options.config, name);
      const host = await sourceHost(configured, options.host);
      const token = signInToken(configured, host, options.scheme);
      const stop = terminal.stop();
      const timeout = AbortSignal.timeout(minutes * 60_000);
      try {
        const signal = AbortSignal.any([stop, timeout]);
        const record = await tellingOfSource(configured, host, () =>
          connect(token, host, { options, terminal, ...surroundings, signal }),
        );
        terminal.output.write(`${outcome(configured, host, record)}\n`);
      } catch (error) {
        stop.throwIfAborted();
        if (!timeout.aborted) throw error;
        throw new CommandError(exitCode.failed, `Nobody signed in within ${minutes} minutes: begin again.`);
      }
    });
};

interface ConnectContext extends SignInSurroundings {
  readonly options: ConnectOptions;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
}

const connect = async (
  { scheme, context, kept }: SourceToken,
  host: SourceHost,
  { options, terminal, browser, sleep, signal }: ConnectContext,
): Promise<TokenRecord> => {
  // What seals and keeps the token must work before somebody signs in.
  await kept.read();
  const secret = candidatesOf((await host.secrets.read()).fields, scheme)[0]!;
  const say = (text: string): void => void terminal.remarks.write(`${text}\n`);
  const subject = { scheme, context, secret, browser, signal, say };
  // The libraries of OAuth take a while to load, and are not needed to say that something is mistyped.
  const { hasDeviceSignIn, signInByBrowser, signInByDevice } = await import('../connect/sign-in.ts');
  const opens = options.browser && browser.isThere;
  const isDevice = options.device ?? (options.browser && !opens && (await hasDeviceSignIn(subject)));
  const signedIn = isDevice ? await signInByDevice(subject, sleep) : await signInByBrowser(subject, opens);
  return kept.enter(signedIn.answer, signedIn.askedAt);
};
