import { createHmac } from 'node:crypto';
import { CompactEncrypt } from 'jose';
import { describe, expect, test } from 'vitest';
import type { RefusalCode } from '../../../lambda/callers/caller-refused.ts';
import { callersFor } from '../../../lambda/callers/callers-for.ts';
import { refusalResponse } from '../../../lambda/callers/refusal-response.ts';
import { bearerVendor, CLAIMS, ISSUER, NOW, NOW_SECONDS, refusal, requestWith, SOURCE_CLAIMS } from './gate.ts';
import { base64url, compact, jwk, type SigningKey, signatureOf, signingKey, standInIssuer } from './stand-in-issuer.ts';

const rsa = signingKey('rsa', 'RS256');
const ec = signingKey('ec', 'ES256');
const ed = signingKey('ed', 'EdDSA');
const small = signingKey('small', 'RS256', 1024);
const encryption = signingKey('encryption', 'RS256');
const signOnly = signingKey('sign-only', 'RS256');
const twin = signingKey('twin', 'RS256');
const otherTwin = signingKey('twin', 'RS256');
const attacker = signingKey('rsa', 'RS256');

const published = [
  jwk(rsa),
  jwk(ec),
  jwk(ed),
  jwk(small),
  jwk(encryption, { use: 'enc' }),
  jwk(signOnly, { key_ops: ['sign'], use: undefined }),
  jwk(twin),
  jwk(otherTwin),
  { kty: 'oct', kid: 'secret', k: base64url('a secret that should not be here') },
  { ...rsa.privateKey.export({ format: 'jwk' }), kid: 'private', alg: 'RS256' },
  { kty: 'RSA', kid: 'broken', alg: 'RS256', n: '!', e: 'AQAB' },
  jwk(ec, { kid: 'ec-without-alg', alg: undefined }),
];

const HEADER = { alg: 'RS256', kid: 'rsa', typ: 'JWT' };
const GOOD = compact(HEADER, CLAIMS, rsa);
const [goodHeader, goodPayload, goodSignature] = GOOD.split('.') as [string, string, string];

const signed = (claims: object, header: object = HEADER, key: SigningKey = rsa): string => compact(header, claims, key);
const withClaim = (name: string, value: unknown): string => signed({ ...CLAIMS, [name]: value });
const withHeader = (header: object, key: SigningKey = rsa): string => signed(CLAIMS, { ...HEADER, ...header }, key);
const without = (name: keyof typeof CLAIMS): string => withClaim(name, undefined);
const json = (value: unknown): string => base64url(JSON.stringify(value));

const hmacToken = (secret: string): string => {
  const input = `${json({ alg: 'HS256', kid: 'rsa', typ: 'JWT' })}.${goodPayload}`;
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
};

/** The same signature, but with bits in the last character that decoders ignore (256 bytes leave four of them). */
const respelled = (token: string): string => {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return `${token.slice(0, -1)}${alphabet[alphabet.indexOf(token.at(-1)!) + 1]}`;
};

/** One character changed. */
const flipped = (text: string, at: number): string =>
  `${text.slice(0, at)}${text[at] === 'A' ? 'B' : 'A'}${text.slice(at + 1)}`;

const unencoded = (): string => {
  const header = json({ ...HEADER, b64: false });
  return `${header}.${goodPayload}.${signatureOf(`${header}.${JSON.stringify(CLAIMS)}`, rsa)}`;
};

const jwe = await new CompactEncrypt(Buffer.from(GOOD))
  .setProtectedHeader({ alg: 'RSA-OAEP-256', enc: 'A256GCM', kid: 'rsa', cty: 'JWT' })
  .encrypt(rsa.publicKey);

type Row = readonly [name: string, token: string, code: RefusalCode];

