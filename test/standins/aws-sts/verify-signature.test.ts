import { describe, expect, test } from 'vitest';
import type { StandInRequest } from '../stand-in.ts';
import { type PublishedSignature, publishedSignatures, suite } from './published-signatures.ts';
import { signatureFault } from './verify-signature.ts';

/** A request of the suite as it would come in. */
const requestOf = ({ method, target, headers, body = '', signature }: PublishedSignature): StandInRequest => {
  const sent: Readonly<Record<string, string>> = { Host: suite.host, 'X-Amz-Date': suite.date, ...headers };
  const names = Object.keys(sent).map((name) => name.toLowerCase());
  const scope = `${suite.date.slice(0, 8)}/${suite.region}/${suite.service}/aws4_request`;
  const authorization = `AWS4-HMAC-SHA256 Credential=${suite.id}/${scope}, SignedHeaders=${names.sort().join(';')}, Signature=${signature}`;
  const lower = Object.entries({ ...sent, authorization }).map(([name, value]) => [name.toLowerCase(), value.trim()]);
  const [path = '', query = ''] = target.split(/\?(.*)/s);
  return {
    method,
    target,
    path,
    query: new URLSearchParams(query),
    headers: Object.fromEntries(lower),
    rawHeaders: Object.entries(sent).flat(),
    body,
  };
};

const expected = {
  service: suite.service,
  region: suite.region,
  keyOf: (id: string) => (id === suite.id ? { secret: suite.secret } : undefined),
  now: () => suite.now,
};

describe('the verifier of signatures', () => {
  test.each(publishedSignatures)('agrees with AWS on $name', (published) => {
    expect(signatureFault(requestOf(published), expected)).toBeUndefined();
  });

  test.each(publishedSignatures)('takes no other signature for $name', (published) => {
    const wrong = { ...published, signature: published.signature.replace(/./, (first) => (first === '0' ? '1' : '0')) };
    expect(signatureFault(requestOf(wrong), expected)).toBe('SignatureDoesNotMatch');
    expect(signatureFault(requestOf({ ...published, body: 'other' }), expected)).toBe('SignatureDoesNotMatch');
    expect(signatureFault(requestOf({ ...published, target: '/other' }), expected)).toBe('SignatureDoesNotMatch');
  });
});
