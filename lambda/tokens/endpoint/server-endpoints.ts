import type { TokenScheme } from '../../../connectors/authentication/authentication.ts';
import { TokenError } from '../token-error.ts';
import type { GrantContext } from '../token-grant.ts';
import { type DiscoveredServer, discoveredServer, type EndpointName } from './discovered-server.ts';
import { fetchOver } from './fetch-over.ts';

/** Where an authorization server is asked for what. */
export interface ServerEndpoints {
  /** What its discovery document says; `undefined` without one. */
  readonly discovered: DiscoveredServer | undefined;
  /** `refresh`: where refresh tokens go. */
  find(name: EndpointName | 'refresh'): string | undefined;
  /** Throws TokenError `token-request-refused` if nobody says where that is. */
  need(name: EndpointName | 'refresh'): string;
}

/** Who corrects a document wants to see it work. */
const freshMilliseconds = 5 * 60_000;

/** What the configuration calls them. */
const keys = {
  token_endpoint: 'tokenUrl',
  refresh: 'tokenUrl',
  authorization_endpoint: 'authorizationUrl',
  device_authorization_endpoint: 'deviceAuthorizationUrl',
  revocation_endpoint: 'revocationUrl',
} as const;

/**
 * The endpoints of a scheme's authorization server: what the configuration says, and for the rest its discovery document, which is
 * read once in five minutes. A reading that failed is tried again with the next request.
 *
 * The function throws what `discoveredServer` throws.
 *
 * @example const { need } = await serverEndpoints(scheme, context)(signal); need('token_endpoint') // 'https://login.example/token'
 */
export const serverEndpoints = (
  { endpoints, client }: TokenScheme,
  context: GrantContext,
): ((signal: AbortSignal) => Promise<ServerEndpoints>) => {
  const { discovery, hosts } = endpoints;
  const isMutual = client.method === 'tls_client_auth';
  const given = {
    token_endpoint: endpoints.token,
    authorization_endpoint: endpoints.authorization,
    device_authorization_endpoint: endpoints.deviceAuthorization,
    revocation_endpoint: endpoints.revocation,
  };
  let kept: { readonly server: DiscoveredServer; readonly until: number } | undefined;

  const discover = async (url: string, signal: AbortSignal): Promise<DiscoveredServer> => {
    if (kept && context.now() < kept.until) return kept.server;
    const server = await discoveredServer({ url, hosts, isMutual, fetch: fetchOver(context.http()), signal });
    kept = { server, until: context.now() + freshMilliseconds };
    return server;
  };

  return async (signal) => {
    const discovered = discovery === undefined ? undefined : await discover(discovery, signal);
    const find: ServerEndpoints['find'] = (name) => {
      if (name === 'refresh') return endpoints.refresh ?? find('token_endpoint');
      return given[name] ?? discovered?.endpoint(name);
    };
    const need: ServerEndpoints['need'] = (name) => {
      const url = find(name);
      if (url !== undefined) return url;
      const document = discovered ? ', nor does the discovery document' : '';
      throw new TokenError('token-request-refused', `nothing says where this goes${document}: set ${keys[name]}`);
    };
    return { discovered, find, need };
  };
};
