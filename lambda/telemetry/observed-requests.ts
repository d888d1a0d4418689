import { type Attributes, type Context, ROOT_CONTEXT, SpanKind, SpanStatusCode, type Tracer } from '@opentelemetry/api';
import { HttpError } from '../platform/http-client.ts';
import type { Platform } from '../platform/platform.ts';
import type { Meters } from './meters.ts';

/** What requests are observed with. */
export interface ObservedRequestsOptions {
  readonly tracer: Tracer;
  readonly meters: Meters;
  /** The call that is being answered. */
  context(): Context | undefined;
  /** Milliseconds since 1970. */
  now(): number;
}

const methods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

const errorType = (error: unknown): string => {
  if (error instanceof HttpError) return error.code;
  return error instanceof Error ? error.name : 'unknown';
};

/**
 * The platform's ways out, with a span and a measurement for each request: the host, the method, the status, how long it took. Nothing
 * else of a URL, no header and no body is looked at, and none is added.
 */
export const observedRequests = (
  platform: Pick<Platform, 'fetch' | 'http'>,
  { tracer, meters, context, now }: ObservedRequestsOptions,
): Pick<Platform, 'fetch' | 'http'> => {
  const observe = async <Answer extends { readonly status: number }>(
    method: string,
    url: URL,
    send: () => Promise<Answer>,
  ): Promise<Answer> => {
    const asked: Attributes = {
      'server.address': url.hostname,
      'http.request.method': methods.has(method) ? method : '_OTHER',
    };
    const began = now();
    const span = tracer.startSpan(
      `request ${asked['http.request.method']}`,
      { kind: SpanKind.CLIENT, startTime: began, attributes: asked },
      context() ?? ROOT_CONTEXT,
    );
    const end = (more: Attributes, isFailed: boolean): void => {
      const ended = now();
      span.setAttributes(more);
      if (isFailed) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end(ended);
      meters.request({ attributes: { ...asked, ...more }, seconds: (ended - began) / 1_000, isFailed });
    };
    try {
      const answer = await send();
      end({ 'http.response.status_code': answer.status }, answer.status >= 500);
      return answer;
    } catch (error) {
      end({ 'error.type': errorType(error) }, true);
      throw error;
    }
  };

  return {
    fetch: (input, init) => {
      const [url, method] = input instanceof Request ? [input.url, input.method] : [input, init?.method ?? 'GET'];
      return observe(method, new URL(url), () => platform.fetch(input, init));
    },
    http: (options) => {
      const client = platform.http(options);
      return (request) => observe(request.method, request.url, () => client(request));
    },
  };
};
