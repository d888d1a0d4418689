import type { Api } from '../../config/shapes/api.ts';
import { ProxyFailed } from './proxy-failed.ts';

/** Where a redirect may lead: the API's own server, and the hosts that its configuration names. */
export type RedirectTarget = (location: string | undefined, from: URL) => URL;

/**
 * Checks the targets of redirects. Which addresses they have is checked where they are connected to.
 *
 * The function that it gives throws ProxyFailed `redirect-refused`.
 *
 * @example redirectTarget(api)('/v3/users', new URL('https://api.example.com/v2/users')).pathname // '/v3/users'
 */
export const redirectTarget = ({ server, hosts }: Pick<Api, 'server' | 'hosts'>): RedirectTarget => {
  const home = new URL(server);
  const allowed = new Set([home.host, ...hosts.map((host) => new URL(`https://${host}`).host)]);
  return (location, from) => {
    const target = location === undefined ? null : URL.parse(location, from.href);
    if (!target) throw refused('no address');
    const isSafe = target.protocol === 'https:' || (target.protocol === 'http:' && home.protocol === 'http:');
    if (!isSafe) throw refused('not https');
    if (target.username !== '' || target.password !== '') throw refused('credentials in the address');
    if (!allowed.has(target.host)) throw refused('another host');
    target.hash = '';
    return target;
  };
};

const refused = (reason: string): ProxyFailed => new ProxyFailed('redirect-refused', { fields: { reason } });
