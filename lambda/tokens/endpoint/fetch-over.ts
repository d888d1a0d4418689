import type { Readable } from 'node:stream';
import { type HttpAnswer, type HttpClient, HttpError } from '../../platform/http-client.ts';
import { TokenError } from '../token-error.ts';

const connectMilliseconds = 5_000;
const firstByteMilliseconds = 10_000;
const maximumBytes = 1_048_576;

/** Statuses whose answers have no body (fetch.spec.whatwg.org, "null body status"). */
const bodiless = new Set([204, 205, 304]);

/**
 * `fetch` over our own HTTP client, for what is asked of authorization servers: addresses are guarded, redirects are not followed,
 * nothing is kept between requests, an answer has at most 1 MiB.
 *
 * Throws TokenError `token-unreachable`, `token-answer-invalid` or `token-client-refused` (the client certificate is unusable), or
 * the signal's reason.
 *
 * @param attemptMilliseconds until the whole answer must be there
 * @example await fetchOver(context.http())('https://login.example/token', { method: 'POST', body: new URLSearchParams(form), signal })
 */
export const fetchOver =
  (http: HttpClient, attemptMilliseconds = 30_000): typeof globalThis.fetch =>
  async (input, init) => {
    const request = requestOf(input, init);
    const body = request.body ? new Uint8Array(await request.arrayBuffer()) : undefined;
    const late = AbortSignal.timeout(attemptMilliseconds);
    try {
      const answer = await http({
        method: request.method,
        url: new URL(request.url),
        headers: { ...Object.fromEntries(request.headers), 'accept-encoding': 'identity', 'user-agent': 'sallyport' },
        body,
        signal: AbortSignal.any([request.signal, late]),
        connectMilliseconds,
        firstByteMilliseconds,
      });
      return await responseOf(answer);
    } catch (error) {
      if (request.signal.aborted) throw request.signal.reason;
      throw failureOf(error, late.aborted ? attemptMilliseconds : undefined);
    }
  };

/** What can not be sent is said without the request: Node's own words repeat the header or the URL. */
const requestOf = (...request: ConstructorParameters<typeof Request>): Request => {
  try {
    return new Request(...request);
  } catch {
    const message = 'the request can not be sent: is the URL right, and is the token one line of ASCII?';
    throw new TokenError('token-request-refused', message);
  }
};

const responseOf = async ({ status, headers, body }: HttpAnswer): Promise<Response> => {
  const bytes = await bytesOf(body);
  const kept = Object.entries(headers).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  if (status > 599) throw new TokenError('token-answer-invalid', `the answer's status ${status} is none`, { status });
  return new Response(bodiless.has(status) ? null : bytes, { status, headers: kept });
};

const bytesOf = async (body: Readable): Promise<Uint8Array<ArrayBuffer>> => {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  // Leaving the loop ends the connection.
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength;
    if (bytes > maximumBytes) {
      const message = 'the authorization server answered with more than 1 MiB: is the URL right?';
      throw new TokenError('token-answer-invalid', message);
    }
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
};

const failureOf = (cause: unknown, late: number | undefined): TokenError => {
  if (cause instanceof TokenError) return cause;
  if (late !== undefined) {
    const message = `the authorization server gave no whole answer in ${late / 1_000} s`;
    return new TokenError('token-unreachable', message, { cause });
  }
  if (!(cause instanceof HttpError)) {
    return new TokenError('token-unreachable', "the authorization server's answer broke off", { cause });
  }
  if (cause.code === 'certificate-unusable') return new TokenError('token-client-refused', cause.message, { cause });
  return new TokenError('token-unreachable', `the authorization server: ${cause.message}`, { cause });
};
