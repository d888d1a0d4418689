import { fetchOf } from '../../platform/fetch-of.ts';
import type { Credentials } from '../credentials.ts';
import { isCertificateRefusal, isRefusal } from '../is-refusal.ts';
import type { HttpClients } from './http-clients.ts';
import type { SourceAccess } from './source-access.ts';
import { withQuery } from './with-query.ts';

/** What a source is fetched with. */
export interface FetchSourceOptions {
  readonly access: SourceAccess;
  /** Where no certificate is needed. */
  readonly fetch: typeof globalThis.fetch;
  readonly http: HttpClients;
}

type Headers = Readonly<Record<string, string>>;

/**
 * `fetch` with the credentials of a source, for imports. A 401 is answered with other credentials once, if there are any. Redirects are
 * not followed: credentials go nowhere else.
 *
 * Bodies are texts or bytes. Throws as `fetch` does, and what SourceAccess throws.
 */
export const fetchSource =
  ({ access, fetch, http }: FetchSourceOptions): typeof globalThis.fetch =>
  async (input, init = {}) => {
    const signal = init.signal ?? new AbortController().signal;
    const send = async (credentials: Credentials): Promise<Response> => {
      const request = await authorized(new URL(String(input)), init, credentials);
      const { url, method, headers, body } = request;
      // Fetch itself knows no certificates.
      const send = credentials.certificate ? fetchOf(http(credentials.certificate)) : fetch;
      return send(url, { method, headers, signal, redirect: 'manual', ...(body && { body: Buffer.from(body) }) });
    };
    const credentials = await access.credentials(signal);
    let response: Response | undefined;
    try {
      response = await send(credentials);
      if (!isRefusal(response.status, credentials) || !(await access.refused(credentials, signal))) return response;
      await response.body?.cancel();
    } catch (error) {
      await response?.body?.cancel();
      const isRefused = isCertificateRefusal((error as Error).cause, credentials);
      if (!isRefused || !(await access.refused(credentials, signal))) throw error;
    }
    return send(await access.credentials(signal));
  };

interface AuthorizedRequest {
  readonly url: URL;
  readonly method: string;
  readonly headers: Headers;
  readonly body: Uint8Array | undefined;
}

const authorized = async (target: URL, init: RequestInit, credentials: Credentials): Promise<AuthorizedRequest> => {
  const url = withQuery(target, credentials.query);
  const headers = { ...Object.fromEntries(new Headers(init.headers)), ...credentials.headers };
  const body = init.body ? new Uint8Array(await new Response(init.body).arrayBuffer()) : undefined;
  const request = { url, method: init.method ?? 'GET', headers, body };
  const signature = await credentials.sign?.(request);
  return signature ? { ...request, headers: { ...headers, ...signature } } : request;
};