const HEADERS: readonly Row[] = [
  ['alg none, no signature', `${json({ alg: 'none', kid: 'rsa' })}.${goodPayload}.`, 'algorithm-refused'],
  [
    'alg none, old signature',
    `${json({ ...HEADER, alg: 'none' })}.${goodPayload}.${goodSignature}`,
    'algorithm-refused',
  ],
  ['alg "None"', `${json({ ...HEADER, alg: 'None' })}.${goodPayload}.`, 'algorithm-refused'],
  ['no alg', withHeader({ alg: undefined }), 'algorithm-refused'],
  ['alg in an array', withHeader({ alg: ['RS256'] }), 'algorithm-refused'],
  ['alg RS1', withHeader({ alg: 'RS1' }), 'algorithm-refused'],
  ['alg RS512', withHeader({ alg: 'RS512' }), 'algorithm-refused'],
  ['alg in lower case', withHeader({ alg: 'rs256' }), 'algorithm-refused'],
  [
    'HS256 with the public key (PEM)',
    hmacToken(rsa.publicKey.export({ type: 'spki', format: 'pem' }).toString()),
    'algorithm-refused',
  ],
  ['HS256 with the public key (JWK)', hmacToken(JSON.stringify(jwk(rsa))), 'algorithm-refused'],
  ['HS256 with nothing as secret', hmacToken(''), 'algorithm-refused'],
  ['wrong kid', withHeader({ kid: 'nobody' }), 'key-unknown'],
  ['kid in another case', withHeader({ kid: 'RSA' }), 'key-unknown'],
  ['kid that is a path', withHeader({ kid: '../../../../dev/null' }), 'key-unknown'],
  ['kid that is a name of Object', withHeader({ kid: '__proto__' }), 'key-unknown'],
  ['no kid', withHeader({ kid: undefined }), 'key-unknown'],
  ['empty kid', withHeader({ kid: '' }), 'key-unknown'],
  ['kid that is a number', withHeader({ kid: 1 }), 'key-unknown'],
  ['jku of the attacker', withHeader({ jku: 'https://attacker.example/keys' }, attacker), 'signature-invalid'],
  ['x5u of the attacker', withHeader({ x5u: 'https://attacker.example/chain.pem' }, attacker), 'signature-invalid'],
  ['jwk of the attacker', withHeader({ jwk: jwk(attacker) }, attacker), 'signature-invalid'],
  [
    'x5c of the attacker',
    withHeader({ x5c: [attacker.publicKey.export({ type: 'spki', format: 'der' }).toString('base64')] }, attacker),
    'signature-invalid',
  ],
  [
    'jku and an unknown kid',
    withHeader({ jku: 'https://attacker.example/keys', kid: 'evil' }, attacker),
    'key-unknown',
  ],
  ['crit of an unknown extension', withHeader({ crit: ['exp'], exp: 1 }), 'header-refused'],
  ['crit that is empty', withHeader({ crit: [] }), 'header-refused'],
  ['crit that is null', withHeader({ crit: null }), 'header-refused'],
  ['b64 false and crit', withHeader({ b64: false, crit: ['b64'] }), 'header-refused'],
  ['b64 false, unencoded payload signed', unencoded(), 'signature-invalid'],
  ['typ of a logout token', withHeader({ typ: 'logout+jwt' }), 'header-refused'],
  ['typ of a proof of possession', withHeader({ typ: 'dpop+jwt' }), 'header-refused'],
  ['typ that is no string', withHeader({ typ: { jwt: true } }), 'header-refused'],
];

const KEYS: readonly Row[] = [
  ['another key with the same kid', withHeader({}, attacker), 'signature-invalid'],
  ['PS256 with a key for RS256', compact({ ...HEADER, alg: 'PS256' }, CLAIMS, rsa, 'PS256'), 'key-refused'],
  ['ES256 with an RSA key', compact({ ...HEADER, alg: 'ES256' }, CLAIMS, ec), 'key-refused'],
  ['RS256 with an EC key', compact({ ...HEADER, kid: 'ec-without-alg' }, CLAIMS, rsa), 'key-refused'],
  ['EdDSA with an EC key', compact({ alg: 'EdDSA', kid: 'ec' }, CLAIMS, ed), 'key-refused'],
  ['a key for encryption', withHeader({ kid: 'encryption' }, encryption), 'key-refused'],
  ['a key that may not verify', withHeader({ kid: 'sign-only' }, signOnly), 'key-refused'],
  ['an RSA key of 1024 bits', withHeader({ kid: 'small' }, small), 'key-refused'],
  ['a published symmetric key', withHeader({ kid: 'secret' }), 'key-refused'],
  ['a published private key', withHeader({ kid: 'private' }), 'key-refused'],
  ['a broken key', withHeader({ kid: 'broken' }), 'key-refused'],
  ['a kid that two keys have', withHeader({ kid: 'twin' }, twin), 'key-refused'],
  [
    'ES256 signature in DER',
    `${json({ alg: 'ES256', kid: 'ec' })}.${goodPayload}.${base64url(Buffer.alloc(70, 0x30))}`,
    'signature-invalid',
  ],
  [
    'ES256 signature of zeros',
    `${json({ alg: 'ES256', kid: 'ec' })}.${goodPayload}.${base64url(Buffer.alloc(64))}`,
    'signature-invalid',
  ],
];

