import { type ClientRequest, get, type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';

/**
 * Runs a function as Lambda's Node runtime does: asks the Runtime API for one event after the other and streams the answers.
 *
 * It stands for AWS's own client (npm aws-lambda-ric 4), whose native part has to be compiled, and is as strict where a handler
 * could trip: the stream that a handler gets is no Writable, but an object with the methods and properties of one; and the prelude goes
 * out with the first `write`, not with `end`.
 *
 * https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
type StreamHandler = (event: unknown, stream: ResponseStream, context: object) => Promise<void>;

interface ResponseStream {
  setContentType(type: string): void;
  beforeFirstWrite?: (write: (bytes: string | Uint8Array) => void) => void;
}

const api = `http://${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime`;
const streaming = new WeakSet<StreamHandler>();

Object.assign(globalThis, {
  awslambda: {
    streamifyResponse: (handler: StreamHandler) => {
      streaming.add(handler);
      return handler;
    },
    HttpResponseStream: {
      from: (stream: ResponseStream, prelude: unknown) => {
        stream.setContentType('application/vnd.awslambda.http-integration-response');
        stream.beforeFirstWrite = (write) => {
          write(JSON.stringify(prelude));
          write(new Uint8Array(8));
        };
        return stream;
      },
    },
  },
});

const methods = [
  ...[
    'cork',
    'destroy',
    'end',
    'uncork',
    'write',
    'addListener',
    'on',
    'once',
    'prependListener',
    'prependOnceListener',
  ],
  ...['off', 'removeListener', 'removeAllListeners', 'setMaxListeners', 'getMaxListeners', 'listeners', 'rawListeners'],
  ...['listenerCount', 'eventNames', 'emit', 'setContentType'],
];
const properties = [
  ...['destroyed', 'beforeFirstWrite', 'writableFinished', 'writableObjectMode', 'writableEnded', 'writableNeedDrain'],
  ...['writableHighWaterMark', 'writableCorked', 'writableLength', 'writable'],
];

type Inner = ClientRequest & Record<string, unknown> & ResponseStream;

/** What the handler sees of the request that carries its answer. */
const shown = (inner: Inner): ResponseStream => {
  const stream = {};
  for (const name of methods) Object.assign(stream, { [name]: (inner[name] as () => unknown).bind(inner) });
  for (const name of properties) {
    Object.defineProperty(stream, name, {
      get: () => inner[name],
      set: (value) => Object.assign(inner, { [name]: value }),
    });
  }
  return stream as ResponseStream;
};

const openAnswer = (id: string) => {
  const inner = request(`${api}/invocation/${id}/response`, {
    method: 'POST',
    headers: {
      'Lambda-Runtime-Function-Response-Mode': 'streaming',
      'Transfer-Encoding': 'chunked',
      'Content-Type': 'application/octet-stream',
      Trailer: ['Lambda-Runtime-Function-Error-Type', 'Lambda-Runtime-Function-Error-Body'],
    },
  }) as Inner;
  const taken = new Promise<string>((resolve, reject) => {
    inner.on('response', (response: IncomingMessage) => resolve(text(response)));
    inner.on('error', reject);
  });
  let written = false;
  const write = inner.write.bind(inner) as ClientRequest['write'];
  inner.write = ((chunk: Uint8Array, ...rest: []) => {
    if (!written) inner.beforeFirstWrite?.((bytes) => write(bytes));
    written = true;
    return write(chunk, ...rest);
  }) as ClientRequest['write'];
  inner.setContentType = (type) => {
    if (written) throw new Error('Cannot set content-type, too late.');
    inner.setHeader('Content-Type', type);
  };
  const fail = (error: unknown): void => {
    const { name, message } = error as Error;
    const body = Buffer.from(JSON.stringify({ errorType: name, errorMessage: message })).toString('base64');
    inner.addTrailers({ 'Lambda-Runtime-Function-Error-Type': name, 'Lambda-Runtime-Function-Error-Body': body });
    inner.end();
  };
  return { inner, taken, fail };
};

const nextEvent = (): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    get(`${api}/invocation/next`, resolve).on('error', reject);
  });

const load = async (): Promise<StreamHandler> => {
  const [file, name] = process.env._HANDLER!.split('.') as [string, string];
  const module = await import(pathToFileURL(join(process.env.LAMBDA_TASK_ROOT!, `${file}.mjs`)).href);
  const handler = module[name] as StreamHandler;
  if (!streaming.has(handler)) throw new Error('the handler does not stream');
  return handler;
};

const serve = async (handler: StreamHandler): Promise<never> => {
  for (;;) {
    const event = await nextEvent();
    const id = event.headers['lambda-runtime-aws-request-id'] as string;
    const deadline = Number(event.headers['lambda-runtime-deadline-ms']);
    const context = { awsRequestId: id, getRemainingTimeInMillis: () => deadline - Date.now() };
    const { inner, taken, fail } = openAnswer(id);
    try {
      await handler(JSON.parse(await text(event)), shown(inner), context);
      await taken;
      if (!inner.writableFinished) throw new Error('Response stream is not finished.');
    } catch (error) {
      process.stderr.write(`Invoke Error ${error instanceof Error ? error.stack : error}\n`);
      fail(error);
    }
  }
};

await serve(await load());
