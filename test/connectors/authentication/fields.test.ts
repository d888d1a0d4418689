import { describe, expect, test } from 'vitest';
import { alternativesOf } from '../../../connectors/authentication/alternatives-of.ts';
import type { Authentication } from '../../../connectors/authentication/authentication.ts';
import { fieldsOf } from '../../../connectors/authentication/fields-of.ts';
import { missingFields } from '../../../connectors/authentication/missing-fields.ts';
import { requirementsOf } from '../../../connectors/authentication/requirements-of.ts';
import { authenticationOf } from './configured.ts';

const url = 'https://login.example.com/token';
const at = `tokenUrl: ${url}`;
const byHand = ['refresh_token?', 'access_token?', 'expires_at?'];
const pool = '//iam.googleapis.com/projects/42/locations/global/workloadIdentityPools/gate/providers/gate-aws';

/** The names of the fields; those that may be left out with a question mark. */
const named = (authentication: Authentication): readonly string[] =>
  fieldsOf(authentication).map(({ name, required }) => (required ? name : `${name}?`));

describe('the fields of the secret', () => {
  test.each<[string, readonly string[]]>([
    ['none', []],
    ['bearer', ['token']],
    ['{ authorization: SSWS }', ['token']],
    ['basic', ['user', 'password']],
    ['{ query: k }', ['key']],
    ['{ certificate: {} }', ['certificate', 'private_key']],
    ['{ awsSignature: { service: s3, region: eu-west-1 } }', []],
    [
      '{ awsSignature: { service: s3, region: eu-west-1, credentials: secret } }',
      ['access_key_id', 'secret_access_key', 'session_token?'],
    ],
    [`{ clientCredentials: { ${at} } }`, ['client_id', 'client_secret', ...byHand]],
    [`{ clientCredentials: { ${at}, clientId: gate } }`, ['client_secret', ...byHand]],
    [`{ clientCredentials: { ${at}, client: private_key_jwt } }`, ['client_id', 'private_key', ...byHand]],
    [
      `{ clientCredentials: { ${at}, client: { method: private_key_jwt, thumbprint: true } } }`,
      ['client_id', 'private_key', 'certificate', ...byHand],
    ],
    [
      `{ clientCredentials: { ${at}, client: tls_client_auth } }`,
      ['client_id', 'certificate', 'private_key', ...byHand],
    ],
    [`{ clientCredentials: { ${at}, clientId: gate, client: workload_identity } }`, byHand],
    [`{ password: { ${at} } }`, ['client_id', 'client_secret', 'username', 'password', ...byHand]],
    [`{ login: { ${at} } }`, ['username', 'password', 'access_token?', 'expires_at?']],
    [`{ refreshToken: { ${at}, client: none } }`, ['client_id', 'refresh_token', 'access_token?', 'expires_at?']],
    [`{ authorizationCode: { ${at}, authorizationUrl: ${url} } }`, ['client_id', 'client_secret', ...byHand]],
    [`{ jwtBearer: { ${at} } }`, ['client_id', 'private_key', ...byHand]],
    [`{ jwtBearer: { ${at}, issuer: me, thumbprint: true } }`, ['private_key', 'certificate', 'client_id?', ...byHand]],
    [`{ tokenExchange: { ${at} } }`, ['subject_token', 'client_id?', ...byHand]],
    [`{ tokenExchange: { ${at}, subjectToken: { identity: a } } }`, ['client_id?', ...byHand]],
    ['{ accountCredentials: {} }', ['client_id', 'client_secret', 'account_id', ...byHand]],
    ['{ accountCredentials: { accountId: a, clientId: b } }', ['client_secret', ...byHand]],
    ['{ githubApp: { organization: acme } }', ['app_id', 'private_key', 'access_token?', 'expires_at?']],
    ['{ githubApp: { organization: acme, appId: "7" } }', ['private_key', 'access_token?', 'expires_at?']],
    ['{ googleServiceAccount: { scopes: [a] } }', ['service_account_key', 'access_token?', 'expires_at?']],
    [
      '{ googleWorkload: { serviceAccount: a@b.iam.gserviceaccount.com, scopes: [a] } }',
      ['access_token?', 'expires_at?'],
    ],
    ['{ all: [basic, { query: k }] }', ['user', 'password', 'key']],
    [
      `{ all: [{ certificate: {} }, { clientCredentials: { ${at}, client: private_key_jwt } }] }`,
      [
        'certificate.certificate',
        'certificate.private_key',
        'clientCredentials.client_id',
        'clientCredentials.private_key',
        ...byHand.map((name) => `clientCredentials.${name}`),
      ],
    ],
  ])('of %s', (written, fields) => {
    const authentication = authenticationOf(written);
    expect(named(authentication)).toEqual(fields);
    for (const { description } of fieldsOf(authentication)) expect(description).toMatch(/^[A-Z].*\.$/);
  });
});

const bearer = { kind: 'bearer', prefix: '' } as const;
const basic = { kind: 'basic', prefix: '' } as const;
const key = { kind: 'key', in: 'header', name: 'x-key', prefix: '' } as const;

const choice: Authentication = {
  schemes: { a: bearer, b: basic, c: key },
  alternatives: [
    ['a', 'c'],
    ['b', 'c'],
  ],
  endpoints: { 'GET /open': [['a'], []], 'GET /keyed': [['b']] },
  privateAddresses: [],
};

