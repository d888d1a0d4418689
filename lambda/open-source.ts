import { randomBytes } from 'node:crypto';
import type { SourceDocument } from '../config/config.ts';
import type { Api } from '../config/shapes/api.ts';
import { noAuthentication } from '../connectors/authentication/authentication.ts';
import type { RunningConnector } from '../connectors/connector.ts';
import { runsAtAgent } from '../connectors/runs-at-agent.ts';
import { cursorSeal } from './imports/cursor-seal.ts';
import type { ImportSource } from './imports/import-call.ts';
import { type KeyHolder, loadKeys } from './keys/gateway-keys.ts';
import type { Platform } from './platform/platform.ts';
import { failureOf } from './proxy/failed-answer.ts';
import { throughRelay } from './relay/gate/through-relay.ts';
import { fetchSource } from './tokens/access/fetch-source.ts';
import { type HttpClients, httpClients } from './tokens/access/http-clients.ts';
import { type SourceAccess, sourceAccess } from './tokens/access/source-access.ts';

/** What a source is opened with. */
export interface SourceOptions {
  readonly document: Pick<SourceDocument, 'gateway' | 'name' | 'source'>;
  readonly connector: RunningConnector;
  readonly platform: Platform;
  /** Whether this is the local host, where a source may name a stand-in for its API. @default false */
  readonly isLocal?: boolean | undefined;
}

/** A source as calls and jobs share it: one access, so that there is one keeper of each token. */
export interface OpenSource {
  /** The platform as what calls the source has it: where it is behind agents, HTTP goes through them. */
  readonly platform: Platform;
  readonly keys: KeyHolder;
  readonly access: SourceAccess;
  /** For imports without a certificate of their own, and for first calls. */
  readonly http: HttpClients;
  /** `undefined` if the source serves no imports. */
  readonly importSource: ImportSource | undefined;
  /** `undefined` if its API is not served. */
  readonly api: Api | undefined;
}

/** Opens the one source of this process. Nothing is asked of it yet. */
export const openSource = (options: SourceOptions): OpenSource => {
  const { document, connector, isLocal = false } = options;
  const { gateway, name, source } = document;
  // On this machine there is one agent, whatever it is called.
  const agents = isLocal ? undefined : source.agents;
  const relay = source.via === 'relay' ? throughRelay(options.platform, gateway, { source: name, agents }) : undefined;
  const platform = relay?.platform ?? options.platform;
  const keys = gatewayKeys(gateway, name, platform);
  const host = { local: isLocal };
  const authentication = connector.authentication?.(source.options, host) ?? noAuthentication;
  const access = sourceAccess({ authentication, platform, gateway, source: name, keys });
  const http = httpClients(platform, authentication.privateAddresses);
  const imports = source.serve.includes('import') && connector.import;
  const importSource: ImportSource | undefined = imports
    ? {
        open: (context) =>
          relay && runsAtAgent.has(source.connector)
            ? relay.importAt(source, context)
            : imports(source.options, context, host),
        fetch: fetchSource({ access, fetch: platform.fetch, http }),
        cursorSeal: cursorSeal(keys, `${gateway}/${name}`),
      }
    : undefined;
  const api = source.serve.includes('proxy') ? connector.proxy?.(source.options, host) : undefined;
  return { platform, keys, access, http, importSource, api };
};

/** The gateway's keys. A store that fails while they are known does no harm at once, but must be seen. */
const gatewayKeys = (gateway: string, source: string, { keys, now, log }: Platform): KeyHolder => {
  const onFailure = (thrown: unknown) => {
    const { code, fields } = failureOf(thrown);
    log.warn('keys.stale', { gateway, source, code, ...fields });
  };
  return loadKeys({ gateway, keys, now, random: randomBytes, onFailure });
};
