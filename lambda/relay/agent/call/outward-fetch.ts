import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { Readable } from 'node:stream';
import type { Outward } from './outward.ts';

/** Ways to the gate and to the cloud. */
export interface OutwardWays {
  /** As the platform's, but it follows no redirect, and asks for no compression. */
  readonly fetch: typeof globalThis.fetch;
  /** What it connects with over TLS. */
  readonly agent: HttpsAgent;
}

/** A connection over which nothing has come for so long is given up, in milliseconds: a queue that is waited for answers in 20 seconds. */
const silentMilliseconds = 60_000;

/**
 * Node's own client through whatever proxy the environment names, with whatever authorities are trusted: the platform's own `fetch` knows one setting
 * of both for all of a process, and what the agent reaches for the gate must not have it.
 *
 * @example const { fetch } = outwardFetch(await outwardBy(process.env))
 */
export const outwardFetch = ({ proxy, authorities }: Outward): OutwardWays => {
  const shared = { keepAlive: true, proxyEnv: proxy, timeout: silentMilliseconds, scheduling: 'lifo' } as const;
  const http = new HttpAgent(shared);
  const https = new HttpsAgent({ ...shared, ...(authorities && { ca: [...authorities] }) });
  const fetch: typeof globalThis.fetch = async (input, init = {}) => {
    const { body: given, ...rest } = init;
    const bytes = given instanceof Uint8Array ? given : undefined;
    // What it does not take as it is, the platform's own class reads: forms, texts, streams.
    const request = new Request(input, bytes ? rest : init);
    const body = bytes ?? new Uint8Array(await request.arrayBuffer());
    const url = new URL(request.url);
    const signal = init.signal ?? request.signal;
    const headers: Record<string, string> = Object.fromEntries(request.headers);
    if (body.length > 0 || !/^(?:GET|HEAD)$/.test(request.method)) headers['content-length'] = String(body.length);
    return new Promise((resolve, reject) => {
      const isSecure = url.protocol === 'https:';
      const outgoing = (isSecure ? httpsRequest : httpRequest)(url, {
        agent: isSecure ? https : http,
        method: request.method,
        headers,
        signal,
      });
      // A request whose connection is not made yet tells nobody that it was given up.
      const givenUp = () => reject(signal.reason);
      if (signal.aborted) givenUp();
      signal.addEventListener('abort', givenUp, { once: true });
      // One that was used before has the patience that its server has with unused connections, which may be less.
      outgoing.on('socket', (socket) => socket.setTimeout(silentMilliseconds));
      outgoing.on('timeout', () => outgoing.destroy(new Error('the connection is silent')));
      outgoing.on('error', (cause) => reject(signal.aborted ? signal.reason : failed(cause)));
      outgoing.on('response', (answer) => resolve(responseOf(answer, request.method)));
      outgoing.end(body);
    });
  };
  return { fetch, agent: https };
};

/** What has no body must be made without one. */
const withoutBody: ReadonlySet<number> = new Set([204, 205, 304]);

const responseOf = (answer: IncomingMessage, method: string): Response => {
  const headers = new Headers();
  for (const [name, values = []] of Object.entries(answer.headersDistinct)) {
    for (const value of values) headers.append(name, value);
  }
  const status = answer.statusCode!;
  const isEmpty = withoutBody.has(status) || method === 'HEAD';
  if (isEmpty) answer.resume();
  return new Response(isEmpty ? null : (Readable.toWeb(answer) as ReadableStream<Uint8Array>), { status, headers });
};

/** As the platform's own says it. */
const failed = (cause: Error): TypeError => new TypeError('fetch failed', { cause });
