import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { Api } from '../../config/shapes/api.ts';
import type { HttpAnswer } from '../platform/http-client.ts';
import type { HttpClients } from '../tokens/access/http-clients.ts';
import { withQuery } from '../tokens/access/with-query.ts';
import type { Credentials } from '../tokens/credentials.ts';
import { discard } from './discard.ts';
import { ProxyFailed } from './proxy-failed.ts';
import { redirectTarget } from './redirect-target.ts';

const mostRedirects = 5;

/** What is asked of the source, without the credentials. */
export interface SourceRequest {
  readonly method: string;
  readonly url: URL;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | Readable | undefined;
}

/** The answer to it. */
export interface SentAnswer extends HttpAnswer {
  /** Whether it is of the server that was asked: another host has had no credentials, and refuses none. */
  readonly isHome: boolean;
}

/** Sends a request once, and goes after the redirects of its answer. */
export type SendToSource = (
  request: SourceRequest,
  credentials: Credentials,
  signal: AbortSignal,
) => Promise<SentAnswer>;

/** Methods that change nothing at the source, so that they may be sent twice (RFC 9110, section 9.2.1). */
export const isSafe = (method: string): boolean => method === 'GET' || method === 'HEAD';

/**
 * The way to a source. Its credentials go to the server that is asked, and nowhere else; another host that a redirect leads to is told
 * what forms of answer we read, and nothing more.
 *
 * The function that it gives throws HttpError, ProxyFailed `redirect-refused`, or the signal's reason.
 */
export const sendToSource = (
  api: Pick<Api, 'server' | 'endpoints' | 'hosts' | 'limits'>,
  http: HttpClients,
): SendToSource => {
  const targetOf = redirectTarget(api);
  const times = {
    connectMilliseconds: api.limits.connectSeconds * 1_000,
    firstByteMilliseconds: api.limits.firstByteSeconds * 1_000,
  };

  const toStranger = ({ method, headers, body }: SourceRequest, url: URL, signal: AbortSignal) =>
    http()({ method, url, headers: strangerHeaders(headers), body, signal, ...times });

  const toServer = async (request: SourceRequest, target: URL, credentials: Credentials, signal: AbortSignal) => {
    const { method } = request;
    const { certificate, sign, query } = credentials;
    const url = withQuery(target, query);
    const headers = { ...request.headers, ...credentials.headers };
    if (!sign) return http(certificate)({ method, url, headers, body: request.body, signal, ...times });
    // A signature covers the body, so it must be there as a whole; admission has limited it.
    const body = request.body instanceof Readable ? await buffer(request.body) : request.body;
    const signature = await sign({ method, url, headers, body });
    return http(certificate)({ method, url, headers: { ...headers, ...signature }, body, signal, ...times });
  };

  return async (request, credentials, signal) => {
    const { origin } = request.url;
    let { url } = request;
    for (let redirects = 0; ; redirects++) {
      const isHome = url.origin === origin;
      const answer = await (isHome ? toServer(request, url, credentials, signal) : toStranger(request, url, signal));
      if (answer.status < 300 || answer.status > 399 || answer.status === 304) return { ...answer, isHome };
      discard(answer.body);
      if (!isSafe(request.method)) throw refused('not a reading request');
      if (redirects === mostRedirects) throw refused('too many');
      url = targetOf(answer.headers.location, url);
    }
  };
};

const refused = (reason: string): ProxyFailed => new ProxyFailed('redirect-refused', { fields: { reason } });

const strangerHeaders = (headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    ['accept', 'accept-encoding', 'user-agent']
      .filter((name) => headers[name] !== undefined)
      .map((name) => [name, headers[name]!]),
  );
