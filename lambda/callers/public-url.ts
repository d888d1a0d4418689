/** Scheme, host in ASCII, port, path. User names, queries and fragments have no place in the URL of a gateway. */
const URL_PARTS = /^(https?):\/\/([a-z0-9.-]+|\[[0-9a-f:.]+\])(?::([0-9]+))?(\/[^?#]*)?$/i;

const DEFAULT_PORTS: Readonly<Record<string, string>> = { http: '80', https: '443' };

const normalize = (url: string): string | undefined => {
  const parts = URL_PARTS.exec(url);
  if (!parts) return undefined;
  const [, scheme = '', host = '', port = '', path = ''] = parts;
  const lowerScheme = scheme.toLowerCase();
  const shownPort = port === '' || port === DEFAULT_PORTS[lowerScheme] ? '' : `:${port}`;
  return `${lowerScheme}://${host.toLowerCase()}${shownPort}${path.replace(/\/$/, '')}`;
};

/**
 * Whether two URLs name the same gateway. The case of scheme and host, a default port and one slash at the end do not count
 * (RFC 3986 §6.2.2.1, §6.2.3); everything else does.
 *
 * This is not `new URL(…)`, which would also resolve `..`, decode host names, drop tabs and turn `\` into `/`: equivalences that
 * only an attacker needs. What is not an absolute http or https URL equals nothing, not even itself.
 *
 * @example samePublicUrl('https://gate.example.com', 'HTTPS://gate.example.com:443/') // true
 */
export const samePublicUrl = (one: string, other: string): boolean => {
  const normalized = normalize(one);
  return normalized !== undefined && normalized === normalize(other);
};
