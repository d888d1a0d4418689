import { existsSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { loadConfig } from '../../config/load.ts';
import { connectors } from '../../connectors/index.ts';
import { signToken } from '../../vendor/sign-token.ts';
import { CommandError, exitCode } from '../exit-code.ts';
import { readTokenFile } from '../token-files.ts';

/** The options of `pull` that say how the vendor proves itself. */
export interface TokenOptions {
  readonly config: string;
  readonly token?: string;
  readonly key?: string;
  readonly keyId?: string;
  readonly algorithm?: string;
  readonly issuer?: string;
  readonly audience?: string;
  readonly claim?: Readonly<Record<string, string>>;
}

/** The text of a file, or of standard input for `-`: secrets do not belong into arguments, which every process can see. */
export const readInput = (file: string): string => readFileSync(file === '-' ? 0 : file, 'utf8').trim();

const signed = (options: TokenOptions, key: string, source: string, url: string): (() => Promise<string>) => {
  const config = existsSync(options.config) ? loadConfig(options.config, connectors) : undefined;
  const jwt = config?.vendor.identity.jwt;
  const issuer = options.issuer ?? jwt?.issuer;
  const audience = options.audience ?? jwt?.audience;
  if (!issuer || !audience) {
    throw new CommandError(
      exitCode.usage,
      `--key needs --issuer and --audience, or a ${options.config} whose vendor.identity.jwt has them`,
    );
  }
  const urlClaim = jwt ? jwt.urlClaim : 'gateway_url';
  const claims = {
    ...jwt?.claims,
    ...config?.sources[source]?.claims,
    ...(urlClaim && { [urlClaim]: url }),
    ...(jwt?.subject && { sub: jwt.subject }),
    ...options.claim,
  };
  return () =>
    signToken({ key, keyId: options.keyId, algorithm: options.algorithm, issuer, audience, claims, now: Date.now });
};

/** How each request of a pull gets its token; `undefined` if it goes without one. */
export const pullToken = (options: TokenOptions, source: string, url: string): (() => Promise<string>) | undefined => {
  if (options.token && options.key) throw new CommandError(exitCode.usage, 'give either --token or --key');
  if (options.key) return signed(options, readInput(options.key), source, url);
  const token = options.token ? readInput(options.token) : readTokenFile(dirname(options.config), source);
  return token === undefined ? undefined : async () => token;
};
