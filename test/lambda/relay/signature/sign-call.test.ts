import { createHash, createPublicKey, generateKeyPairSync, sign as signBytes, verify } from 'node:crypto';
import { createVerifier, httpbis } from 'http-message-signatures';
import { describe, expect, test } from 'vitest';
import { contentDigest } from '../../../../lambda/relay/signature/content-digest.ts';
import { signCall } from '../../../../lambda/relay/signature/sign-call.ts';
import { signatureBase } from '../../../../lambda/relay/signature/signature-base.ts';

/** RFC 9421, appendix B.1.3: test-key-ecc-p256. */
const rfcKey = createPublicKey({
  format: 'jwk',
  key: {
    kty: 'EC',
    crv: 'P-256',
    x: 'qIVYZVLCrPZHGHjP17CTW0_-D9Lfw0EkjqF7xB4FivA',
    y: 'Mc4nN9LTDOBhfoUeg8Ye9WedFRhnZXZJA12Qp0zZ6F0',
  },
});

const bytes = (text: string) => new TextEncoder().encode(text);

describe('the RFCs', () => {
  test('RFC 9421, appendix B.2.4: the signature of the example is good for our signature base', () => {
    const digest = 'sha-512=:mEWXIS7MaLRuGgxOBdODa3xqM1XdEvxoYhvlCFJ41QJgJc4GTsPp29l5oGX69wWdXymyU0rjJuahq4l5aGgfLQ==:';
    const base = signatureBase(
      [
        ['@status', '200'],
        ['content-type', 'application/json'],
        ['content-digest', digest],
        ['content-length', '23'],
      ],
      new Map<string, string | number>([
        ['created', 1618884473],
        ['keyid', 'test-key-ecc-p256'],
      ]),
    );
    expect(base.input).toBe(
      '("@status" "content-type" "content-digest" "content-length");created=1618884473;keyid="test-key-ecc-p256"',
    );
    const signature = Buffer.from(
      'wNmSUAhwb5LxtOtOpNa6W5xj067m5hFrj0XQ4fvpaCLx0NKocgPquLgyahnzDnDAUy5eCdlYUEkLIj+32oiasw==',
      'base64',
    );
    const isGood = (message: Uint8Array) =>
      verify('sha256', message, { key: rfcKey, dsaEncoding: 'ieee-p1363' }, signature);
    expect(isGood(base.bytes)).toBe(true);
    expect(isGood(bytes(`${Buffer.from(base.bytes)} `))).toBe(false);
  });

  test('RFC 9530, section 2: the digests of the examples', () => {
    expect(contentDigest(bytes('{"hello": "world"}\n'))).toBe('sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:');
    expect(contentDigest(bytes(''))).toBe('sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:');
  });
});

describe('a signed call', () => {
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const thumbprint = createHash('sha256').update('a certificate').digest('base64url');
  const nonce = 'AAAAAAAAAAAAAAAAAAAAAA';
  const now = Date.UTC(2026, 0, 1);
  const call = {
    method: 'POST',
    path: '/heartbeat',
    body: bytes('{"running":1}'),
    thumbprint,
    sign: async (message: Uint8Array) =>
      new Uint8Array(signBytes('sha256', message, { key: keys.privateKey, dsaEncoding: 'ieee-p1363' })),
    now,
    nonce,
  };

  test('has three headers of the agreed form', async () => {
    const headers = await signCall(call);
    expect(headers).toEqual({
      'content-digest': contentDigest(call.body),
      'signature-input':
        'agent=("@method" "@path" "content-digest");created=1767225600;expires=1767225660;' +
        `nonce="${nonce}";keyid="${thumbprint}";alg="ecdsa-p256-sha256";tag="sallyport-agent"`,
      signature: expect.stringMatching(/^agent=:[A-Za-z0-9+/]{86}==:$/),
    });
  });

  test.each([
    ['as it is', {}, true],
    ['with another method', { method: 'PUT' }, false],
    ['with another path', { url: 'https://relay.example/connect' }, false],
  ])('is understood by another implementation: %s', async (_what, change, isGood) => {
    const headers = await signCall(call);
    const verified = await httpbis
      .verifyMessage(
        {
          keyLookup: async ({ keyid }) =>
            keyid === thumbprint
              ? {
                  id: thumbprint,
                  algs: ['ecdsa-p256-sha256'],
                  verify: createVerifier(keys.publicKey, 'ecdsa-p256-sha256'),
                }
              : null,
          requiredFields: ['@method', '@path', 'content-digest'],
          requiredParams: ['created', 'expires', 'nonce', 'keyid', 'alg', 'tag'],
          notAfter: new Date(now + 1_000),
          tolerance: 1e9,
        },
        { method: 'POST', url: 'https://relay.example/heartbeat', headers, ...change },
      )
      .catch(() => false);
    expect(verified).toBe(isGood);
  });
});