const FORM: readonly Row[] = [
  ['one dot', `${goodHeader}.${goodPayload}`, 'token-malformed'],
  ['no dot', goodHeader, 'token-malformed'],
  ['only dots', '..', 'token-malformed'],
  ['four parts', `${GOOD}.${goodSignature}`, 'token-malformed'],
  ['truncated by one character', GOOD.slice(0, -1), 'token-malformed'],
  ['truncated in the signature', GOOD.slice(0, -42), 'signature-invalid'],
  ['truncated in the payload', GOOD.slice(0, goodHeader.length + 30), 'token-malformed'],
  ['signature stripped', `${goodHeader}.${goodPayload}.`, 'signature-invalid'],
  ['signature flipped', `${goodHeader}.${goodPayload}.${flipped(goodSignature, 10)}`, 'signature-invalid'],
  [
    'signature of other claims',
    `${goodHeader}.${json({ ...CLAIMS, source_id: '42', sub: 'root' })}.${goodSignature}`,
    'signature-invalid',
  ],
  ['standard base64 with padding', `${goodHeader}==.${goodPayload}.${goodSignature}`, 'token-malformed'],
  ['signature with padding', `${GOOD}==`, 'token-malformed'],
  ['signature spelled with unused bits', respelled(GOOD), 'token-malformed'],
  ['header not JSON', `${base64url('{"alg":"RS256"')}.${goodPayload}.${goodSignature}`, 'token-malformed'],
  ['header an array', `${json([HEADER])}.${goodPayload}.${goodSignature}`, 'token-malformed'],
  [
    'header not UTF-8',
    `${base64url(Uint8Array.of(0x7b, 0xff, 0x7d))}.${goodPayload}.${goodSignature}`,
    'token-malformed',
  ],
  ['payload not JSON', compact(HEADER, 'iss=https://auth.vendor.example/', rsa), 'token-malformed'],
  ['payload an array', signed([CLAIMS]), 'token-malformed'],
  ['payload null', compact(HEADER, 'null', rsa), 'token-malformed'],
  ['payload empty', compact(HEADER, '', rsa), 'token-malformed'],
  ['payload a nested JWT', compact({ ...HEADER, cty: 'JWT' }, GOOD, rsa), 'token-malformed'],
  ['payload nested 5,000 deep', compact(HEADER, `${'['.repeat(5_000)}${']'.repeat(5_000)}`, rsa), 'token-malformed'],
  ['a JWE', jwe, 'algorithm-refused'],
  ['a JWE that says RS256', `${goodHeader}.a.b.c.d`, 'token-malformed'],
  [
    'JSON serialization',
    JSON.stringify({ protected: goodHeader, payload: goodPayload, signature: goodSignature }),
    'authorization-repeated',
  ],
  ['1 MB', 'a'.repeat(1_000_000), 'token-too-large'],
  ['1 MB of dots', '.'.repeat(1_000_000), 'token-too-large'],
  ['a good one of more than 16 KiB', withClaim('padding', 'x'.repeat(16_384)), 'token-too-large'],
];

