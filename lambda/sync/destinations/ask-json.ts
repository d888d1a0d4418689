import { readArray } from '../../../connectors/http/read-array.ts';
import { readJson } from '../../../connectors/http/read-json.ts';
import { SourceError } from '../../../connectors/source-error.ts';
import { DestinationError, type DestinationErrorCode } from './destination-error.ts';

/** One call of a JSON API. */
export interface JsonCall {
  /** For messages: `GET /users`. It holds no value of a user. */
  readonly name: string;
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** JSON. */
  readonly body?: string | undefined;
  /** What is done with the body of a success: it is JSON, it is read if it is JSON, or nobody needs it. */
  readonly reads: 'json' | 'any' | 'nothing';
  /** With `json`, of a list, however long it is: the body is what this makes of each object, and no more is held. @default - the body is the whole answer */
  readonly keep?: ((record: unknown) => unknown) | undefined;
}

/** What came back: anything but redirects, a credential that is refused, and a destination that wants no calls for now. */
export interface JsonAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** Of a success, as far as it was read. */
  readonly body: unknown;
}

/**
 * Calls a JSON API. What it gives throws DestinationError where no answer came or none that can be understood, SourceError
 * `credentials-refused`, what the given fetch says of credentials, or the signal's reason.
 */
export type AskJson = (call: JsonCall, signal: AbortSignal) => Promise<JsonAnswer>;

/** @param fetch with credentials; has asked again what failed in passing */
export const askJson =
  (fetch: typeof globalThis.fetch): AskJson =>
  async ({ name, method, url, headers, body, reads, keep }, signal) => {
    try {
      const response = await fetch(url, {
        method,
        headers: { accept: 'application/json', ...(body !== undefined && jsonBody), ...headers },
        ...(body !== undefined && { body }),
        redirect: 'manual',
        signal,
      });
      return await understood(response, { name, reads, keep });
    } catch (error) {
      signal.throwIfAborted();
      throw explained(error, name);
    }
  };

const jsonBody = { 'content-type': 'application/json' };

const understood = async (
  response: Response,
  { name, reads, keep }: Pick<JsonCall, 'name' | 'reads' | 'keep'>,
): Promise<JsonAnswer> => {
  const { status, headers, ok } = response;
  const type = headers.get('content-type') ?? '';
  if (
    ok &&
    status !== 204 &&
    (reads === 'json' || (reads === 'any' && /^application\/(?:[\w.+-]+\+)?json/i.test(type)))
  )
    return { status, headers, body: await (keep ? readArray(response, name, keep) : readJson(response, name)) };
  await response.body?.cancel();
  const detail = { status };
  if (status === 401)
    throw new SourceError(
      'credentials-refused',
      `${name}: the destination refuses the credentials: enter them again by sallyport secrets set`,
      { detail },
    );
  if (status === 429)
    throw new DestinationError('destination-throttled', `${name}: the destination wants fewer calls: lower rate`, {
      detail,
    });
  if (status >= 300 && status < 400)
    throw new DestinationError(
      'destination-unexpected',
      `${name}: the destination redirects, which is not followed: is baseUrl right?`,
      { detail },
    );
  return { status, headers, body: undefined };
};

/** Fetch says by a TypeError that no answer came, or none that was whole; what else is thrown says itself what it is. */
const explained = (error: unknown, name: string): unknown => {
  if (error instanceof SourceError && error.code === 'source-failed')
    return new DestinationError('destination-unexpected', error.message, { cause: error });
  if (!(error instanceof TypeError)) return error;
  const cause = error.cause instanceof Error ? error.cause : error;
  const code = 'code' in cause && typeof cause.code === 'string' ? { code: cause.code } : {};
  return new DestinationError('destination-unreachable', `${name}: no answer came, or none that was whole`, {
    detail: code,
    cause: error,
  });
};

/**
 * What is said of an answer that should have been a success.
 *
 * @param remedy what to look at
 */
export const unwanted = (name: string, status: number, remedy: string): DestinationError =>
  new DestinationError(codeOf(status), `${name}: the destination answered with status ${status}: ${remedy}`, {
    detail: { status },
  });

const codeOf = (status: number): DestinationErrorCode => {
  if (status >= 500 || status === 408) return 'destination-failed';
  return status === 403 ? 'destination-refused' : 'destination-unexpected';
};
