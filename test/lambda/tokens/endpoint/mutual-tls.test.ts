import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { TokenScheme } from '../../../../connectors/authentication/authentication.ts';
import { oauthGrant } from '../../../../lambda/tokens/endpoint/oauth-grant.ts';
import { TokenError } from '../../../../lambda/tokens/token-error.ts';
import { failureOf } from '../../support/failure-of.ts';
import { grantContext, tokenScheme } from '../support/grant-context.ts';
import { type OidcServer, startOidcServer } from '../support/oidc-server.ts';

const read = (name: string) => readFileSync(join(import.meta.dirname, '../../platform/certificates', name), 'utf8');
const trusted = getCACertificates('default');
const { signal } = new AbortController();

let server: OidcServer;
beforeAll(async () => {
  vi.spyOn(console, 'warn').mockImplementation(() => {});
  vi.spyOn(console, 'info').mockImplementation(() => {});
  setDefaultCACertificates([...trusted, read('authority.pem')]);
  server = await startOidcServer({
    clients: [
      {
        client_id: 'gate',
        grant_types: ['client_credentials'],
        token_endpoint_auth_method: 'tls_client_auth',
        tls_client_auth_subject_dn: 'CN=client',
      },
    ],
    tls: {
      cert: read('server.pem'),
      key: read('server-key.pem'),
      clientAuthority: read('client-authority.pem'),
      host: 'source.example',
    },
  });
});
afterAll(async () => {
  setDefaultCACertificates(trusted);
  await server[Symbol.asyncDispose]();
});

const scheme = (more: Partial<TokenScheme['endpoints']> = {}): TokenScheme =>
  tokenScheme({
    client: { method: 'tls_client_auth' },
    clientId: 'gate',
    endpoints: {
      discovery: `${server.issuer}/.well-known/openid-configuration`,
      hosts: [server.mutualHost!],
      ...more,
    },
  });

const secret = { certificate: read('client.pem'), private_key: read('client-key.pem') };
const obtain = (asked: TokenScheme, with_ = secret) => oauthGrant(asked, grantContext()).obtain!(with_, signal);

describe('a client that is proved by its certificate', () => {
  test('asks where the server has an endpoint for that', async () => {
    const answer = await obtain(scheme());
    expect(await server.isActive(answer.accessToken)).toBe(true);
    expect(server.requests.at(-1)!.headers['host']).toBe(server.mutualHost);
    expect(server.requests.at(-1)!.form).toEqual({ grant_type: 'client_credentials', client_id: 'gate' });
  });

  test('asks where the configuration says', async () => {
    const token = `https://${server.mutualHost}/token`;
    expect(await obtain(scheme({ discovery: undefined, token }))).toMatchObject({ tokenType: 'Bearer' });
  });

  test('may have its PEM on one line', async () => {
    const oneLine = (pem: string) => pem.trimEnd().replaceAll('\n', '\\n');
    const entered = { certificate: oneLine(secret.certificate), private_key: oneLine(secret.private_key) };
    expect(await obtain(scheme(), entered)).toMatchObject({ tokenType: 'Bearer' });
  });

  test('does not ask on a host that nobody named', async () => {
    expect(await failureOf(obtain(scheme({ hosts: [] })))).toMatchObject({
      code: 'token-answer-invalid',
      message: expect.stringContaining(`if ${server.mutualHost} is right, name it in hosts`),
    });
  });

  test('is refused with the certificate of another one', async () => {
    const other = { certificate: read('other-client.pem'), private_key: read('other-client-key.pem') };
    const error = await failureOf(obtain(scheme(), other));
    expect(error).toBeInstanceOf(TokenError);
    expect(error).toMatchObject({
      code: 'token-client-refused',
      oauth: 'invalid_client',
      message: expect.stringContaining('is "certificate" registered for this client id'),
    });
  });

  test.each([
    ['whose key is of another one', { ...secret, private_key: read('other-client-key.pem') }, /does not belong/],
    ['that has ended', { ...secret, certificate: read('expired-client.pem') }, /ended on 2021/],
    ['that is none', { ...secret, certificate: 'CANARY' }, /not PEM/],
  ])('is not sent with a certificate %s', async (_name, entered, says) => {
    const before = server.requests.filter(({ path }) => path === '/token').length;
    const error = (await failureOf(obtain(scheme(), entered))) as TokenError;
    expect(error).toMatchObject({ code: 'token-client-refused', message: expect.stringMatching(says) });
    expect(error.message).not.toContain('CANARY');
    expect(server.requests.filter(({ path }) => path === '/token')).toHaveLength(before);
  });
});
