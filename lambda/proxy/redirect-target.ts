import type { Api } from '../../config/shapes/api.ts';
import { apiServers } from './api-servers.ts';
import { ProxyFailed } from './proxy-failed.ts';

/** Where a redirect may lead: the API's own servers, and the hosts that its configuration names; never from https to http. */
export type RedirectTarget = (location: string | undefined, from: URL) => URL;

/**
 * Checks the targets of redirects. Which addresses they have is checked where they are connected to.
 *
 * The function that it gives throws ProxyFailed `redirect-refused`.
 *
 * @example redirectTarget(api)('/v3/users', new URL('https://api.example.com/v2/users')).pathname // '/v3/users'
 */
export const redirectTarget = (api: Pick<Api, 'server' | 'endpoints' | 'hosts'>): RedirectTarget => {
  const addresses = [...apiServers(api), ...api.hosts.map((host) => `https://${host}`)];
  const allowed = new Set(addresses.map((address) => new URL(address).host));
  return (location, from) => {
    const target = location === undefined ? null : URL.parse(location, from.href);
    if (!target) throw refused('no address');
    const isSafe = target.protocol === 'https:' || (target.protocol === 'http:' && from.protocol === 'http:');
    if (!isSafe) throw refused('not https');
    if (target.username !== '' || target.password !== '') throw refused('credentials in the address');
    if (!allowed.has(target.host)) throw refused('another host');
    target.hash = '';
    return target;
  };
};

const refused = (reason: string): ProxyFailed => new ProxyFailed('redirect-refused', { fields: { reason } });
