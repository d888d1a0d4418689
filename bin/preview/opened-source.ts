import { randomBytes } from 'node:crypto';
import { dirname, resolve } from 'node:path';
import type { Config } from '../../config/config.ts';
import type { Api } from '../../config/shapes/api.ts';
import { noAuthentication } from '../../connectors/authentication/authentication.ts';
import type { Connector } from '../../connectors/connector.ts';
import { connectorNamed } from '../../connectors/index.ts';
import { loadKeys } from '../../lambda/keys/gateway-keys.ts';
import { localPlatform } from '../../lambda/platform/local/local-platform.ts';
import { jsonLog } from '../../lambda/platform/log.ts';
import type { Platform } from '../../lambda/platform/platform.ts';
import { type LinksOptions, linksOf } from '../../lambda/proxy/answer/links.ts';
import { sealedParameters } from '../../lambda/proxy/answer/sealed-parameters.ts';
import { sealedPath } from '../../lambda/proxy/answer/sealed-path.ts';
import { apiServers } from '../../lambda/proxy/api-servers.ts';
import { type PreparedApi, prepareApi } from '../../lambda/proxy/prepare-api.ts';
import { type SourceAccess, sourceAccess } from '../../lambda/tokens/access/source-access.ts';
import { CommandError, exitCode } from '../exit-code.ts';
import { defaultPort } from '../options.ts';

/** A source as the gate works with it, with the keys and the secrets of this machine. */
export interface OpenedSource {
  readonly name: string;
  readonly api: Api;
  readonly access: SourceAccess;
  readonly platform: Platform;
  /** Ready for requests and answers. Makes the local key if there is none yet. */
  prepared(): Promise<PreparedApi>;
  /** What becomes of a link in an answer. */
  link(options: Pick<LinksOptions, 'putBack' | 'seal'>): (text: string) => string;
}

/** What to open. */
export interface OpenSourceOptions {
  readonly config: Config;
  /** The configuration file. */
  readonly file: string;
  readonly name: string;
  /** Whether a stand-in on this machine takes the place of the API, if the configuration names one. */
  readonly isLocal: boolean;
}

/**
 * Opens a source that is served by proxy.
 *
 * @throws CommandError if there is no such source
 */
export const openSource = ({ config, file, name, isLocal }: OpenSourceOptions): OpenedSource => {
  const connector = proxyConnector(config, file, name);
  const { options } = config.sources[name]!;
  const host = { local: isLocal };
  const api = connector.proxy!(options, host);
  // A preview is no call of the vendor's: the log of the gate tells of those alone.
  const log = jsonLog(() => undefined, Date.now);
  const platform = localPlatform({ directory: dirname(resolve(file)), gateway: config.gateway, source: name, log });
  const holder = loadKeys({
    gateway: config.gateway,
    keys: platform.keys,
    now: platform.now,
    random: randomBytes,
    onFailure: (error) => {
      throw error;
    },
  });
  const links = linksOf(apiServers(api), sealedParameters(api), sealedPath(api));
  const publicUrl = config.sources[name]!.publicUrl ?? `http://127.0.0.1:${defaultPort}/${name}`;
  return {
    name,
    api,
    access: sourceAccess({
      authentication: connector.authentication?.(options, host) ?? noAuthentication,
      platform,
      gateway: config.gateway,
      source: name,
      keys: holder,
    }),
    platform,
    prepared: prepareApi({ api, holder, configurationHash: '' }),
    link: (options) => links({ publicUrl: publicUrl.replace(/\/$/, ''), ...options }).rewrite,
  };
};

const proxyConnector = ({ sources }: Config, file: string, name: string): Connector => {
  const ofProxy = Object.entries(sources).filter(([, { serve }]) => serve.includes('proxy'));
  const names = ofProxy.map(([each]) => each).join(', ') || 'none';
  const source = Object.hasOwn(sources, name) ? sources[name] : undefined;
  if (!source) {
    throw new CommandError(exitCode.usage, `${file} has no source ${name}; served by proxy: ${names}`);
  }
  const connector = connectorNamed(source.connector)!;
  if (!source.serve.includes('proxy') || !connector.proxy) {
    throw new CommandError(
      exitCode.usage,
      `${name} is not served by proxy, so there are no answers; these are: ${names}`,
    );
  }
  return connector;
};
