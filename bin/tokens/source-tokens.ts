import { randomBytes } from 'node:crypto';
import { allAlternatives } from '../../connectors/authentication/alternatives-of.ts';
import {
  type Authentication,
  noAuthentication,
  type TokenScheme,
} from '../../connectors/authentication/authentication.ts';
import { loadKeys } from '../../lambda/keys/gateway-keys.ts';
import { grantContext, type SourceAccessOptions, tokenOptions } from '../../lambda/tokens/access/source-access.ts';
import { type AdministeredToken, administeredToken } from '../../lambda/tokens/administered-token.ts';
import type { GrantContext, TokenGrant } from '../../lambda/tokens/token-grant.ts';
import type { Configured } from '../configured-source.ts';
import { CommandError, exitCode } from '../exit-code.ts';
import type { SourceHost } from '../source-host.ts';

/** One token that a source is called with. */
export interface SourceToken {
  /** Of the scheme. */
  readonly name: string;
  readonly scheme: TokenScheme;
  readonly kept: AdministeredToken;
  /** Loads the grant. */
  grant(): Promise<TokenGrant>;
  readonly context: GrantContext;
}

/** How a source is proved to where it runs. */
export const authenticationOf = (configured: Configured, host: SourceHost): Authentication =>
  configured.authentication(host.name === 'local') ?? noAuthentication;

/**
 * The tokens of a source where it runs; none if it is proved to in other ways.
 *
 * @example for (const { name, kept } of sourceTokens(configured, host)) await kept.read();
 */
export const sourceTokens = (configured: Configured, host: SourceHost): readonly SourceToken[] => {
  const { platform } = host;
  const { gateway } = configured.config;
  const authentication = authenticationOf(configured, host);
  const options: SourceAccessOptions = {
    authentication,
    platform,
    gateway,
    source: configured.name,
    keys: loadKeys({
      gateway,
      keys: platform.keys,
      now: platform.now,
      random: randomBytes,
      onFailure: (error) => {
        throw error;
      },
    }),
  };
  const context = grantContext(options);
  return [...new Set(allAlternatives(authentication).flat(2))].flatMap((name) => {
    const scheme = authentication.schemes[name];
    if (scheme?.kind !== 'token') return [];
    const made = tokenOptions(name, scheme, options);
    return [{ name, scheme, kept: administeredToken(made), grant: made.grant, context }];
  });
};

/**
 * Those of a source's tokens that a command is for.
 *
 * @param wanted the name of a scheme; all of them without it
 * @throws CommandError if there is none
 */
export const wantedTokens = (
  { name }: Configured,
  tokens: readonly SourceToken[],
  wanted: string | undefined,
): readonly SourceToken[] => {
  if (tokens.length === 0) {
    throw new CommandError(
      exitCode.usage,
      `${name} is not called with a token that the gate obtains: there is none to look at. What it needs: sallyport secrets list ${name}`,
    );
  }
  const found = wanted === undefined ? tokens : tokens.filter((token) => token.name === wanted);
  if (found.length > 0) return found;
  const names = tokens.map((token) => token.name).join(', ');
  throw new CommandError(exitCode.usage, `--scheme: ${name} has no token ${wanted}; it has ${names}.`);
};
