import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import { standInEnvironment } from './stand-in-environment.ts';

/** What one call of AWS is answered with. */
export interface AwsAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A call that the stand-in got. */
export interface AwsCall {
  readonly method: string;
  readonly path: string;
  readonly target: string | undefined;
  readonly body: string;
  /** Of a function: whether it is waited for. */
  readonly invocation: string | undefined;
  /** Whose credentials it is signed with. */
  readonly keyId: string;
}

/** AWS on loopback: the client is pointed at it by its own environment variables. */
export interface AwsStandIn {
  readonly environment: Readonly<Record<string, string>>;
  readonly calls: readonly AwsCall[];
  /** Answers the calls from now on. */
  answer(call: (call: AwsCall) => AwsAnswer): void;
  stop(): Promise<void>;
}

/** Signature version 4, for this region and one of these services; without a signature AWS answers nothing. */
const signed =
  /^AWS4-HMAC-SHA256 Credential=(test-id|lent-\d+)\/\d{8}\/eu-west-1\/(lambda|s3|secretsmanager|sqs|sts)\/aws4_request, SignedHeaders=/;

const callOf = async (request: IncomingMessage): Promise<AwsCall> => {
  const { method = '', url = '', headers } = request;
  const [, keyId] = signed.exec(headers.authorization ?? '') ?? [];
  if (keyId === undefined) throw new Error(`${method} ${url} is not signed`);
  return {
    method,
    path: url,
    target: headers['x-amz-target']?.toString(),
    invocation: headers['x-amz-invocation-type']?.toString(),
    body: await text(request),
    keyId,
  };
};

/** An error as Secrets Manager says it. */
export const secretsError = (name: string, status = 400): AwsAnswer => ({
  status,
  headers: { 'content-type': 'application/x-amz-json-1.1' },
  body: JSON.stringify({ __type: name, Message: 'canary message' }),
});

/** An error as S3 says it. */
export const s3Error = (name: string, status: number): AwsAnswer => ({
  status,
  headers: { 'content-type': 'application/xml' },
  body: `<?xml version="1.0"?><Error><Code>${name}</Code><Message>canary message</Message></Error>`,
});

export const startAws = async (): Promise<AwsStandIn> => {
  const calls: AwsCall[] = [];
  let answer: (call: AwsCall) => AwsAnswer = () => ({ status: 500, body: '' });
  const server: Server = createServer(async (request, response) => {
    try {
      const call = await callOf(request);
      calls.push(call);
      const { status, headers, body } = answer(call);
      response.writeHead(status, { 'x-amzn-requestid': 'request', ...headers }).end(body);
    } catch (error) {
      response.writeHead(403).end(String(error));
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    environment: standInEnvironment(server),
    calls,
    answer: (next) => {
      answer = next;
    },
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};
