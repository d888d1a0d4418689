import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nodeHttpClient } from '../../../../lambda/platform/node-http-client.ts';
import { signRequest } from '../../../../lambda/tokens/aws-signature/sign-request.ts';
import type { SignedRequest } from '../../../../lambda/tokens/credentials.ts';
import { signatureFault } from '../../../standins/aws-sts/verify-signature.ts';
import { type StandIn, startStandIn } from '../../../standins/stand-in.ts';

const now = Date.parse('2026-11-22T12:00:00Z');
const key = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'CANARY-secret' };
const session = { ...key, accessKeyId: 'ASIAEXAMPLE', sessionToken: 'CANARY-session' };
const scheme = { service: 'execute-api', region: 'eu-west-1' };
const http = nodeHttpClient({ privateAddresses: ['127.0.0.1/32'], now: Date.now });

let aws: StandIn;
let service = scheme.service;

beforeAll(async () => {
  aws = await startStandIn((request) => {
    const keyOf = (id: string) => {
      if (id === key.accessKeyId) return { secret: key.secretAccessKey };
      return id === session.accessKeyId ? { secret: session.secretAccessKey, token: session.sessionToken } : undefined;
    };
    const fault = signatureFault(request, { ...scheme, service, keyOf, now: () => now });
    return fault ? { status: 403, body: fault } : { status: 200, body: 'signed' };
  });
});
afterAll(() => aws.stop());

interface Sent extends Partial<Omit<SignedRequest, 'url'>> {
  readonly target: string;
  readonly service?: string;
  readonly credentials?: typeof session | typeof key;
}

/** Signs a request, sends it over our own client, and gives what the verifier says. */
const verdictOn = async (sent: Sent): Promise<string> => {
  const { method = 'GET', target, headers = {}, body, credentials = key } = sent;
  service = sent.service ?? scheme.service;
  const request = { method, url: new URL(`${aws.origin}${target}`), headers, body };
  const added = await signRequest({ ...scheme, service }, credentials, request, now);
  const answer = await http({
    ...request,
    headers: { ...headers, ...added },
    signal: AbortSignal.timeout(5_000),
    connectMilliseconds: 1_000,
    firstByteMilliseconds: 1_000,
  });
  return (await answer.body.toArray()).join('');
};

describe('a signed request', () => {
  const cases: [string, Sent][] = [
    ['without anything', { target: '/' }],
    ['with a session', { target: '/', credentials: session }],
    ['with an escaped path', { target: '/stage/a%20b/%E1%88%B4/100%25/a%2Fb' }],
    ['with signs in its path', { target: "/a!b'c(d)e*f@g:h,i=j+k&l;m$n~o" }],
    ['with a slash at the end', { target: '/stage/tickets/' }],
    ['with a query in another order', { target: '/?b=2&a=1&B=3&aa=4' }],
    ['with parameters that are repeated', { target: '/?id=9&id=10&id=1&x=y&id=' }],
    ['with parameters without a value', { target: '/?flag&other=' }],
    ['with escapes in its query', { target: '/?q=a%20b%2Bc%26d%3De%2Ff%E1%88%B4&na%20me=%27()*!' }],
    [
      'with headers',
      {
        target: '/',
        headers: { accept: 'application/json', 'x-amz-target': 'Service.Action', 'content-type': 'application/json' },
      },
    ],
    [
      'with a body',
      { target: '/', method: 'POST', body: Buffer.from('{"a":"ä"}'), headers: { 'content-type': 'application/json' } },
    ],
    ['with an empty body', { target: '/', method: 'PUT', body: new Uint8Array() }],
    ['to S3', { target: '/folder/object', service: 's3' }],
    [
      'to S3, with signs in its key',
      { target: "/a!b'c(d)e*f@g:h,i=j&l;m$n~o/%E1%88%B4/a%20b/100%25/a%2Bb", service: 's3' },
    ],
    ['to S3, with empty segments', { target: '/folder//object', service: 's3', credentials: session }],
  ];

  test.each(cases)('%s is what AWS computes', async (_, sent) => {
    expect(await verdictOn(sent)).toBe('signed');
  });

  const segment = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }).filter((text) => !/^\.{1,2}$/.test(text));
  const parameter = fc.tuple(segment, fc.string({ unit: 'grapheme', maxLength: 8 }));

  test('of any path and query is what AWS computes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(segment, { maxLength: 4 }),
        fc.array(parameter, { maxLength: 5 }),
        fc.constantFrom('execute-api', 'es', 's3'),
        async (path, query, name) => {
          const pairs = query.map((pair) => pair.map(encodeURIComponent).join('=')).join('&');
          const target = `/${path.map(encodeURIComponent).join('/')}${pairs && `?${pairs}`}`;
          expect(await verdictOn({ target, service: name })).toBe('signed');
        },
      ),
      { numRuns: 200 },
    );
  });

  test('has no headers of its caller that AWS would believe', async () => {
    const headers = {
      'x-amz-date': '20000101T000000Z',
      'x-amz-security-token': 'other',
      'x-amz-content-sha256': 'other',
    };
    const request = { method: 'GET', url: new URL(aws.origin), headers };
    const added = await signRequest(scheme, session, request, now);
    expect(added).toMatchObject({ 'x-amz-date': '20261122T120000Z', 'x-amz-security-token': 'CANARY-session' });
    expect(await verdictOn({ target: '/', headers, credentials: session })).toBe('signed');
  });

  test('is good for what was signed, and nothing else', async () => {
    const request = { method: 'GET', url: new URL(`${aws.origin}/a?b=c`), headers: {} };
    service = scheme.service;
    const headers = await signRequest(scheme, key, request, now);
    const times = { signal: AbortSignal.timeout(5_000), connectMilliseconds: 1_000, firstByteMilliseconds: 1_000 };
    const send = async (changed: object) => {
      const { status, body } = await http({ ...request, headers, ...times, ...changed });
      body.resume();
      return status;
    };
    expect(await send({})).toBe(200);
    expect(await send({ url: new URL(`${aws.origin}/a?b=d`) })).toBe(403);
    expect(await send({ url: new URL(`${aws.origin}/b?b=c`) })).toBe(403);
    expect(await send({ method: 'DELETE' })).toBe(403);
    expect(await send({ method: 'POST', body: Buffer.from('x') })).toBe(403);
  });
});

/** docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html, the examples without further headers */
describe('a published signature of S3', () => {
  const published: [string, string][] = [
    ['/?lifecycle', 'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543'],
    ['/?max-keys=2&prefix=J', '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7'],
  ];

  test.each(published)('is made for %s', async (target, signature) => {
    const { authorization } = await signRequest(
      { service: 's3', region: 'us-east-1' },
      { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' },
      { method: 'GET', url: new URL(`https://examplebucket.s3.amazonaws.com${target}`), headers: {} },
      Date.parse('2013-05-24T00:00:00Z'),
    );
    expect(authorization).toBe(
      `AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=${signature}`,
    );
  });
});
