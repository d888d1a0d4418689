import { copyFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { finished } from 'node:stream/promises';
import { afterAll } from 'vitest';
import { bundleHandlerOnce, writeHandler } from '../../../stacks/bundle.ts';

const require = createRequire(import.meta.url);
const work = mkdtempSync(join(tmpdir(), 'sallyport-functions-'));
afterAll(() => rmSync(work, { recursive: true }));

/** The folder with the bundled handler; bundled once for all files, as that takes seconds. */
const bundle = join(work, 'bundle');
writeHandler(bundleHandlerOnce('aws'), bundle);

/** A function's code as it is deployed: the handler, `source.json` if it is given, and data files. */
export const functionFolder = (source?: string, files: Readonly<Record<string, string>> = {}): string => {
  const folder = mkdtempSync(join(work, 'function-'));
  for (const file of readdirSync(bundle).filter((name) => name.endsWith('.mjs'))) {
    copyFileSync(join(bundle, file), join(folder, file));
  }
  if (source !== undefined) writeFileSync(join(folder, 'source.json'), source);
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return folder;
};

export interface Prelude {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * The stream that Lambda's Node runtime hands to a handler. As strict as the real one: the prelude comes once and before the first
 * byte, and consists of what JSON can say.
 */
export class ResponseStream extends Writable {
  prelude: Prelude | undefined;
  readonly chunks: Buffer[] = [];
  /** Waited for before each chunk is taken: a caller that reads slowly. */
  gate: () => Promise<void> = async () => {};

  constructor() {
    super({ highWaterMark: 16_384 });
  }

  setContentType(): void {
    throw new Error('the content type is in the prelude');
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error) => void): void {
    if (!this.prelude) return done(new Error('the first byte came before the prelude'));
    this.gate().then(() => {
      this.chunks.push(chunk);
      done();
    }, done);
  }

  get body(): Buffer {
    return Buffer.concat(this.chunks);
  }
}

const checkPrelude = ({ statusCode, headers, ...more }: Prelude): void => {
  if (!Number.isInteger(statusCode) || Object.keys(more).length > 0) throw new Error('the prelude is malformed');
  for (const value of Object.values(headers)) if (typeof value !== 'string') throw new Error('a header is no string');
};

/** The globals of Lambda's Node runtime. */
export const awslambda = {
  streamifyResponse: <Handler>(handler: Handler): Handler => handler,
  HttpResponseStream: {
    from: (stream: ResponseStream, prelude: Prelude): ResponseStream => {
      if (stream.prelude) throw new Error('there is a prelude already');
      checkPrelude(prelude);
      stream.prelude = JSON.parse(JSON.stringify(prelude));
      return stream;
    },
  },
};

/** An event of a function URL (payload format 2.0), as far as a test says it. */
export interface EventParts {
  readonly path?: string;
  readonly method?: string;
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
  /** Of the session that AWS has verified. */
  readonly userArn?: string;
}

export const domainName = 'abc123.lambda-url.eu-west-1.on.aws';

/** https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-payloads */
const eventOf = ({ path = '/health', method = 'GET', query = '', headers = {}, body, userArn }: EventParts) => ({
  version: '2.0',
  routeKey: '$default',
  rawPath: path,
  rawQueryString: query,
  headers: { host: domainName, ...headers },
  requestContext: {
    accountId: 'anonymous',
    apiId: 'abc123',
    domainName,
    domainPrefix: 'abc123',
    http: { method, path, protocol: 'HTTP/1.1', sourceIp: '203.0.113.1', userAgent: 'test' },
    requestId: 'request',
    routeKey: '$default',
    stage: '$default',
    time: '22/Nov/2026:12:00:00 +0000',
    timeEpoch: 1,
    ...(userArn && {
      authorizer: {
        iam: {
          accessKey: 'AKIA',
          accountId: '111122223333',
          callerId: 'x',
          cognitoIdentity: null,
          userArn,
          userId: 'x',
        },
      },
    }),
  },
  ...(typeof body === 'string' && { body, isBase64Encoded: false }),
  ...(body instanceof Uint8Array && { body: Buffer.from(body).toString('base64'), isBase64Encoded: true }),
});

/** A function that was started: it answers events. */
export interface StartedFunction {
  /** Hands over an event, and resolves when the handler is done. */
  invoke(parts: EventParts, stream?: ResponseStream, remaining?: number): Promise<ResponseStream>;
  /** The same with an event that comes from no URL; gives what the handler says. */
  wake(event: object, remaining?: number): Promise<string>;
}

/** Starts the function of a folder in this process, with an environment of its own. */
export const startFunction = (folder: string, environment: Readonly<Record<string, string>> = {}): StartedFunction => {
  const before = { ...process.env };
  Object.assign(process.env, environment);
  Object.assign(globalThis, { awslambda });
  try {
    // Not imported: the test runner would transform a megabyte each time.
    const { handler } = require(join(folder, 'gateway.mjs'));
    return {
      invoke: async (parts, stream = new ResponseStream(), remaining = 900_000) => {
        await handler(eventOf(parts), stream, { getRemainingTimeInMillis: () => remaining });
        if (!stream.destroyed) await finished(stream);
        return stream;
      },
      wake: async (event, remaining = 900_000) => {
        const stream = new PassThrough();
        await handler(event, stream, { getRemainingTimeInMillis: () => remaining });
        return text(stream);
      },
    };
  } finally {
    process.env = before;
  }
};
