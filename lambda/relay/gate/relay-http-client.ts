import { Readable } from 'node:stream';
import { type HttpClient, HttpError, type HttpRequest } from '../../platform/http-client.ts';
import type { HttpOptions } from '../../platform/platform.ts';
import { PlatformError } from '../../platform/platform-error.ts';
import { RelayFailure } from '../relay-failure.ts';
import type { RelayedHttp } from '../relayed-request.ts';
import type { AskAgents } from './ask-agents.ts';
import { readHead } from './read-head.ts';

/** A body up to this size goes with its request. */
const largestWhole = 16_384;

/**
 * An HTTP client whose requests are sent by an agent in the private network. What the agent may connect to is in the agent's own file: ranges of
 * private addresses that the gate allows mean nothing there.
 *
 * Throws HttpError as any client does, its body too, or the signal's reason.
 *
 * @param source for the agent's log and rules
 */
export const relayHttpClient =
  (ask: AskAgents, source: string) =>
  ({ certificate }: HttpOptions): HttpClient =>
  async (request) => {
    const { method, url, headers, body, signal, connectMilliseconds, firstByteMilliseconds } = request;
    signal.throwIfAborted();
    const relayed: RelayedHttp = {
      kind: 'http',
      source,
      method,
      url: url.href,
      headers,
      body: body === undefined ? 'none' : body instanceof Uint8Array ? body.byteLength : 'stream',
      ...(certificate && { certificate }),
      connectMilliseconds,
      firstByteMilliseconds,
    };
    const ended = new AbortController();
    const until = AbortSignal.any([signal, ended.signal]);
    try {
      const answer = await ask(relayed, { body: bodyOf(body), signal: until });
      const { status, headers } = readHead(answer.head);
      return { status, headers, body: readable(answer.body, signal, ended) };
    } catch (error) {
      ended.abort(new RelayFailure('relay-cancelled', 'the request has failed', { sent: true }));
      signal.throwIfAborted();
      throw httpErrorOf(error);
    }
  };

const bodyOf = (body: HttpRequest['body']): Uint8Array | AsyncIterable<Uint8Array> | undefined => {
  if (!(body instanceof Uint8Array) || body.byteLength <= largestWhole) return body;
  return Readable.from([body]);
};

/** The answer's body as a stream that lets go of the agent when it is destroyed, and breaks with the signal's reason. */
const readable = (bytes: AsyncIterable<Uint8Array>, signal: AbortSignal, ended: AbortController): Readable => {
  const body = Readable.from(explained(bytes, signal), { objectMode: false, highWaterMark: 65_536 });
  const onAbort = () => body.destroy(asError(signal.reason));
  signal.addEventListener('abort', onAbort, { once: true });
  // A body that was given up breaks without anyone listening, which would end the process.
  body
    .on('error', () => undefined)
    .once('close', () => {
      signal.removeEventListener('abort', onAbort);
      ended.abort(new RelayFailure('relay-cancelled', 'nobody reads the answer any more', { sent: true }));
    });
  if (signal.aborted) onAbort();
  return body;
};

async function* explained(
  bytes: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield* bytes;
  } catch (error) {
    throw signal.aborted ? signal.reason : httpErrorOf(error);
  }
}

/** What goes wrong on the way is told as any client tells it. */
export const httpErrorOf = (error: unknown): unknown => {
  if (error instanceof RelayFailure) {
    const { message, sent } = error;
    if (error.code === 'agent-missing' || error.code === 'agent-busy') {
      return new HttpError('agent-unavailable', message, { sent: false, cause: error });
    }
    return new HttpError(error.code === 'agent-refused' ? 'agent-refused' : 'agent-lost', message, {
      sent,
      cause: error,
    });
  }
  if (error instanceof PlatformError) {
    return new HttpError('agent-unavailable', `the relay can not be used: ${error.message}`, {
      sent: false,
      cause: error,
    });
  }
  return error;
};

const asError = (reason: unknown): Error =>
  reason instanceof Error ? reason : new Error('aborted', { cause: reason });
