import { readJson } from '../../../../connectors/http/read-json.ts';
import { SourceError } from '../../../../connectors/source-error.ts';
import { DestinationError } from '../destination-error.ts';

/** An answer of the service that is neither about credentials nor about the rate. */
export interface ScimAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** `undefined` if there is none, or none that is JSON. */
  readonly body: unknown;
}

/** What is sent beside method and path. */
export interface ScimRequest {
  readonly query?: Readonly<Record<string, string>> | undefined;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** The version that must still be there. */
  readonly ifMatch?: string | undefined;
}

/** A SCIM service that is asked. Messages name method and resource type, never an id, a filter or a value. */
export interface ScimService {
  /**
   * @param path below the base address, encoded: `Users/2819c223`
   * @throws DestinationError: `destination-unreachable`, `destination-throttled`, `destination-unexpected`, and `destination-failed` if the connection
   * broke off, so that nobody knows what was done; SourceError of the credentials; the signal's reason
   */
  send(method: string, path: string, signal: AbortSignal, request?: ScimRequest): Promise<ScimAnswer>;
  /** Gets what must be there. Throws DestinationError too for any answer that is not it. */
  read(path: string, signal: AbortSignal, query?: Readonly<Record<string, string>>): Promise<unknown>;
}

const json = 'application/scim+json';

/** @param base without a slash at its end */
export const scimService = (base: string, fetch: typeof globalThis.fetch): ScimService => {
  const send: ScimService['send'] = async (method, path, signal, { query, body, ifMatch } = {}) => {
    const place = placeOf(method, path);
    const search = query ? `?${new URLSearchParams(query)}` : '';
    const headers = {
      accept: `${json}, application/json;q=0.9`,
      'user-agent': 'sallyport',
      ...(body !== undefined && { 'content-type': json }),
      ...(ifMatch !== undefined && { 'if-match': ifMatch }),
    };
    const init = {
      method,
      headers,
      signal,
      redirect: 'manual',
      ...(body !== undefined && { body: JSON.stringify(body) }),
    } as const;
    try {
      const response = await fetch(`${base}/${path}${search}`, init);
      await checkStatus(response, place);
      return { status: response.status, headers: response.headers, body: await bodyOf(response, place) };
    } catch (error) {
      signal.throwIfAborted();
      const cause = causeInConnection(error);
      throw cause ? brokenOff(cause, place) : error;
    }
  };
  return {
    send,
    read: async (path, signal, query) => bodyRead(await send('GET', path, signal, { query }), path),
  };
};

/**
 * What was read.
 *
 * @param path that was gotten
 * @throws DestinationError for any answer that is not it
 */
export const bodyRead = ({ status, body }: ScimAnswer, path: string): unknown => {
  const place = placeOf('GET', path);
  if (status !== 200) throw notRead(status, place);
  if (body !== undefined) return body;
  throw new DestinationError('destination-unexpected', `${place}: the answer is no JSON of SCIM: check baseUrl`);
};

/** `GET /Users`: without the id. */
const placeOf = (method: string, path: string): string => `${method} /${path.split('/')[0]}`;

const checkStatus = async ({ status, body }: Response, place: string): Promise<void> => {
  if (status !== 401 && status !== 429 && (status < 300 || status >= 400)) return;
  await body?.cancel();
  const detail = { status };
  if (status === 401)
    throw new SourceError('credentials-refused', `${place}: the service refuses the credentials: renew them`, {
      detail,
    });
  if (status === 429)
    throw new DestinationError(
      'destination-throttled',
      `${place}: the service refuses more requests for now: lower rate`,
      { detail },
    );
  if (status >= 300 && status < 400)
    throw new DestinationError(
      'destination-unexpected',
      `${place}: the service redirects, which is not followed: enter the address it leads to as baseUrl`,
      { detail },
    );
};

/** A refusal may come without JSON, from something before the service. */
const bodyOf = async (response: Response, place: string): Promise<unknown> => {
  if (response.status === 204) return undefined;
  try {
    return await readJson(response, place);
  } catch (error) {
    if (error instanceof SourceError) return undefined;
    throw error;
  }
};

/** What broke a connection: what fetch throws where there is no whole answer, or what a fetch that tried again says of it. */
const causeInConnection = (error: unknown): Error | undefined => {
  const thrown = error instanceof DestinationError && error.code === 'destination-unreachable' ? error.cause : error;
  const isBroken =
    thrown instanceof TypeError || (thrown instanceof Error && /^(Timeout|Abort)Error$/.test(thrown.name));
  return isBroken ? thrown : undefined;
};

/** Where no connection came to be at all, nothing can have been done. */
const unreachable: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

const brokenOff = (error: Error, place: string): DestinationError => {
  const cause = error.cause instanceof Error ? error.cause : error;
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : undefined;
  const options = { detail: code ? { code } : {}, cause: error };
  return code !== undefined && (unreachable.has(code) || /CERT|TLS|SSL/.test(code))
    ? new DestinationError(
        'destination-unreachable',
        `${place}: the service can not be reached: check baseUrl, its certificate and the network`,
        options,
      )
    : new DestinationError('destination-failed', `${place}: the service broke off`, options);
};

const notRead = (status: number, place: string): DestinationError => {
  const detail = { status };
  if (status === 403)
    return new DestinationError(
      'destination-refused',
      `${place}: the service denies access: give these credentials the right to manage users and groups`,
      { detail },
    );
  if (status === 404)
    return new DestinationError('destination-unexpected', `${place}: there is nothing at this address: check baseUrl`, {
      detail,
    });
  return new DestinationError('destination-failed', `${place}: the service answered with status ${status}`, { detail });
};
