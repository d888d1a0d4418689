import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { crc32 } from 'node:zlib';
import { standInEnvironment } from './stand-in-environment.ts';

/** What befalls the next requests, one after the other; after them all goes well. */
export type S3Mishap =
  | { readonly error: string; readonly status: number }
  /** The request is done, but its answer is lost. */
  | 'lost'
  /** The request is done, and no answer comes. */
  | 'silent'
  /** Another writes first: the object is this one. */
  | { readonly overtakenBy: string };

/** Amazon S3 on loopback, with one bucket. As strict about conditional writes as the real one. */
export interface S3StandIn {
  readonly environment: Readonly<Record<string, string>>;
  /** By key. */
  readonly objects: Map<string, { readonly body: string; readonly etag: string }>;
  /** `PUT key` … */
  readonly calls: readonly string[];
  readonly mishaps: S3Mishap[];
  stop(): Promise<void>;
}

/** The name of the stand-in's bucket. */
export const s3Bucket = 'acme-state';

interface S3Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** An error as S3 says it. */
const refusal = (status: number, code: string): S3Answer => ({
  status,
  headers: { 'content-type': 'application/xml' },
  body: `<?xml version="1.0"?><Error><Code>${code}</Code><Message>canary message</Message></Error>`,
});

const signed =
  /^AWS4-HMAC-SHA256 Credential=test-id\/\d{8}\/eu-west-1\/s3\/aws4_request, SignedHeaders=([\w;-]+), Signature=[0-9a-f]{64}$/;

/** What S3 checks before it looks at what is asked for: the signature names the condition, and the checksum is the body's. */
const malformed = ({ headers, method }: IncomingMessage, body: Buffer): S3Answer | undefined => {
  const names = signed.exec(headers.authorization ?? '')?.[1]?.split(';');
  if (!names) return refusal(403, 'SignatureDoesNotMatch');
  const conditions = ['if-match', 'if-none-match'].filter((name) => headers[name] !== undefined);
  if (method !== 'PUT') return undefined;
  if (conditions.length !== 1) return refusal(400, 'InvalidRequest');
  if (conditions.some((name) => !names.includes(name))) return refusal(403, 'AccessDenied');
  if (headers['if-none-match'] !== undefined && headers['if-none-match'] !== '*') return refusal(501, 'NotImplemented');
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  if (headers['x-amz-checksum-crc32'] !== sum.toString('base64')) return refusal(400, 'BadDigest');
  if (headers['x-amz-content-sha256'] !== createHash('sha256').update(body).digest('hex')) {
    return refusal(400, 'XAmzContentSHA256Mismatch');
  }
  return undefined;
};

/** Starts the stand-in. */
export const startS3 = async (): Promise<S3StandIn> => {
  const objects: S3StandIn['objects'] = new Map();
  const calls: string[] = [];
  const mishaps: S3Mishap[] = [];

  const store = (key: string, body: string): string => {
    const etag = `"${createHash('md5').update(body).digest('hex')}"`;
    objects.set(key, { body, etag });
    return etag;
  };

  const answerTo = (request: IncomingMessage, body: Buffer): S3Answer => {
    const { method = '', url = '', headers } = request;
    const [, bucket, ...path] = decodeURIComponent(url.split('?')[0]!).split('/');
    const key = path.join('/');
    calls.push(`${method} ${key}`);
    const wrong = malformed(request, body);
    if (wrong) return wrong;
    if (bucket !== s3Bucket) return refusal(404, 'NoSuchBucket');
    const mishap = mishaps[0];
    if (typeof mishap === 'object' && 'error' in mishap) return refusal(mishap.status, mishap.error);
    if (typeof mishap === 'object') store(key, mishap.overtakenBy);
    const found = objects.get(key);
    if (method === 'GET') {
      if (!found) return refusal(404, 'NoSuchKey');
      return { status: 200, headers: { etag: found.etag, 'content-type': 'application/json' }, body: found.body };
    }
    if (method !== 'PUT') return refusal(405, 'MethodNotAllowed');
    if (headers['if-match'] !== undefined && !found) return refusal(404, 'NoSuchKey');
    const isFit = headers['if-match'] === undefined ? !found : headers['if-match'] === found?.etag;
    if (!isFit) return refusal(412, 'PreconditionFailed');
    return { status: 200, headers: { etag: store(key, body.toString()) } };
  };

  const server = createServer(async (request, response) => {
    const { status, headers, body = '' } = answerTo(request, await buffer(request));
    const mishap = mishaps.shift();
    if (mishap === 'silent') return;
    if (mishap === 'lost') return void request.socket.destroy();
    response.writeHead(status, { 'x-amz-request-id': 'request', ...headers }).end(body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    environment: standInEnvironment(server),
    objects,
    calls,
    mishaps,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};
