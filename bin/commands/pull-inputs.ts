import { existsSync } from 'node:fs';
import type { Readable } from 'node:stream';
import type { JsonValue } from '@bufbuild/protobuf';
import type { Config } from '../../config/config.ts';
import { loadConfig } from '../../config/load.ts';
import { connectors } from '../../connectors/index.ts';
import { CommandError, exitCode } from '../exit-code.ts';
import { readInput } from '../read-input.ts';
import type { TokenOptions } from './pull-token.ts';

/** The options of `pull` that name what it reads. */
export interface PullInputs extends TokenOptions {
  readonly url?: string;
  readonly fields?: string;
}

const usage = (message: string): CommandError => new CommandError(exitCode.usage, message);

/** Refuses inputs that would read standard input twice. */
export const checkInputs = ({ token, key, fields }: PullInputs): void => {
  const fromStdin = [token, key, fields].filter((file) => file === '-');
  if (fromStdin.length > 1) throw usage('standard input (-) can be read once only; give the others as files');
};

/** Refuses what is not the URL of a gateway. */
export const checkedUrl = (url: string): string => {
  const { protocol, username, password, search, hash } = URL.parse(url) ?? {};
  if (protocol !== 'http:' && protocol !== 'https:')
    throw usage('--url is not a URL, such as https://gate.example.com/people');
  if (username || password || search || hash)
    throw usage('--url has a user, a query or a fragment, which the URL of a gateway never has');
  return url;
};

/**
 * The configuration, where it is asked for: a pull from the local host needs the one beside which that host runs, and a key takes
 * issuer, audience and claims from it if it is there.
 */
export const configFor = ({ url, token, key, config: file }: PullInputs, source: string): Config | undefined => {
  if (url && !key) return undefined;
  const isNeeded = !url && !token && !key;
  if (!isNeeded && !existsSync(file)) return undefined;
  const config = loadConfig(file, connectors);
  if (url || Object.hasOwn(config.sources, source)) return config;
  throw usage(`${file} has no source ${source}; it has ${Object.keys(config.sources).join(', ')}`);
};

/** The fields of a file: a JSON object. */
export const readFields = async (file: string | undefined, input: Readable): Promise<Record<string, JsonValue>> => {
  if (!file) return {};
  try {
    const fields = JSON.parse(await readInput(file, input)) as JsonValue;
    if (fields && typeof fields === 'object' && !Array.isArray(fields)) return fields;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw usage('--fields is not a JSON object, such as {"user": "reader"}');
};
