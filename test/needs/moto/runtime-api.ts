import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';

/** What a function answered through a function URL. */
export interface FunctionAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Fails if the function does after it has begun to answer. */
  readonly body: Readable;
}

/** The Runtime API of one execution environment: it hands out one event at a time. */
export interface RuntimeApi {
  /** What AWS_LAMBDA_RUNTIME_API says. */
  readonly address: string;
  /** Rejects when the function fails or breaks a rule of the API before its answer begins. */
  invoke(event: object, milliseconds: number): Promise<FunctionAnswer>;
  /** The same of an event of a schedule, or of somebody who may invoke the function: what it answers is no HTTP. */
  run(event: object, milliseconds: number): Promise<string>;
  stop(): void;
}

interface Invocation {
  readonly id: string;
  readonly event: object;
  readonly deadline: number;
  /** Takes the answer. */
  readonly take: (request: IncomingMessage) => Promise<void>;
  readonly reject: (error: Error) => void;
}

const prefix = '/2018-06-01/runtime/invocation/';
const delimiter = Buffer.alloc(8);

/**
 * Lambda's side of https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html and of streamed answers
 * (runtimes-custom.html#runtimes-custom-response-streaming). Whatever is not written there is refused.
 */
export const startRuntimeApi = async (): Promise<RuntimeApi> => {
  const queue: Invocation[] = [];
  let asking: ServerResponse | undefined;
  let running: Invocation | undefined;
  let count = 0;

  const handOut = (): void => {
    if (!asking || running) return;
    running = queue.shift();
    if (!running) return;
    asking.writeHead(200, {
      'content-type': 'application/json',
      'lambda-runtime-aws-request-id': running.id,
      'lambda-runtime-deadline-ms': String(running.deadline),
      'lambda-runtime-invoked-function-arn': 'arn:aws:lambda:eu-west-1:123456789012:function:test',
    });
    asking.end(JSON.stringify(running.event));
    asking = undefined;
  };

  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const invocation = running;
    if (request.method !== 'POST' || request.url !== `${prefix}${invocation?.id}/response` || !invocation) {
      throw new Error(`the function called ${request.method} ${request.url}`);
    }
    try {
      await invocation.take(request);
    } catch (error) {
      invocation.reject(error as Error);
      request.resume();
    }
    request.once('close', () => {
      running = undefined;
      response.writeHead(202).end('{"status":"OK"}');
      handOut();
    });
  };

  const hand = <Answer>(event: object, milliseconds: number, read: (request: IncomingMessage) => Promise<Answer>) =>
    new Promise<Answer>((resolve, reject) => {
      const take = async (request: IncomingMessage): Promise<void> => resolve(await read(request));
      queue.push({ id: `request-${++count}`, event, deadline: Date.now() + milliseconds, take, reject });
      handOut();
    });

  const server = createServer((request, response) => {
    if (request.method === 'GET' && request.url === `${prefix}next`) {
      asking = response;
      return handOut();
    }
    take(request, response).catch((error: Error) => {
      running?.reject(error);
      response.writeHead(400).end();
    });
  });
  server.requestTimeout = 0;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    invoke: (event, milliseconds) => hand(event, milliseconds, readAnswer),
    run: (event, milliseconds) => hand(event, milliseconds, readText),
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
};

const readText = async (request: IncomingMessage): Promise<string> => {
  const answer = await text(request);
  const failed = failure(request);
  if (failed) throw new Error(`the function failed${failed}`);
  return answer;
};

const checkHeaders = ({ headers }: IncomingMessage): void => {
  const expected = {
    'lambda-runtime-function-response-mode': 'streaming',
    'transfer-encoding': 'chunked',
    'content-type': 'application/vnd.awslambda.http-integration-response',
  };
  for (const [name, value] of Object.entries(expected)) {
    if (headers[name] !== value) throw new Error(`the answer has ${name}: ${headers[name]}`);
  }
};

/** Reads up to the 8 zero bytes after the prelude; the rest is the body. */
const readAnswer = async (request: IncomingMessage): Promise<FunctionAnswer> => {
  checkHeaders(request);
  const chunks = request[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let head = Buffer.alloc(0);
  while (!head.includes(delimiter)) {
    const { done, value } = await chunks.next();
    if (done) throw new Error(`the answer has no prelude${failure(request)}`);
    head = Buffer.concat([head, value]);
  }
  const end = head.indexOf(delimiter);
  const { statusCode, headers } = JSON.parse(head.subarray(0, end).toString('utf8'));
  return { statusCode, headers, body: Readable.from(body(request, head.subarray(end + delimiter.length), chunks)) };
};

async function* body(request: IncomingMessage, first: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  if (first.length > 0) yield first;
  yield* { [Symbol.asyncIterator]: () => rest };
  const failed = failure(request);
  if (failed) throw new Error(`the function failed${failed}`);
}

const failure = ({ trailers }: IncomingMessage): string => {
  const type = trailers['lambda-runtime-function-error-type'];
  return type ? `: ${type} ${Buffer.from(trailers['lambda-runtime-function-error-body'] ?? '', 'base64')}` : '';
};
