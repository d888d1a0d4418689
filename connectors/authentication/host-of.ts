/**
 * `host` or `host:port` of a URL, as a deployment names what may be called; 443 is left out.
 *
 * @example hostOf(new URL('http://localhost/token')) // 'localhost:80'
 */
export const hostOf = ({ protocol, host, port }: URL): string =>
  // A URL leaves out the port that its scheme implies; of those only 443 may be left out here.
  protocol === 'http:' && port === '' ? `${host}:80` : host;
