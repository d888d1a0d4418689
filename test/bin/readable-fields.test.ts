import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readableFields } from '../../bin/secrets/readable-fields.ts';
import type { Scheme, TokenScheme } from '../../connectors/authentication/authentication.ts';
import { tokenScheme } from '../lambda/tokens/support/grant-context.ts';

const certificates = join(import.meta.dirname, '../lambda/platform/certificates');
const read = (name: string) => readFileSync(join(certificates, name), 'utf8');
const [pair, otherKey] = [
  { certificate: read('client.pem'), private_key: read('client-key.pem') },
  read('other-client-key.pem'),
];
const expired = read('expired-client.pem');
const pem = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString();
const rsa = pem(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey);
const small = pem(generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey);
const ec = pem(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey);
const now = Date.parse('2026-11-22T12:00:00Z');

const jwt = (algorithm: 'RS256' | 'PS256' | 'ES256', thumbprint = false): TokenScheme =>
  tokenScheme({ client: { method: 'private_key_jwt', algorithm, thumbprint } });
const tls = tokenScheme({ client: { method: 'tls_client_auth' } });
const certificate: Scheme = { kind: 'certificate', prefix: '' };
const google = tokenScheme({ grant: { type: 'googleServiceAccount' }, client: { method: 'none' } });
const github = tokenScheme({
  grant: { type: 'githubApp', api: 'https://api.github.com', installation: { id: '1' } },
  client: { method: 'none' },
});
const keyFile = (members: object): string =>
  JSON.stringify({ type: 'service_account', client_email: 'gate@example.iam', private_key: rsa, ...members }, null, 2);

const seen = async (scheme: Scheme, secret: Readonly<Record<string, string>>) => {
  const findings = await readableFields('scheme', scheme, secret, now);
  expect(JSON.stringify(findings)).not.toMatch(/CANARY|BEGIN/);
  return findings.map(({ about, state, says }) => `${about} ${state}: ${says}`);
};

describe('fields are found good', () => {
  test.each<[string, Scheme, Record<string, string>, readonly RegExp[]]>([
    ['a key for RS256', jwt('RS256'), { private_key: rsa }, [/^private_key ok: .*RS256$/]],
    ['a key for PS256', jwt('PS256'), { private_key: rsa }, [/^private_key ok: .*PS256$/]],
    ['a key for ES256', jwt('ES256'), { private_key: ec }, [/^private_key ok: .*ES256$/]],
    ['a key in one line', jwt('ES256'), { private_key: ec.replaceAll('\n', '\\n') }, [/ ok: /]],
    ['a certificate for its thumbprint', jwt('ES256', true), pair, [/^private_key ok/, /^certificate ok: .* until 2/]],
    ['a pair for tls_client_auth', tls, pair, [/^private_key ok/, /^certificate ok/]],
    ['a pair for the source', certificate, pair, [/^private_key ok/, /^certificate ok/]],
    ['the key of a GitHub App', github, { private_key: rsa }, [/^private_key ok/]],
    ['the file of a service account', google, { service_account_key: keyFile({}) }, [/^service_account_key ok/]],
    ['a bearer token', { kind: 'bearer', prefix: 'a.' }, { token: 'CANARY' }, []],
    [
      'a token entered by hand',
      tokenScheme({}),
      { access_token: 'CANARY', expires_at: '2026-11-23T00:00:00Z' },
      [/^expires_at ok: 2026-11-23T00:00:00Z$/],
    ],
    ['an end in seconds', tokenScheme({}), { access_token: 'CANARY', expires_at: '1900000000' }, [/ ok: 2030-/]],
    ['a token instead of a key', jwt('RS256'), { access_token: 'CANARY' }, []],
    [
      'a time that is over, which hinders nothing',
      tokenScheme({}),
      { access_token: 'x', expires_at: '2026-11-22' },
      [/^expires_at ok: 2026-11-22T00:00:00Z: it is over, so that access_token is not used any more$/],
    ],
  ])('%s', async (_, scheme, secret, says) => {
    expect(await seen(scheme, secret)).toEqual(says.map((each) => expect.stringMatching(each)));
  });
});

describe('fields are found wrong', () => {
  const broken = '-----BEGIN PRIVATE KEY-----\nCANARY\n-----END PRIVATE KEY-----\n';

  test.each<[string, Scheme, Record<string, string>, RegExp]>([
    ['no key', jwt('RS256'), { private_key: broken }, /^private_key wrong: .*no private key in PEM/],
    ['a key of another kind', jwt('RS256'), { private_key: ec }, /wants an RSA key of at least 2048 bits/],
    ['a key that is too short', jwt('RS256'), { private_key: small }, /wants an RSA key of at least 2048 bits/],
    ['a key on no curve', jwt('ES256'), { private_key: rsa }, /wants an EC key on the curve P-256/],
    ['an EC key of a GitHub App', github, { private_key: ec }, /can not sign with RS256/],
    ['no key of a certificate', tls, { ...pair, private_key: broken }, /^private_key wrong: is no private key/],
    ['no certificate', certificate, { ...pair, certificate: broken }, /^certificate wrong: is no certificate in PEM/],
    ['a certificate of another key', tls, { ...pair, private_key: otherKey }, /^certificate wrong: is of another key/],
    [
      'an expired certificate',
      tls,
      { ...pair, certificate: expired },
      /^certificate wrong: ended \d{4}-\S+Z: have a new/,
    ],
    ['text for a service account', google, { service_account_key: 'CANARY' }, /is not the JSON file/],
    ['null for a service account', google, { service_account_key: 'null' }, /is not the JSON file/],
    [
      'another file of Google',
      google,
      { service_account_key: keyFile({ type: 'authorized_user' }) },
      /is not the JSON file of a service account key/,
    ],
    [
      'a service account with a broken key',
      google,
      { service_account_key: keyFile({ private_key: broken }) },
      /holds no private key that can be used/,
    ],
    [
      'a blank in a token',
      { kind: 'bearer', prefix: 'a.' },
      { token: 'CANARY CANARY' },
      /^scheme wrong: .*"a\.token".*blank/,
    ],
    [
      'a colon in a user',
      { kind: 'basic', prefix: '' },
      { user: 'CANARY:', password: 'x' },
      /^scheme wrong: .*a colon/,
    ],
    [
      'no time',
      tokenScheme({}),
      { access_token: 'x', expires_at: 'CANARY' },
      /^expires_at wrong: is no time: write 2026/,
    ],
    ['a time of no token', tokenScheme({}), { expires_at: '2026-11-23' }, /access_token ends, which is not entered/],
  ])('%s', async (_, scheme, secret, says) => {
    const findings = await seen(scheme, secret);
    expect(findings.at(-1)).toMatch(says);
    expect(findings.filter((each) => each.includes(' wrong: '))).toHaveLength(1);
  });
});
