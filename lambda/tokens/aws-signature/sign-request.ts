import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import type { AwsSignatureScheme } from '../../../connectors/authentication/authentication.ts';
import type { AwsCredentials } from '../../platform/workload-identity.ts';
import type { SignedRequest } from '../credentials.ts';
import { sdkCredentials } from './sdk-credentials.ts';

/** SHA-256 and HMAC-SHA-256 of Node, as the signer wants them. */
class Sha256 {
  readonly #hash: Hash | Hmac;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret as Uint8Array);
  }

  update(data: Uint8Array): void {
    this.#hash.update(data);
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
}

/** What the signer makes itself. */
const own = new Set(['x-amz-date', 'x-amz-security-token', 'x-amz-content-sha256']);

/**
 * Signs one request by Signature Version 4 (docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html).
 *
 * Of the headers it signs those that AWS looks at: `host`, `content-type` and `x-amz-…`. What something on the way may change is left
 * out. The body's hash is always sent: some services demand it (S3, OpenSearch Serverless), and none minds.
 *
 * @param now milliseconds since 1970
 * @returns the headers to add
 */
export const signRequest = async (
  { service, region }: Pick<AwsSignatureScheme, 'service' | 'region'>,
  credentials: AwsCredentials,
  { method, url, headers, body }: SignedRequest,
  now: number,
): Promise<Readonly<Record<string, string>>> => {
  // Keys of S3 are signed as they are; everywhere else a path is escaped once more, without its dots and empty segments.
  const isObject = /^s3(-|$)/.test(service);
  const signer = new SignatureV4({
    service,
    region,
    credentials: sdkCredentials(credentials),
    sha256: Sha256,
    uriEscapePath: !isObject,
  });
  const signed = await signer.sign(
    {
      method,
      protocol: url.protocol,
      hostname: url.hostname,
      path: isObject ? escapedPath(url.pathname) : url.pathname,
      query: queryOf(url.searchParams),
      headers: { ...signable(headers), host: url.host },
      body,
    },
    { signingDate: new Date(now) },
  );
  const added = Object.entries(signed.headers).filter(([name]) => name === 'authorization' || own.has(name));
  return Object.fromEntries(added);
};

const signable = (headers: SignedRequest['headers']): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).filter(
      ([name]) => name === 'content-type' || (name.startsWith('x-amz-') && !own.has(name)),
    ),
  );

/** A parameter that is repeated has all of its values. */
const queryOf = (parameters: URLSearchParams): Record<string, string[]> =>
  Object.fromEntries([...new Set(parameters.keys())].map((name) => [name, parameters.getAll(name)]));

/** As S3 escapes it: everything but unreserved characters, whether or not the URL's own parser leaves them as they are. */
const escapedPath = (path: string): string =>
  path
    .split('/')
    .map((segment) => encodeURIComponent(decodeURIComponent(segment)).replace(/[!'()*]/g, percent))
    .join('/');

const percent = (character: string): string => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
