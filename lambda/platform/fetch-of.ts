import { Readable } from 'node:stream';
import type { ReadableStream as NodeReadableStream } from 'node:stream/web';
import type { HttpAnswer, HttpClient } from './http-client.ts';

/** To find the host, connect and agree on TLS; and to wait for an answer, if the caller's signal does not end it before. */
const connectMilliseconds = 5_000;
const firstByteMilliseconds = 600_000;

/**
 * `fetch` over an HTTP client of ours: redirects are not followed, and answers come as they are, without an encoding if the server heeds
 * what it is asked. Bodies of requests are texts or bytes.
 *
 * Throws TypeError, as `fetch` does, with the client's own error as its cause; or the signal's reason.
 *
 * @example await fetchOf(platform.http({ privateAddresses: [] }))('https://hr.acme.example/people')
 */
export const fetchOf =
  (http: HttpClient): typeof globalThis.fetch =>
  async (input, init) => {
    const request = new Request(input, init);
    const { method, signal } = request;
    const body = request.body ? new Uint8Array(await request.arrayBuffer()) : undefined;
    const headers = {
      'user-agent': 'sallyport',
      ...Object.fromEntries(request.headers),
      'accept-encoding': 'identity',
    };
    const url = new URL(request.url);
    const answer = await http({ method, url, headers, body, signal, connectMilliseconds, firstByteMilliseconds }).catch(
      (error: unknown) => {
        signal.throwIfAborted();
        throw new TypeError('fetch failed', { cause: error });
      },
    );
    return responseOf(answer);
  };

const bodiless: ReadonlySet<number> = new Set([204, 205, 304]);

const responseOf = ({ status, headers, body }: HttpAnswer): Response => {
  const named = Object.entries(headers).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  if (!bodiless.has(status))
    return new Response(Readable.toWeb(body) as NodeReadableStream as ReadableStream, { status, headers: named });
  body.resume();
  return new Response(null, { status, headers: named });
};
