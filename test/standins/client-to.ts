import type { HttpClient } from '../../lambda/platform/http-client.ts';
import { nodeHttpClient } from '../../lambda/platform/node-http-client.ts';

/**
 * A client that meets stand-ins where everybody else meets the real hosts: what is tested asks for `https://api.github.com/…`, and a
 * stand-in gets `/api.github.com/…`. Any other host is an error, and so is anything but https.
 *
 * @param origins of the stand-ins, by the host that each stands for
 */
export const clientTo = (origins: Readonly<Record<string, string>>): HttpClient => {
  const http = nodeHttpClient({ privateAddresses: ['127.0.0.1/32'], now: Date.now });
  return async (request) => {
    const { protocol, host, pathname, search } = request.url;
    const origin = origins[host];
    if (origin === undefined || protocol !== 'https:') throw new Error(`nobody stands for ${protocol}//${host}`);
    return http({ ...request, url: new URL(`${origin}/${host}${pathname}${search}`) });
  };
};