describe('of several ways', () => {
  test('a field is required if there are calls that need it in any case', () => {
    expect(named(choice)).toEqual(['key', 'user', 'password', 'token?']);
    expect(named({ ...choice, endpoints: {} })).toEqual(['key', 'token?', 'user?', 'password?']);
    expect(named({ ...choice, alternatives: [['a'], []], endpoints: {} })).toEqual(['token?']);
  });

  test('each endpoint has its own', () => {
    expect(alternativesOf(choice, 'GET /open')).toEqual([['a'], []]);
    expect(alternativesOf(choice, 'GET /other')).toBe(choice.alternatives);
    expect(alternativesOf(choice)).toBe(choice.alternatives);
    expect(alternativesOf(choice, 'constructor')).toBe(choice.alternatives);
  });

  test.each<[Readonly<Record<string, string>>, string | undefined, readonly string[]]>([
    [{}, undefined, ['a+c: token key', 'b+c: user password key']],
    [{ key: 'k', user: 'u' }, undefined, ['a+c: token', 'b+c: password']],
    [{ key: 'k', user: 'u', password: 'p' }, undefined, ['a+c: token', 'b+c: ']],
    [{ key: '', token: 't' }, undefined, ['a+c: key', 'b+c: user password key']],
    [{}, 'GET /open', ['a: token', ': ']],
    [JSON.parse('{"__proto__":"x"}'), 'GET /keyed', ['b: user password']],
  ])('%j leaves missing, at %s', (secret, endpoint, expected) => {
    const missing = missingFields(choice, secret, endpoint);
    expect(
      missing.map(({ schemes, fields }) => `${schemes.join('+')}: ${fields.map(({ name }) => name).join(' ')}`),
    ).toEqual(expected);
  });

  test('an access token by hand stands for all that would obtain one', () => {
    const authentication = authenticationOf(`{ all: [{ query: k }, { clientCredentials: { ${at} } }] }`);
    const missing = (secret: Readonly<Record<string, string>>) =>
      missingFields(authentication, secret).map(({ fields }) => fields.map(({ name }) => name));
    expect(missing({ access_token: 'a' })).toEqual([['key']]);
    expect(missing({ access_token: '' })).toEqual([['key', 'client_id', 'client_secret']]);
  });
});

describe('what a deployment must give', () => {
  test.each<[string, object]>([
    ['none', { hosts: [] }],
    ['basic', { hosts: [] }],
    [`{ clientCredentials: { ${at} } }`, { hosts: ['login.example.com'], state: true }],
    [
      `{ clientCredentials: { discovery: "https://a.example:8443/x", refreshUrl: "http://localhost/r", revocationUrl: https://c.example, hosts: [d.example] } }`,
      { hosts: ['a.example:8443', 'localhost:80', 'c.example', 'd.example'], state: true },
    ],
    // These are called by the browser and the command line of whoever signs in.
    [
      `{ authorizationCode: { ${at}, authorizationUrl: https://in.example, deviceAuthorizationUrl: https://on.example } }`,
      { hosts: ['login.example.com'], state: true },
    ],
    [
      `{ clientCredentials: { ${at}, client: workload_identity } }`,
      {
        hosts: ['login.example.com'],
        state: true,
        identity: { audiences: ['api://AzureADTokenExchange'], roles: [] },
      },
    ],
    [
      `{ tokenExchange: { ${at}, subjectToken: { identity: "https://a.example" } } }`,
      { hosts: ['login.example.com'], state: true, identity: { audiences: ['https://a.example'], roles: [] } },
    ],
    ['{ githubApp: { organization: acme } }', { hosts: ['api.github.com'], state: true }],
    ['{ accountCredentials: {} }', { hosts: ['zoom.us'], state: true }],
    ['{ googleServiceAccount: { scopes: [a] } }', { hosts: ['oauth2.googleapis.com'], state: true }],
    [
      '{ googleWorkload: { serviceAccount: a@b.iam.gserviceaccount.com, scopes: [a] } }',
      {
        hosts: ['iamcredentials.googleapis.com'],
        state: true,
        identity: { audiences: [], roles: [], serviceAccounts: ['a@b.iam.gserviceaccount.com'] },
      },
    ],
    [
      `{ googleWorkload: { serviceAccount: a@b.iam.gserviceaccount.com, scopes: [a], subject: u, provider: ${pool} } }`,
      {
        hosts: ['oauth2.googleapis.com', 'iamcredentials.googleapis.com', 'sts.googleapis.com'],
        state: true,
        identity: { audiences: [`https:${pool}`], roles: [], serviceAccounts: ['a@b.iam.gserviceaccount.com'] },
      },
    ],
    ['{ awsSignature: { service: s3, region: eu-west-1 } }', { hosts: [] }],
    [
      '{ awsSignature: { service: s3, region: eu-west-1, role: { arn: "arn:aws:iam::111122223333:role/r" } } }',
      {
        hosts: ['sts.eu-west-1.amazonaws.com'],
        identity: { audiences: [], roles: ['arn:aws:iam::111122223333:role/r'] },
      },
    ],
    [
      '{ awsSignature: { service: s3, region: eu-west-1, credentials: secret, role: { arn: "arn:aws:iam::111122223333:role/r" } } }',
      { hosts: ['sts.eu-west-1.amazonaws.com'] },
    ],
    [
      '{ awsSignature: { service: s3, region: cn-north-1, role: { arn: "arn:aws-cn:iam::111122223333:role/r" } } }',
      {
        hosts: ['sts.cn-north-1.amazonaws.com.cn'],
        identity: { audiences: [], roles: ['arn:aws-cn:iam::111122223333:role/r'] },
      },
    ],
  ])('for %s', (written, expected) => {
    const { secret, ...requirements } = requirementsOf(authenticationOf(written));
    expect(requirements).toEqual(expected);
    expect(secret).toEqual(fieldsOf(authenticationOf(written)));
  });
});
