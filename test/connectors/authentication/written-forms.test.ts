import { describe, expect, test } from 'vitest';
import type { Scheme, TokenScheme } from '../../../connectors/authentication/authentication.ts';
import { authenticationOf, configured } from './configured.ts';

const url = 'https://login.example.com/token';
const pool = '//iam.googleapis.com/projects/42/locations/global/workloadIdentityPools/gate/providers/gate-aws';

/** A token scheme with what holds where nothing is written. */
const token = (grant: TokenScheme['grant'], others: Partial<TokenScheme> = {}): TokenScheme => ({
  kind: 'token',
  prefix: '',
  grant,
  client: { method: 'client_secret_basic' },
  endpoints: { token: url, hosts: [] },
  scopes: [],
  parameters: {},
  send: 'bearer',
  ...others,
});

const none = { method: 'none' } as const;
const clientCredentials = { type: 'clientCredentials' } as const;

describe('written', () => {
  test.each<[string, Readonly<Record<string, Scheme>>]>([
    ['none', {}],
    ['bearer', { bearer: { kind: 'bearer', prefix: '' } }],
    ['{ authorization: SSWS }', { authorization: { kind: 'bearer', word: 'SSWS', prefix: '' } }],
    ['basic', { basic: { kind: 'basic', prefix: '' } }],
    ['{ header: X-Api-Key }', { header: { kind: 'key', in: 'header', name: 'x-api-key', prefix: '' } }],
    ['{ query: api_key }', { query: { kind: 'key', in: 'query', name: 'api_key', prefix: '' } }],
    ['{ cookie: Session }', { cookie: { kind: 'key', in: 'cookie', name: 'Session', prefix: '' } }],
    ['{ certificate: {} }', { certificate: { kind: 'certificate', prefix: '' } }],
    [`{ clientCredentials: { tokenUrl: ${url} } }`, { clientCredentials: token(clientCredentials) }],
    [
      `{ clientCredentials: { discovery: https://a.example/.well-known/openid-configuration, hosts: [b.example], clientId: gate,
        client: client_secret_post, scopes: [read, write], parameters: { resource: "urn:a" }, send: { header: X-Token } } }`,
      {
        clientCredentials: token(clientCredentials, {
          clientId: 'gate',
          client: { method: 'client_secret_post' },
          endpoints: { discovery: 'https://a.example/.well-known/openid-configuration', hosts: ['b.example'] },
          scopes: ['read', 'write'],
          parameters: { resource: 'urn:a' },
          send: { header: 'x-token' },
        }),
      },
    ],
    [
      `{ password: { tokenUrl: ${url}, refreshUrl: "${url}?again", revocationUrl: ${url}/end } }`,
      {
        password: token(
          { type: 'password' },
          { endpoints: { token: url, refresh: `${url}?again`, revocation: `${url}/end`, hosts: [] } },
        ),
      },
    ],
    [
      `{ refreshToken: { tokenUrl: ${url}, client: none } }`,
      { refreshToken: token({ type: 'refreshToken' }, { client: none }) },
    ],
    [
      `{ authorizationCode: { tokenUrl: ${url}, authorizationUrl: https://a.example/in, deviceAuthorizationUrl: https://a.example/on, redirectPort: 8080 } }`,
      {
        authorizationCode: token(
          { type: 'authorizationCode', redirectPort: 8080 },
          {
            endpoints: {
              token: url,
              authorization: 'https://a.example/in',
              deviceAuthorization: 'https://a.example/on',
              hosts: [],
            },
          },
        ),
      },
    ],
    [
      '{ accountCredentials: { accountId: a1 } }',
      {
        accountCredentials: token(
          { type: 'accountCredentials', accountId: 'a1' },
          {
            endpoints: { token: 'https://zoom.us/oauth/token', revocation: 'https://zoom.us/oauth/revoke', hosts: [] },
          },
        ),
      },
    ],
    [`{ accountCredentials: { tokenUrl: ${url} } }`, { accountCredentials: token({ type: 'accountCredentials' }) }],
    [`{ login: { tokenUrl: ${url} } }`, { login: token({ type: 'login', tokenField: 'token' }, { client: none }) }],
    [
      `{ login: { tokenUrl: ${url}, tokenField: sessionId, send: { header: X-Session } } }`,
      { login: token({ type: 'login', tokenField: 'sessionId' }, { client: none, send: { header: 'x-session' } }) },
    ],
    [
      `{ jwtBearer: { tokenUrl: ${url}, subject: gate@acme.example } }`,
      {
        jwtBearer: token(
          { type: 'jwtBearer', algorithm: 'RS256', thumbprint: false, claims: {}, subject: 'gate@acme.example' },
          { client: none },
        ),
      },
    ],
    [
      `{ jwtBearer: { tokenUrl: ${url}, algorithm: ES256, keyId: k1, thumbprint: true, issuer: i, audience: a, claims: { scope: read }, client: tls_client_auth } }`,
      {
        jwtBearer: token(
          {
            type: 'jwtBearer',
            algorithm: 'ES256',
            keyId: 'k1',
            thumbprint: true,
            issuer: 'i',
            audience: 'a',
            claims: { scope: 'read' },
          },
          { client: { method: 'tls_client_auth' } },
        ),
      },
    ],
    [
      `{ tokenExchange: { tokenUrl: ${url} } }`,
      {
        tokenExchange: token(
          {
            type: 'tokenExchange',
            subjectToken: 'secret',
            subjectTokenType: 'urn:ietf:params:oauth:token-type:jwt',
          },
          { client: none },
        ),
      },
    ],
    [
      `{ tokenExchange: { tokenUrl: ${url}, subjectToken: { identity: "https://b.example" }, subjectTokenType: "urn:a:b",
        requestedTokenType: "urn:c:d", audience: b, resource: https://b.example/api } }`,
      {
        tokenExchange: token(
          {
            type: 'tokenExchange',
            subjectToken: { identity: 'https://b.example' },
            subjectTokenType: 'urn:a:b',
            requestedTokenType: 'urn:c:d',
            audience: 'b',
            resource: 'https://b.example/api',
          },
          { client: none },
        ),
      },
    ],
    [
      '{ githubApp: { organization: acme } }',
      {
        githubApp: token(
          { type: 'githubApp', api: 'https://api.github.com', installation: { organization: 'acme' } },
          { client: none, endpoints: { hosts: [] } },
        ),
      },
    ],
    [
      '{ githubApp: { api: https://git.acme.example/api/v3/, appId: "7", installation: "42", permissions: { members: read } } }',
      {
        githubApp: token(
          {
            type: 'githubApp',
            api: 'https://git.acme.example/api/v3',
            appId: '7',
            installation: { id: '42' },
            permissions: { members: 'read' },
          },
          { client: none, endpoints: { hosts: [] } },
        ),
      },
    ],
    [
      '{ googleServiceAccount: { scopes: [https://a.example/read], subject: gate@acme.example } }',
      {
        googleServiceAccount: token(
          { type: 'googleServiceAccount', subject: 'gate@acme.example' },
          {
            client: none,
            scopes: ['https://a.example/read'],
            endpoints: {
              token: 'https://oauth2.googleapis.com/token',
              revocation: 'https://oauth2.googleapis.com/revoke',
              hosts: [],
            },
          },
        ),
      },
    ],
    [
      `{ googleWorkload: { serviceAccount: r@a-1.iam.gserviceaccount.com, scopes: [s], provider: ${pool} } }`,
      {
        googleWorkload: token(
          { type: 'googleWorkload', serviceAccount: 'r@a-1.iam.gserviceaccount.com', provider: pool },
          { client: none, scopes: ['s'], endpoints: { hosts: [] } },
        ),
      },
    ],
    [
      '{ googleWorkload: { serviceAccount: r@a-1.iam.gserviceaccount.com, scopes: [s], subject: gate@acme.example } }',
      {
        googleWorkload: token(
          { type: 'googleWorkload', serviceAccount: 'r@a-1.iam.gserviceaccount.com', subject: 'gate@acme.example' },
          { client: none, scopes: ['s'], endpoints: { token: 'https://oauth2.googleapis.com/token', hosts: [] } },
        ),
      },
    ],
    [
      '{ awsSignature: { service: execute-api, region: eu-west-1 } }',
      {
        awsSignature: {
          kind: 'awsSignature',
          service: 'execute-api',
          region: 'eu-west-1',
          credentials: 'host',
          prefix: '',
        },
      },
    ],
    [
      '{ awsSignature: { service: es, region: us-gov-west-1, credentials: secret, role: { arn: "arn:aws:iam::111122223333:role/r", externalId: x1, audience: "api://gate" } } }',
      {
        awsSignature: {
          kind: 'awsSignature',
          service: 'es',
          region: 'us-gov-west-1',
          credentials: 'secret',
          role: { arn: 'arn:aws:iam::111122223333:role/r', externalId: 'x1', audience: 'api://gate' },
          prefix: '',
        },
      },
    ],
    [
      '{ all: [{ header: x-a }, { header: x-b }, { certificate: {} }] }',
      {
        header: { kind: 'key', in: 'header', name: 'x-a', prefix: 'header.' },
        header2: { kind: 'key', in: 'header', name: 'x-b', prefix: 'header2.' },
        certificate: { kind: 'certificate', prefix: '' },
      },
    ],
    [
      `{ all: [bearer, { query: k }, { cookie: k }] }`,
      {
        bearer: { kind: 'bearer', prefix: '' },
        query: { kind: 'key', in: 'query', name: 'k', prefix: 'query.' },
        cookie: { kind: 'key', in: 'cookie', name: 'k', prefix: 'cookie.' },
      },
    ],
  ])('%s', (written, schemes) => {
    const authentication = authenticationOf(written.replaceAll('\n', ' '));
    expect(authentication).toEqual({ schemes, alternatives: [Object.keys(schemes)], privateAddresses: [] });
  });

  test.each<[string, TokenScheme['client']]>([
    ['client_secret_basic', { method: 'client_secret_basic' }],
    ['client_secret_post', { method: 'client_secret_post' }],
    ['tls_client_auth', { method: 'tls_client_auth' }],
    ['none', none],
    ['private_key_jwt', { method: 'private_key_jwt', algorithm: 'RS256', thumbprint: false }],
    [
      '{ method: private_key_jwt, algorithm: PS256, keyId: k, thumbprint: true, audience: a }',
      { method: 'private_key_jwt', algorithm: 'PS256', keyId: 'k', thumbprint: true, audience: 'a' },
    ],
    ['workload_identity', { method: 'workload_identity', audience: 'api://AzureADTokenExchange' }],
    ['{ method: workload_identity, audience: a }', { method: 'workload_identity', audience: 'a' }],
  ])('client: %s', (client, expected) => {
    const { schemes } = authenticationOf(`{ clientCredentials: { tokenUrl: ${url}, client: ${client} } }`);
    expect(schemes['clientCredentials']).toEqual(token(clientCredentials, { client: expected }));
  });

  test('nothing, is none', () => {
    expect(authenticationOf(undefined)).toEqual({ schemes: {}, alternatives: [[]], privateAddresses: [] });
  });

  test('with private addresses, which authorization servers may have too', () => {
    const settings = 'server: https://a.example, privateAddresses: [10.0.0.0/8]';
    expect(authenticationOf('bearer', { settings }).privateAddresses).toEqual(['10.0.0.0/8']);
  });

  test('survives JSON, in which it is deployed', () => {
    const options = configured(`{ all: [{ certificate: {} }, { clientCredentials: { tokenUrl: ${url} } }] }`);
    expect(JSON.parse(JSON.stringify(options))).toStrictEqual(options);
  });
});
