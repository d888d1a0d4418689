import { dirname } from 'node:path';
import type { Readable } from 'node:stream';
import type { Config } from '../../config/config.ts';
import { type SigningAlgorithm, signToken } from '../../vendor/sign-token.ts';
import { CommandError, exitCode } from '../exit-code.ts';
import { readInput } from '../read-input.ts';
import { readTokenFile, tokenFile } from '../token-files.ts';

/** The options of `pull` that say how the vendor proves itself. */
export interface TokenOptions {
  readonly config: string;
  readonly token?: string;
  readonly key?: string;
  readonly keyId?: string;
  readonly algorithm?: SigningAlgorithm;
  readonly issuer?: string;
  readonly audience?: string;
  readonly claim?: Readonly<Record<string, string>>;
}

/** What a token is for. */
export interface TokenTarget {
  readonly source: string;
  readonly url: string;
  /** The configuration, if there is one. */
  readonly config: Config | undefined;
  /** Standard input, for who gives a token or a key there. */
  readonly input: Readable;
}

/** Makes the bearer token of each request; `undefined` if it goes without one. */
export type MakeToken = (() => Promise<string>) | undefined;

const usage = (message: string): CommandError => new CommandError(exitCode.usage, message);

const signed = (options: TokenOptions, key: string, { source, url, config }: TokenTarget): MakeToken => {
  const jwt = config?.vendor.identity.jwt;
  const issuer = options.issuer ?? jwt?.issuer;
  const audience = options.audience ?? jwt?.audience;
  if (!issuer || !audience) {
    throw usage(`--key needs --issuer and --audience, or a ${options.config} whose vendor.identity.jwt has them`);
  }
  const urlClaim = jwt ? jwt.urlClaim : 'gateway_url';
  const claims = {
    ...jwt?.claims,
    ...config?.sources[source]?.claims,
    ...(urlClaim && { [urlClaim]: url }),
    ...(jwt?.subject && { sub: jwt.subject }),
    ...options.claim,
  };
  const { keyId, algorithm } = options;
  return () => signToken({ key, keyId, algorithm, issuer, audience, claims, now: Date.now });
};

/** What a file or standard input gave: anything else in it would break the header, and the error would show it. */
const given = (text: string): MakeToken => {
  if (!/^[\x21-\x7e]+$/.test(text)) throw usage('--token: that is empty, or no token: it has blanks or line breaks');
  return async () => text;
};

/** The token that a local host left for its own port. It goes to this machine only. */
const left = ({ config }: TokenOptions, { source, url }: TokenTarget): MakeToken => {
  const { hostname, port } = new URL(url);
  if (!['127.0.0.1', 'localhost', '[::1]'].includes(hostname)) return undefined;
  const token = readTokenFile(tokenFile(dirname(config), Number(port), source));
  return token === undefined ? undefined : async () => token;
};

/**
 * How each request of a pull gets its token: from `--token`, signed with `--key`, or as the local host left it.
 *
 * @throws CommandError; the system's error if a file can not be read
 */
export const pullToken = async (options: TokenOptions, target: TokenTarget): Promise<MakeToken> => {
  if (options.token && options.key) throw usage('give either --token or --key');
  if (options.key) return signed(options, await readInput(options.key, target.input), target);
  return options.token ? given(await readInput(options.token, target.input)) : left(options, target);
};