const TIMES: readonly Row[] = [
  ['expired by 31 s', withClaim('exp', NOW_SECONDS - 31), 'token-expired'],
  ['expired by 30 s', withClaim('exp', NOW_SECONDS - 30), 'token-expired'],
  ['expired a year ago', withClaim('exp', NOW_SECONDS - 31_536_000), 'token-expired'],
  ['exp 0', withClaim('exp', 0), 'token-expired'],
  ['exp negative', withClaim('exp', -1), 'token-expired'],
  ['no exp', without('exp'), 'claim-missing'],
  ['exp a string', withClaim('exp', String(NOW_SECONDS + 300)), 'claim-refused'],
  ['exp null', withClaim('exp', null), 'claim-refused'],
  ['exp an array', withClaim('exp', [NOW_SECONDS + 300]), 'claim-refused'],
  ['not valid for 31 s', withClaim('nbf', NOW_SECONDS + 31), 'token-not-yet-valid'],
  ['nbf in milliseconds', withClaim('nbf', NOW), 'token-not-yet-valid'],
  ['nbf a string', withClaim('nbf', String(NOW_SECONDS)), 'claim-refused'],
  ['made in 31 s', withClaim('iat', NOW_SECONDS + 31), 'token-not-yet-valid'],
  ['iat a string', withClaim('iat', '2026-11-22'), 'claim-refused'],
];

const ISSUERS: readonly Row[] = [
  ['no iss', without('iss'), 'issuer-unknown'],
  ['iss in an array', withClaim('iss', [ISSUER]), 'issuer-unknown'],
  ['iss null', withClaim('iss', null), 'issuer-unknown'],
  ['iss an object', withClaim('iss', { toString: ISSUER }), 'issuer-unknown'],
  ['iss without the slash', withClaim('iss', 'https://auth.vendor.example'), 'issuer-unknown'],
  ['iss with two slashes', withClaim('iss', `${ISSUER}/`), 'issuer-unknown'],
  ['iss in another case', withClaim('iss', 'https://AUTH.vendor.example/'), 'issuer-unknown'],
  ['iss with the default port', withClaim('iss', 'https://auth.vendor.example:443/'), 'issuer-unknown'],
  ['iss with a space', withClaim('iss', `${ISSUER} `), 'issuer-unknown'],
  ['iss with a zero-width space', withClaim('iss', 'https://auth.vendor\u200b.example/'), 'issuer-unknown'],
  ['iss with a Cyrillic a', withClaim('iss', 'https://\u0430uth.vendor.example/'), 'issuer-unknown'],
  ['iss with a fullwidth slash', withClaim('iss', 'https://auth.vendor.example\uff0f'), 'issuer-unknown'],
  ['iss with a trailing NUL', withClaim('iss', `${ISSUER}\u0000`), 'issuer-unknown'],
  [
    'iss with our issuer as user name',
    withClaim('iss', 'https://auth.vendor.example@attacker.example/'),
    'issuer-unknown',
  ],
  ['iss of the attacker, keys of ours', withClaim('iss', 'https://attacker.example/'), 'issuer-unknown'],
  ['iss that is a name of Object', withClaim('iss', '__proto__'), 'issuer-unknown'],
];

const wrongKinds = (name: string, values: readonly unknown[], code: RefusalCode): Row[] =>
  values.map((value) => [`${name} ${JSON.stringify(value)}`, withClaim(name, value), code] as const);

const CONTENTS: readonly Row[] = [
  ['no aud', without('aud'), 'claim-missing'],
  ...wrongKinds('aud', ['Gateway', 'gateway ', 'gateway,other', '', [], ['other'], [['gateway']]], 'audience-refused'),
  ...wrongKinds('aud', [null, 1, { 0: 'gateway' }, ['gateway', 1], ['gateway', null]], 'audience-refused'),
  ['no base_url', without('base_url'), 'claim-missing'],
  ...wrongKinds(
    'base_url',
    [['https://acme.vendor.example'], 1, null, true, { value: 'https://acme.vendor.example' }],
    'claim-refused',
  ),
  ...wrongKinds(
    'base_url',
    ['https://other.vendor.example', 'https://acme.vendor.example/', 'https://ACME.vendor.example', ''],
    'claim-refused',
  ),
  ['no source_id', without('source_id'), 'claim-missing'],
  ...wrongKinds('source_id', ['43', '042', ' 42', '42\u0000', '٤٢', 42, ['42'], null, {}], 'claim-refused'),
  ['no gateway_url', without('gateway_url'), 'claim-missing'],
  ...wrongKinds('gateway_url', [['https://gate.example/people'], 1, null, {}], 'claim-refused'),
  ...wrongKinds(
    'gateway_url',
    ['https://gate.example/apps', 'https://gate.example', 'https://other.example/people'],
    'url-refused',
  ),
  ...wrongKinds(
    'gateway_url',
    ['http://gate.example/people', 'https://gate.example/people//', 'https://gate.example/x/../people'],
    'url-refused',
  ),
  ...wrongKinds('sub', [1, null, ['import-worker']], 'claim-refused'),
  ['bound to a key', withClaim('cnf', { jkt: 'abc' }), 'token-bound'],
];

