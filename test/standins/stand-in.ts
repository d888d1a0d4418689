import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A request that a stand-in got. */
export interface StandInRequest {
  readonly method: string;
  /** Path and query, as they were sent. */
  readonly target: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** Names and values by turns, as they were sent. */
  readonly rawHeaders: readonly string[];
  readonly body: string;
}

export interface StandInAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object is sent as JSON, bytes as they are. */
  readonly body?: string | object | Uint8Array;
  /** Nothing of it is sent: the connection is broken off. */
  readonly isCut?: boolean;
}

/** What a request was refused with. */
export class Refusal extends Error {
  readonly answer: StandInAnswer;

  constructor(status: number, body: string | object, headers: Readonly<Record<string, string>> = {}) {
    super(`refused with ${status}`);
    this.answer = { status, body, headers };
  }
}

/** A small server on loopback that stands for somebody else's. */
export interface StandIn {
  readonly origin: string;
  readonly requests: readonly StandInRequest[];
  /** Answers the next request of this path (or whichever comes next) with this, whatever it asks: a failure, mostly. */
  answerNext(answer: StandInAnswer, path?: string): void;
  stop(): Promise<void>;
}

const requestOf = async (request: IncomingMessage): Promise<StandInRequest> => {
  const { method = '', url = '', headers, rawHeaders } = request;
  const [path = '', query = ''] = url.split(/\?(.*)/s);
  return {
    method,
    target: url,
    path,
    query: new URLSearchParams(query),
    headers,
    rawHeaders,
    body: await text(request),
  };
};

/**
 * Starts one. A Refusal that is thrown is the answer; any other error is a 500, which no test expects.
 *
 * @param answer to each request
 * @param now milliseconds since 1970, for `Date` of the answers
 */
export const startStandIn = async (
  answer: (request: StandInRequest) => StandInAnswer | Promise<StandInAnswer>,
  now: () => number = Date.now,
): Promise<StandIn> => {
  const requests: StandInRequest[] = [];
  const planned: { readonly answer: StandInAnswer; readonly path: string | undefined }[] = [];

  const answerTo = async (request: StandInRequest): Promise<StandInAnswer> => {
    const index = planned.findIndex(({ path }) => path === undefined || path === request.path);
    if (index >= 0) return planned.splice(index, 1)[0]!.answer;
    try {
      return await answer(request);
    } catch (error) {
      if (error instanceof Refusal) return error.answer;
      return { status: 500, body: `the stand-in failed: ${error}` };
    }
  };

  const server = createServer(async (incoming, response) => {
    const request = await requestOf(incoming);
    requests.push(request);
    const { status, headers, body = '', isCut } = await answerTo(request);
    if (isCut) {
      response.destroy();
      return;
    }
    const isSent = typeof body === 'string' || body instanceof Uint8Array;
    const type = isSent ? 'text/plain' : 'application/json; charset=utf-8';
    response.writeHead(status, { date: new Date(now()).toUTCString(), 'content-type': type, ...headers });
    response.end(isSent ? body : JSON.stringify(body));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    answerNext: (answer, path) => {
      planned.push({ answer, path });
    },
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};
