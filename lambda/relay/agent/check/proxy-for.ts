/** A proxy, and what it is asked with. */
export interface KnownProxy {
  readonly hostname: string;
  readonly port: number;
  readonly authorization: string | undefined;
}

/**
 * The proxy that Node uses for a URL by `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`; `undefined` for none (nodejs.org/api/http.html#built-in-proxy-support).
 */
export const proxyFor = (
  url: URL,
  environment: Readonly<Record<string, string | undefined>>,
): KnownProxy | undefined => {
  const value = (name: string) => environment[name.toLowerCase()] ?? environment[name];
  const proxy = URL.parse(value(url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY') ?? '');
  if (!proxy || isExcepted(url, value('NO_PROXY') ?? '')) return undefined;
  const { username, password } = proxy;
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return {
    hostname: proxy.hostname,
    port: Number(proxy.port || 80),
    authorization: username === '' ? undefined : `Basic ${Buffer.from(credentials).toString('base64')}`,
  };
};

const isExcepted = ({ hostname, port, protocol }: URL, exceptions: string): boolean => {
  const actual = port || (protocol === 'https:' ? '443' : '80');
  return exceptions
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => {
      if (entry === '*') return true;
      const [, host = '', wanted] = /^(.*?)(?::(\d+))?$/.exec(entry) ?? [];
      if (wanted !== undefined && wanted !== actual) return false;
      const suffix = host.replace(/^\*/, '');
      return suffix.startsWith('.') ? hostname.endsWith(suffix) : hostname === suffix;
    });
};
