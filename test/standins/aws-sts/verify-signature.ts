import { createHash, createHmac } from 'node:crypto';
import type { StandInRequest } from '../stand-in.ts';

const sha256 = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex');
const hmac = (key: string | Buffer, data: string): Buffer => createHmac('sha256', key).update(data).digest();

/** RFC 3986: everything but unreserved characters. */
const encode = (text: string): string =>
  [...Buffer.from(text)]
    .map((byte) => {
      const character = String.fromCharCode(byte);
      return /[A-Za-z0-9\-._~]/.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');

const decode = (text: string): string => decodeURIComponent(text);

/** Dot segments and empty segments go; not at S3, where each is a part of a key. */
const normalized = (path: string): string => {
  const kept: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') kept.pop();
    else if (segment !== '.' && segment !== '') kept.push(segment);
  }
  return `/${kept.join('/')}${path.endsWith('/') && kept.length > 0 ? '/' : ''}`;
};

const canonicalPath = (path: string, service: string): string => {
  if (service === 's3') return path.split('/').map(decode).map(encode).join('/');
  return normalized(path).split('/').map(encode).join('/');
};

const canonicalQuery = (target: string): string => {
  const query = target.split(/\?(.*)/s)[1] ?? '';
  const pairs = query
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => pair.split(/=(.*)/s))
    .map(([name = '', value = '']) => [encode(decode(name)), encode(decode(value))] as const);
  const before = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  return pairs
    .sort(([a, x], [b, y]) => before(a, b) || before(x, y))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
};

const canonicalHeaders = (request: StandInRequest, names: readonly string[]): string =>
  names
    .map((name) => {
      const values = request.rawHeaders.filter(
        (_, index) => index % 2 === 1 && request.rawHeaders[index - 1]!.toLowerCase() === name,
      );
      return `${name}:${values.map((value) => value.trim().replaceAll(/ +/g, ' ')).join(',')}\n`;
    })
    .join('');

const form =
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/;

/** What a request must be signed for. */
export interface ExpectedSignature {
  readonly service: string;
  readonly region: string;
  /** The secret access key of an access key id, and its session token if it has one. */
  keyOf(accessKeyId: string): { readonly secret: string; readonly token?: string | undefined } | undefined;
  /** Milliseconds since 1970. */
  now(): number;
}

/**
 * Verifies Signature Version 4 as AWS describes it, from the request as it was sent, and from nothing that is tested
 * (docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html).
 *
 * @returns what is wrong; `undefined` if nothing is
 */
export const signatureFault = (request: StandInRequest, expected: ExpectedSignature): string | undefined => {
  const parts = form.exec(request.headers.authorization ?? '');
  if (!parts) return 'IncompleteSignature';
  const [, id, day, region, service, list, signature] = parts as unknown as readonly string[];
  const key = expected.keyOf(id!);
  if (!key) return 'InvalidClientTokenId';
  if (region !== expected.region || service !== expected.service) return 'SignatureDoesNotMatch: scope';
  const time = String(request.headers['x-amz-date'] ?? '');
  const [, year, month, date, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(time) ?? [];
  if (!time.startsWith(day!)) return 'SignatureDoesNotMatch: date';
  const at = Date.parse(`${year}-${month}-${date}T${hour}:${minute}:${second}Z`);
  if (Math.abs(at - expected.now()) > 5 * 60_000) return 'RequestExpired';
  if (request.headers['x-amz-security-token'] !== key.token) return 'InvalidClientTokenId: session token';

  const names = list!.split(';');
  if (names.join() !== [...new Set(names)].sort().join()) return 'SignatureDoesNotMatch: order of headers';
  const mustBeSigned = Object.keys(request.headers).filter((name) => name === 'host' || name.startsWith('x-amz-'));
  if (mustBeSigned.some((name) => !names.includes(name))) return 'SignatureDoesNotMatch: unsigned header';
  const hash = sha256(Buffer.from(request.body));
  const said = request.headers['x-amz-content-sha256'];
  if (service === 's3' && said === undefined) return 'MissingContentSHA256';
  if (said !== undefined && said !== hash) return 'XAmzContentSHA256Mismatch';

  const canonical = [
    request.method,
    canonicalPath(request.path, service!),
    canonicalQuery(request.target),
    canonicalHeaders(request, names),
    list,
    hash,
  ].join('\n');
  const scope = `${day}/${region}/${service}/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', time, scope, sha256(canonical)].join('\n');
  const signing = [region!, service!, 'aws4_request'].reduce(
    (each, part) => hmac(each, part),
    hmac(`AWS4${key.secret}`, day!),
  );
  return hmac(signing, toSign).toString('hex') === signature ? undefined : 'SignatureDoesNotMatch';
};