const issuer = standInIssuer(ISSUER, published);
const verify = callersFor(bearerVendor(), SOURCE_CLAIMS, { fetch: issuer.fetch, now: () => NOW });

const expectRefusal = async (request: Request, code: RefusalCode, challenge: string): Promise<void> => {
  const refused = await refusal(verify, request);
  expect(refused.code).toBe(code);
  const response = refusalResponse(refused, 'ref-1');
  expect(response.status).toBe(401);
  expect(response.headers.get('www-authenticate')).toBe(challenge);
  expect(response.headers.get('retry-after')).toBeNull();
  expect(await response.json()).toMatchObject({ status: 401, code, reference: 'ref-1' });
};

describe('the token that every bad one is made from', () => {
  test('is let in', async () => {
    const caller = await verify(requestWith(`Bearer ${GOOD}`), { publicUrl: CLAIMS.gateway_url });
    expect(caller).toEqual({ issuer: ISSUER, subject: 'import-worker', profile: 'bearer' });
  });
});

describe.each([
  ['header', HEADERS],
  ['key', KEYS],
  ['form', FORM],
  ['time', TIMES],
  ['issuer', ISSUERS],
  ['content', CONTENTS],
] as const)('bad tokens: %s', (_group, rows) => {
  test.each(rows)('%s', async (_name, token, code) => {
    await expectRefusal(requestWith(`Bearer ${token}`), code, 'Bearer error="invalid_token"');
  });
});

const BARE = 'Bearer realm="sallyport"';
const INVALID = 'Bearer error="invalid_token"';

describe('bad Authorization headers', () => {
  test.each([
    ['none', undefined, 'token-missing', BARE],
    ['empty', '', 'token-missing', BARE],
    ['blank', '   ', 'token-missing', BARE],
    ['Basic', 'Basic dXNlcjpwYXNzd29yZA==', 'scheme-unsupported', BARE],
    ['DPoP', `DPoP ${GOOD}`, 'scheme-unsupported', BARE],
    ['a token without a scheme', GOOD, 'scheme-unsupported', BARE],
    ['a scheme that begins with Bearer', `Bearertoken ${GOOD}`, 'scheme-unsupported', BARE],
    ['a colon after the scheme', `Bearer: ${GOOD}`, 'scheme-unsupported', BARE],
    ['a tab after the scheme', `Bearer\t${GOOD}`, 'scheme-unsupported', BARE],
    ['the scheme alone', 'Bearer', 'token-malformed', INVALID],
    ['the scheme alone, in lower case, with a bad token', 'bearer x', 'token-malformed', INVALID],
    ['two tokens', `Bearer ${GOOD} ${GOOD}`, 'token-malformed', INVALID],
    ['the token in quotes', `Bearer "${GOOD}"`, 'token-malformed', INVALID],
    ['as a parameter', `Bearer token="${GOOD}"`, 'token-malformed', INVALID],
    ['a byte above ASCII', `Bearer ${GOOD}\u00e9`, 'token-malformed', INVALID],
    [
      'another credential after a comma',
      `Bearer ${GOOD},Basic dXNlcjpwYXNzd29yZA==`,
      'authorization-repeated',
      INVALID,
    ],
  ] as const)('%s', async (_name, authorization, code, challenge) => {
    await expectRefusal(requestWith(authorization), code, challenge);
  });

  test.each([
    ['the same good token twice', GOOD],
    ['a good and a bad one', 'x.y.z'],
  ])('two headers: %s', async (_name, second) => {
    const headers = new Headers();
    headers.append('authorization', `Bearer ${GOOD}`);
    headers.append('authorization', `Bearer ${second}`);
    await expectRefusal(new Request(CLAIMS.gateway_url, { headers }), 'authorization-repeated', INVALID);
  });
});

test('all bad tokens together cost one reading of the keys, and nothing else is asked for', () => {
  expect(issuer.requests).toEqual([`${ISSUER}.well-known/openid-configuration`, `${ISSUER}keys`]);
});
