import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';

/**
 * Answers a request. The Fetch standard's own form, so that hosts and tests share it; `target` is the request's target as it was
 * sent, before a URL parser made it regular.
 */
export type FetchHandler = (request: Request, target: string) => Response | Promise<Response>;

/** Where a server listens, and who answers. */
export interface HttpServerOptions {
  readonly hostname: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly handler: FetchHandler;
  /**
   * Whether a cloud's own proxy stands before it and keeps its connections for minutes: one that we close first could have a request on
   * its way, which fails.
   *
   * @default false
   */
  readonly isBehindProxy?: boolean | undefined;
}

/** Longer than Google's front end keeps a connection: 10 minutes (cloud.google.com/load-balancing/docs/https#timeouts_and_retries). */
const proxyKeepAlive = 620_000;

/** A server that listens. */
export interface HttpServer {
  readonly port: number;
  /**
   * Takes no new connections and waits for the answers under way, but not longer than so many milliseconds; then it cuts them.
   * Resolves to the number of answers that were cut.
   */
  stop(graceMilliseconds: number): Promise<number>;
}

/**
 * Listens for HTTP on Node.
 *
 * @throws the system's error if it can not listen, `EADDRINUSE` for example
 */
export const startHttpServer = async ({
  hostname,
  port,
  handler,
  isBehindProxy = false,
}: HttpServerOptions): Promise<HttpServer> => {
  let answering = 0;
  let stopping = false;
  // Of all stops together: a second one may cut what the first waits for.
  let cut = 0;
  const server = createAdaptorServer({
    fetch: (request, { incoming }) => handler(request, incoming.url ?? ''),
  }) as Server;
  // A client has to send its whole request in this time: requests are small (RFC 9110 has no limit, slow clients do).
  server.requestTimeout = 60_000;
  if (isBehindProxy) server.keepAliveTimeout = proxyKeepAlive;
  server.on('request', (_request, response) => {
    answering++;
    response.once('close', () => {
      answering--;
      // A connection that is kept alive would hold up the stop for five seconds more.
      if (stopping) setImmediate(() => server.closeIdleConnections());
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, hostname, resolve);
  });
  const stop = async (graceMilliseconds: number): Promise<number> => {
    stopping = true;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeIdleConnections();
    const timer = setTimeout(() => {
      cut = answering;
      server.closeAllConnections();
    }, graceMilliseconds);
    await closed;
    clearTimeout(timer);
    return cut;
  };
  return { port: (server.address() as AddressInfo).port, stop };
};
