import { type EndpointAnswer, endpointAnswer } from '../endpoint/endpoint-answer.ts';
import { fetchOver } from '../endpoint/fetch-over.ts';
import type { GrantContext } from '../token-grant.ts';

/** One request to a vendor's own API, on the way to a token. */
export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly url: string;
  /** What goes after `Bearer`. */
  readonly bearer: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Sent as JSON. @default - no body */
  readonly body?: object | undefined;
  readonly signal: AbortSignal;
}

/** Asks, and gives the answer whatever its status. Throws what `fetchOver` throws. */
export const askApi = async (context: GrantContext, request: ApiRequest): Promise<EndpointAnswer> => {
  const { method, url, bearer, headers, body, signal } = request;
  const response = await fetchOver(context.http())(url, {
    method,
    headers: {
      accept: 'application/json',
      ...headers,
      authorization: `Bearer ${bearer}`,
      ...(body && { 'content-type': 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
    signal,
  });
  return endpointAnswer(response);
};
