import type { Credentials } from '../credentials.ts';

/**
 * Adds the parameters of credentials to a URL, in the place of those that have the same names. The rest of its query stays as it is
 * written: that is how it was admitted, and a blank that became `+` would be another letter to some who check a signature.
 *
 * @example withQuery(new URL('https://api.example/users?q=a%20b'), { api_key: 'c d' }).search // '?q=a%20b&api_key=c%20d'
 */
export const withQuery = (url: URL, query: Credentials['query'] = {}): URL => {
  const parameters = Object.entries(query);
  if (parameters.length === 0) return url;
  const written = url.search.slice(1).split('&');
  const kept = written.filter((pair) => pair !== '' && !Object.hasOwn(query, nameOf(pair)));
  const added = parameters.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
  const full = new URL(url);
  full.search = `?${[...kept, ...added].join('&')}`;
  return full;
};

/** Decoded. Without the `&`, a question mark at the beginning would not count. */
const nameOf = (pair: string): string => new URLSearchParams(`&${pair}`).keys().next().value ?? '';
