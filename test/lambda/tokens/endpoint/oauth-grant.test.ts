import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { decodeJwt, jwtVerify, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { ClientAuthentication, TokenScheme } from '../../../../connectors/authentication/authentication.ts';
import { SourceError } from '../../../../connectors/source-error.ts';
import { oauthGrant } from '../../../../lambda/tokens/endpoint/oauth-grant.ts';
import { TokenError } from '../../../../lambda/tokens/token-error.ts';
import type { SchemeSecret } from '../../../../lambda/tokens/token-grant.ts';
import { startStandIn } from '../../../standins/stand-in.ts';
import { failureOf } from '../../support/failure-of.ts';
import { grantContext, tokenScheme } from '../support/grant-context.ts';
import { type OidcServer, startOidcServer } from '../support/oidc-server.ts';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const identityKey = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const pem = (key: KeyObject, type: 'pkcs1' | 'pkcs8' | 'sec1' = 'pkcs8') =>
  key.export({ format: 'pem', type }) as string;
const jwks = (key: KeyObject, kid?: string) => ({
  keys: [{ ...key.export({ format: 'jwk' }), ...(kid && { kid }), use: 'sig' }],
});

/** Every character that some encoding takes for something else. */
const strangeSecret = "CANARY-secret :+/%&=?#'()*!~-_.";
const strangeId = 'id +/%&=-_.';

const bearerType = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const exchangeType = 'urn:ietf:params:oauth:grant-type:token-exchange';

const signedClient = (id: string, algorithm: string, key: KeyObject) => ({
  client_id: id,
  grant_types: ['client_credentials'],
  token_endpoint_auth_method: 'private_key_jwt',
  token_endpoint_auth_signing_alg: algorithm,
  jwks: jwks(key, `key-${id}`),
  scope: 'read write',
});

const clients = [
  {
    client_id: strangeId,
    client_secret: strangeSecret,
    grant_types: ['client_credentials', 'password', 'account_credentials', 'refresh_token'],
    scope: 'read write',
  },
  {
    client_id: 'post',
    client_secret: strangeSecret,
    grant_types: ['client_credentials'],
    token_endpoint_auth_method: 'client_secret_post',
    scope: 'read write',
  },
  signedClient('rs', 'RS256', rsa.publicKey),
  signedClient('ps', 'PS256', rsa.publicKey),
  signedClient('es', 'ES256', ec.publicKey),
  signedClient('workload', 'ES256', identityKey.publicKey),
  {
    client_id: 'public',
    grant_types: [bearerType, exchangeType],
    token_endpoint_auth_method: 'none',
    scope: 'read write',
  },
];

let server: OidcServer;
const context = grantContext();
const signal = new AbortController().signal;

/** An assertion as strict servers judge it: who, for whom, signed by whom, and never for more than two minutes. */
const judge = async (assertion: string | undefined, key: KeyObject, subject: string): Promise<boolean> => {
  const { payload } = await jwtVerify(assertion ?? '', key, {
    algorithms: ['RS256', 'PS256', 'ES256'],
    audience: `${server.issuer}/token`,
    subject,
    requiredClaims: ['iss', 'sub', 'aud', 'exp', 'iat', 'jti'],
    clockTolerance: 0,
  });
  return payload.exp! - payload.iat! <= 120;
};

beforeAll(async () => {
  vi.spyOn(console, 'warn').mockImplementation(() => {});
  vi.spyOn(console, 'info').mockImplementation(() => {});
  server = await startOidcServer({
    clients,
    accessTokenSeconds: 60,
    grants: {
      password: {
        parameters: ['username', 'password'],
        accept: async ({ username, password }) => username === 'who@example.com' && password === strangeSecret,
      },
      account_credentials: {
        parameters: ['account_id'],
        accept: async ({ account_id: id }) => id === 'CANARY-account',
      },
      [bearerType]: {
        parameters: ['assertion'],
        accept: ({ assertion }) => judge(assertion, ec.publicKey, 'someone@example.com'),
      },
      [exchangeType]: {
        parameters: ['subject_token', 'subject_token_type', 'requested_token_type', 'audience', 'resource'],
        accept: async (form) =>
          form['subject_token_type'] === 'urn:ietf:params:oauth:token-type:jwt' &&
          form['audience'] === 'the-api' &&
          judge(form['subject_token'], identityKey.publicKey, 'gate'),
      },
    },
  });
});
afterAll(() => server[Symbol.asyncDispose]());

const scheme = (more: Partial<TokenScheme>): TokenScheme =>
  tokenScheme({ endpoints: { token: `${server.issuer}/token`, hosts: [] }, scopes: ['read'], ...more });

const signing = (algorithm: 'RS256' | 'PS256' | 'ES256', keyId?: string): ClientAuthentication => ({
  method: 'private_key_jwt',
  algorithm,
  keyId,
  thumbprint: false,
});

const refusal = async (promise: Promise<unknown>): Promise<TokenError> => {
  const error = await failureOf(promise);
  expect(error).toBeInstanceOf(TokenError);
  expect((error as TokenError).message).not.toMatch(/CANARY|who@example|description/);
  return error as TokenError;
};

const lastForm = () => server.requests.at(-1)!.form;

describe('a client is proved', () => {
  const proofs: [string, ClientAuthentication, SchemeSecret][] = [
    ['client_secret_basic', { method: 'client_secret_basic' }, { client_id: strangeId, client_secret: strangeSecret }],
    ['client_secret_post', { method: 'client_secret_post' }, { client_id: 'post', client_secret: strangeSecret }],
    ['RS256 by PKCS #8', signing('RS256', 'key-rs'), { client_id: 'rs', private_key: pem(rsa.privateKey) }],
    ['RS256 by PKCS #1', signing('RS256'), { client_id: 'rs', private_key: pem(rsa.privateKey, 'pkcs1') }],
    ['PS256', signing('PS256', 'key-ps'), { client_id: 'ps', private_key: pem(rsa.privateKey) }],
    ['ES256 by PKCS #8', signing('ES256', 'key-es'), { client_id: 'es', private_key: pem(ec.privateKey) }],
    ['ES256 by SEC 1', signing('ES256'), { client_id: 'es', private_key: pem(ec.privateKey, 'sec1') }],
    [
      'ES256 by a key on one line',
      signing('ES256'),
      { client_id: 'es', private_key: pem(ec.privateKey).replaceAll('\n', '\\n') },
    ],
  ];

  test.each(proofs)('by %s', async (_name, client, secret) => {
    const answer = await oauthGrant(scheme({ client }), context).obtain!(secret, signal);
    expect(answer).toEqual({
      accessToken: expect.stringMatching(/^\S{20,}$/),
      tokenType: 'Bearer',
      refreshToken: undefined,
      expiresIn: 60,
      scope: 'read',
    });
    expect(await server.isActive(answer.accessToken)).toBe(true);
  });

  test.each([
    ['the token endpoint', undefined, () => `${server.issuer}/token`],
    ['what the configuration says', 'issuer', () => server.issuer],
  ])('to %s', async (_name, audience, expected) => {
    const client = { ...signing('ES256'), ...(audience && { audience: server.issuer }) };
    await oauthGrant(scheme({ client }), context).obtain!({ client_id: 'es', private_key: pem(ec.privateKey) }, signal);
    expect(decodeJwt(lastForm()['client_assertion']!)).toMatchObject({ iss: 'es', sub: 'es', aud: expected() });
  });

  test('by an id of the configuration', async () => {
    const grant = oauthGrant(scheme({ clientId: strangeId }), context);
    expect(await grant.obtain!({ client_secret: strangeSecret }, signal)).toMatchObject({ expiresIn: 60 });
  });

  test("by the gate's own identity", async () => {
    const audiences: string[] = [];
    const jwt = async (audience: string) => {
      audiences.push(audience);
      return new SignJWT({ jti: context.unique() })
        .setProtectedHeader({ alg: 'ES256' })
        .setIssuer('workload')
        .setSubject('workload')
        .setAudience(`${server.issuer}/token`)
        .setExpirationTime('1 minute')
        .setIssuedAt()
        .sign(identityKey.privateKey);
    };
    const client: ClientAuthentication = { method: 'workload_identity', audience: 'api://AzureADTokenExchange' };
    const withIdentity = grantContext({ identity: { ...context.identity, jwt } });
    const grant = oauthGrant(scheme({ client, clientId: 'workload' }), withIdentity);
    expect(await grant.obtain!({}, signal)).toMatchObject({ expiresIn: 60 });
    expect(audiences).toEqual(['api://AzureADTokenExchange']);
  });

  test('never by two ways at once, and the secret is where the way wants it', async () => {
    await oauthGrant(scheme({ clientId: strangeId }), context).obtain!({ client_secret: strangeSecret }, signal);
    expect(lastForm()).toEqual({ grant_type: 'client_credentials', scope: 'read' });
    const { headers } = server.requests.at(-1)!;
    expect(Buffer.from(headers['authorization']!.slice(6), 'base64').toString()).toMatch(/^id\+%2B%2F%25%26%3D-_\.:/);
    expect(headers).toMatchObject({ accept: 'application/json', 'accept-encoding': 'identity' });
    const client: ClientAuthentication = { method: 'client_secret_post' };
    await oauthGrant(scheme({ client, clientId: 'post' }), context).obtain!({ client_secret: strangeSecret }, signal);
    expect(server.requests.at(-1)!.headers).not.toHaveProperty('authorization');
  });

  test('with a wrong secret: refused', async () => {
    const obtained = oauthGrant(scheme({ clientId: strangeId, prefix: 'oauth.' }), context).obtain!(
      { client_secret: 'CANARY-wrong' },
      signal,
    );
    expect(await refusal(obtained)).toMatchObject({
      code: 'token-client-refused',
      oauth: 'invalid_client',
      status: 401,
      message: expect.stringContaining('enter "oauth.client_secret" again'),
    });
  });

  test('with the key of another client: refused', async () => {
    const secret = { client_id: 'es', private_key: pem(identityKey.privateKey) };
    const obtained = oauthGrant(scheme({ client: signing('ES256') }), context).obtain!(secret, signal);
    expect(await refusal(obtained)).toMatchObject({ code: 'token-client-refused', oauth: 'invalid_client' });
  });

  test.each<[string, TokenScheme['client'], SchemeSecret]>([
    ['client_id', { method: 'client_secret_basic' }, { client_secret: 'CANARY' }],
    ['client_secret', { method: 'client_secret_post' }, { client_id: 'post' }],
    ['private_key', signing('ES256'), { client_id: 'es' }],
    ['certificate', { method: 'tls_client_auth' }, { client_id: 'es', private_key: 'CANARY' }],
  ])('without %s: nothing is sent', async (field, client, secret) => {
    const before = server.requests.length;
    const error = await failureOf(oauthGrant(scheme({ client, prefix: 'a.' }), context).obtain!(secret, signal));
    expect(error).toBeInstanceOf(SourceError);
    expect(error).toMatchObject({ code: 'credentials-missing', detail: { field: `a.${field}` } });
    expect(server.requests).toHaveLength(before);
  });
});

describe('a token is obtained', () => {
  const basic = { client_id: strangeId, client_secret: strangeSecret };

  test('by password', async () => {
    const grant = oauthGrant(scheme({ grant: { type: 'password' } }), context);
    const secret = { ...basic, username: 'who@example.com', password: strangeSecret };
    expect(await grant.obtain!(secret, signal)).toMatchObject({ expiresIn: 60, scope: 'read' });
    expect(await refusal(grant.obtain!({ ...secret, password: 'CANARY-wrong' }, signal))).toMatchObject({
      code: 'token-grant-refused',
      oauth: 'invalid_grant',
      message: expect.stringContaining('enter "username" and "password" again'),
    });
  });

  test("by Zoom's account credentials, from secret or configuration", async () => {
    const accountCredentials = (accountId?: string) =>
      oauthGrant(scheme({ grant: { type: 'accountCredentials', accountId } }), context);
    const secret = { ...basic, account_id: 'CANARY-account' };
    expect(await accountCredentials().obtain!(secret, signal)).toMatchObject({ expiresIn: 60 });
    expect(await accountCredentials('CANARY-account').obtain!(basic, signal)).toMatchObject({ expiresIn: 60 });
    expect(await refusal(accountCredentials('other').obtain!(secret, signal))).toMatchObject({
      code: 'token-grant-refused',
    });
  });

  const jwtBearer = {
    type: 'jwtBearer',
    algorithm: 'ES256',
    thumbprint: false,
    issuer: 'public',
    subject: 'someone@example.com',
    claims: { scope: 'read', sub: 'nobody' },
  } as const;

  test('by a JWT', async () => {
    const grant = oauthGrant(scheme({ grant: jwtBearer, client: { method: 'none' }, clientId: 'public' }), context);
    expect(await grant.obtain!({ private_key: pem(ec.privateKey) }, signal)).toMatchObject({ expiresIn: 60 });
    expect(await refusal(grant.obtain!({ private_key: pem(identityKey.privateKey) }, signal))).toMatchObject({
      code: 'token-grant-refused',
      message: expect.stringContaining('are issuer, subject and audience right'),
    });
  });

  test("by exchange of the gate's own identity's token", async () => {
    const jwt = (audience: string) =>
      new SignJWT({ jti: context.unique() })
        .setProtectedHeader({ alg: 'ES256' })
        .setIssuer('host')
        .setSubject('gate')
        .setAudience(audience)
        .setExpirationTime('1 minute')
        .setIssuedAt()
        .sign(identityKey.privateKey);
    const subjectTokenType = 'urn:ietf:params:oauth:token-type:jwt';
    const exchange = (subjectToken: 'secret' | { identity: string }) =>
      oauthGrant(
        scheme({
          grant: { type: 'tokenExchange', subjectToken, subjectTokenType, audience: 'the-api', resource: 'urn:r' },
          client: { method: 'none' },
          clientId: 'public',
        }),
        grantContext({ identity: { ...context.identity, jwt } }),
      );
    const audience = `${server.issuer}/token`;
    expect(await exchange({ identity: audience }).obtain!({}, signal)).toMatchObject({ expiresIn: 60 });
    expect(lastForm()).toMatchObject({ resource: 'urn:r', client_id: 'public' });
    const entered = { subject_token: await jwt(audience) };
    expect(await exchange('secret').obtain!(entered, signal)).toMatchObject({ expiresIn: 60 });
    expect(await refusal(exchange({ identity: 'other' }).obtain!({}, signal))).toMatchObject({
      code: 'token-grant-refused',
    });
  });

  test('with parameters, which do not change what the protocol says', async () => {
    const parameters = { tenant: 'a b', grant_type: 'other', scope: 'write', client_id: 'other' };
    await oauthGrant(scheme({ parameters: { tenant: 'a b', grant_type: 'other', scope: 'write' } }), context).obtain!(
      basic,
      signal,
    );
    expect(lastForm()).toEqual({ tenant: 'a b', grant_type: 'client_credentials', scope: 'read' });
    const client: ClientAuthentication = { method: 'client_secret_post' };
    await oauthGrant(scheme({ parameters, client, clientId: 'post' }), context).obtain!(basic, signal);
    expect(lastForm()).toMatchObject({ client_id: 'post' });
  });

  test('by a JWT that says itself who asks, without a client id', async () => {
    const forms: string[] = [];
    const strict = await startStandIn(({ body }) => {
      forms.push(body);
      return { status: 200, body: { access_token: 'a' } };
    });
    onTestFinished(() => strict.stop());
    const endpoints = { token: `${strict.origin}/token`, hosts: [] };
    const grant = oauthGrant(scheme({ grant: jwtBearer, client: { method: 'none' }, endpoints }), context);
    await grant.obtain!({ private_key: pem(ec.privateKey) }, signal);
    expect([...new URLSearchParams(forms[0]).keys()].sort()).toEqual(['assertion', 'grant_type', 'scope']);
  });

  test('not for a scope that is not allowed', async () => {
    const obtained = oauthGrant(scheme({ scopes: ['openid'] }), context).obtain!(basic, signal);
    expect(await refusal(obtained)).toMatchObject({ code: 'token-request-refused', oauth: 'invalid_scope' });
  });

  test('not by a grant that the server does not know', async () => {
    const grant = oauthGrant(scheme({ grant: jwtBearer, clientId: strangeId }), context);
    const obtained = grant.obtain!({ ...basic, private_key: pem(ec.privateKey) }, signal);
    expect(await refusal(obtained)).toMatchObject({ code: 'token-request-refused', oauth: 'invalid_request' });
  });

  test.each(['authorizationCode', 'refreshToken'] as const)('not from nothing, for %s', (type) => {
    expect(oauthGrant(scheme({ grant: { type } }), context).obtain).toBeUndefined();
  });

  test('not when nobody waits any more', async () => {
    const reason = new Error('enough');
    const obtained = oauthGrant(scheme({}), context).obtain!(basic, AbortSignal.abort(reason));
    expect(await failureOf(obtained)).toBe(reason);
  });
});

describe('a token is ended', () => {
  const basic = { client_id: strangeId, client_secret: strangeSecret };

  test('where there is an endpoint for it', async () => {
    const endpoints = { discovery: `${server.issuer}/.well-known/openid-configuration`, hosts: [] };
    const grant = oauthGrant(scheme({ endpoints }), context);
    const { accessToken } = await grant.obtain!(basic, signal);
    expect(await server.isActive(accessToken)).toBe(true);
    expect(await grant.revoke({ token: accessToken, kind: 'access_token' }, basic, signal)).toBe(true);
    expect(await server.isActive(accessToken)).toBe(false);
    expect(lastForm()).toMatchObject({ token_type_hint: 'access_token' });
    // A token that there is not is ended already (RFC 7009, section 2.2).
    expect(await grant.revoke({ token: 'CANARY-none', kind: 'refresh_token' }, basic, signal)).toBe(true);
  });

  test('nowhere else', async () => {
    const grant = oauthGrant(scheme({}), context);
    expect(await grant.revoke({ token: 'CANARY', kind: 'access_token' }, basic, signal)).toBe(false);
  });

  test('not by a client that is not accepted', async () => {
    const endpoints = { revocation: `${server.issuer}/token/revocation`, hosts: [] };
    const revoked = oauthGrant(scheme({ endpoints }), context).revoke(
      { token: 'CANARY', kind: 'access_token' },
      { ...basic, client_secret: 'CANARY-wrong' },
      signal,
    );
    expect(await refusal(revoked)).toMatchObject({ code: 'token-client-refused' });
  });
});
