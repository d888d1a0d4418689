import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { createSigner, httpbis } from 'http-message-signatures';
import { expect, test } from 'vitest';
import { RelayRefused } from '../../../../lambda/relay/relay-refused.ts';
import { contentDigest } from '../../../../lambda/relay/signature/content-digest.ts';
import { isSignedBy, readSignedCall } from '../../../../lambda/relay/signature/verify-call.ts';

const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const spki = publicKey.export({ type: 'spki', format: 'der' }).toString('base64url');
const body = new TextEncoder().encode('{"incarnation":"AAAAAAAAAAAAAAAAAAAAAA"}');
const thumbprint = 'A'.repeat(43);
const now = Date.UTC(2026, 0, 1);

/** A call as another implementation of RFC 9421 signs it. */
const signedByOther = async (fields: string[], params: string[]) => {
  const { headers } = await httpbis.signMessage(
    {
      key: createSigner(privateKey, 'ecdsa-p256-sha256', thumbprint),
      name: 'sig1',
      fields,
      params,
      paramValues: {
        created: new Date(now),
        expires: new Date(now + 30_000),
        nonce: 'B'.repeat(22),
        tag: 'sallyport-agent',
      },
    },
    { method: 'POST', url: 'https://relay.example/access', headers: { 'content-digest': contentDigest(body) } },
  );
  return new Headers(headers as Record<string, string>);
};

test.each([
  [
    ['@method', '@path', 'content-digest'],
    ['created', 'expires', 'nonce', 'keyid', 'alg', 'tag'],
  ],
  [
    ['content-digest', '@path', '@method'],
    ['tag', 'alg', 'keyid', 'nonce', 'expires', 'created'],
  ],
])('a call that another implementation has signed is understood: %j %j', async (fields, params) => {
  const headers = await signedByOther(fields, params);
  const call = readSignedCall({ method: 'POST', path: '/access', headers, body }, now);
  expect(call).toMatchObject({ thumbprint, nonce: 'B'.repeat(22), createdAt: now });
  expect(isSignedBy(call, spki)).toBe(true);
  const elsewhere = readSignedCall({ method: 'POST', path: '/goodbye', headers, body }, now);
  expect(isSignedBy(elsewhere, spki)).toBe(false);
});

test('its end counts too', async () => {
  const headers = await signedByOther(
    ['@method', '@path', 'content-digest'],
    ['created', 'expires', 'nonce', 'keyid', 'alg', 'tag'],
  );
  const read = (at: number) => readSignedCall({ method: 'POST', path: '/access', headers, body }, at);
  expect(() => read(now + 30_000)).not.toThrow();
  expect(() => read(now + 30_001)).toThrow(expect.objectContaining({ code: 'clock-differs', now: now + 30_001 }));
});

test('whatever the headers say, a call is read or refused', () => {
  const noise = fc.string({ unit: fc.constantFrom(...'agent=();"@\\:,*?%-0aé '), maxLength: 60 });
  fc.assert(
    fc.property(noise, noise, (input, signature) => {
      const headers = new Headers({ 'content-digest': contentDigest(body) });
      headers.set('signature-input', `agent=${input};tag="sallyport-agent"`);
      headers.set('signature', signature);
      try {
        readSignedCall({ method: 'POST', path: '/access', headers, body }, now);
      } catch (thrown) {
        expect(thrown).toBeInstanceOf(RelayRefused);
      }
    }),
    { numRuns: 2_000 },
  );
});
