import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { mutated, rawWords } from '../../config/mutated.ts';
import { problemsOf } from './configured.ts';

const url = 'https://login.example.com/token';
const secretRemedy = 'Remove it: nothing secret belongs into this file. Enter it by: sallyport secrets set <source>';

describe('refused, with what to do', () => {
  test.each<[string, ...string[]]>([
    [
      'digest',
      'authentication: is none of the values that may stand here | Write one of: none, bearer, basic, document.',
    ],
    ['{}', 'authentication: says no way to prove who calls | Write, for example: authentication: bearer'],
    [
      '{ header: a, query: b }',
      'authentication: has several ways to prove who calls | Keep one; or list them under all',
    ],
    [
      '{ clientCredential: {} }',
      'authentication.clientCredential: is not a key that is known here | Did you mean clientCredentials?',
    ],
    [
      '{ header: Host }',
      'authentication.header: is a header that carries no key | Write, for example: header: x-api-key',
    ],
    ['{ authorization: Bearer }', 'authentication.authorization: has a name of its own: write authentication: bearer'],
    ['{ authorization: "SSWS 00abc" }', 'authentication.authorization: write the word that the source wants'],
    ['{ header: a b }', 'authentication.header: write the name of a header'],
    ['{ query: a b }', 'authentication.query: write the name of a query parameter, such as api_key'],
    ['{ query: a&b }', 'authentication.query: write the name of a query parameter'],
    ['{ cookie: a=b }', 'authentication.cookie: write the name of a cookie, such as session'],
    ['{ certificate: ./client.pem }', 'authentication.certificate: must be a map (key: value), not text'],
    ['{ certificate: { path: a } }', 'authentication.certificate.path: is not a key that is known here'],
    [
      '{ clientCredentials: {} }',
      'authentication.clientCredentials: says not where tokens come from: add tokenUrl, or discovery | Write, for example: clientCredentials: { tokenUrl: https://login.example.com/oauth/token',
    ],
    [
      '{ clientCredentials: { tokenUrl: http://a.example } }',
      'authentication.clientCredentials.tokenUrl: must begin with https:// | Write, for example: tokenUrl: https://',
    ],
    [
      '{ clientCredentials: { tokenUrl: http://127.0.0.1.evil.example } }',
      'authentication.clientCredentials.tokenUrl: must begin with https://',
    ],
    ['{ clientCredentials: { tokenUrl: "https://" } }', 'authentication.clientCredentials.tokenUrl: is not a URL'],
    [
      '{ clientCredentials: { tokenUrl: https://u:p@a.example } }',
      'authentication.clientCredentials.tokenUrl: must not hold a user or password',
    ],
    [
      '{ clientCredentials: { tokenUrl: "https://a.example/#x" } }',
      'authentication.clientCredentials.tokenUrl: must not have a fragment',
    ],
    [
      `{ clientCredentials: { tokenUrl: ${url}, authorizationUrl: ${url} } }`,
      'authentication.clientCredentials.authorizationUrl: is not a key that is known here',
    ],
    [
      `{ clientCredentials: { tokenUrl: ${url}, scopes: ["a b"] } }`,
      'authentication.clientCredentials.scopes[0]: write one scope, without blanks',
    ],
    [
      `{ clientCredentials: { tokenUrl: ${url}, hosts: ["https://a.example"] } }`,
      'authentication.clientCredentials.hosts[0]: write a host in lower case',
    ],
    [
      `{ clientCredentials: { tokenUrl: ${url}, send: { header: cookie } } }`,
      'authentication.clientCredentials.send.header: is a header that carries no key',
    ],
    [
      `{ clientCredentials: { tokenUrl: ${url}, client: client_secret } }`,
      'authentication.clientCredentials.client: is none of the values that may stand here | Did you mean client_secret_post? Write one of: client_secret_basic,',
    ],
    [
      `{ clientCredentials: { tokenUrl: ${url}, client: { method: private_key } } }`,
      'authentication.clientCredentials.client.method: is not a method that is known here | Did you mean private_key_jwt?',
    ],
    [
      `{ clientCredentials: { tokenUrl: ${url}, client: { method: private_key_jwt, algorithm: HS256 } } }`,
      'authentication.clientCredentials.client.algorithm: is none of the values that may stand here | Did you mean RS256?',
    ],
    [
      `{ authorizationCode: { tokenUrl: ${url} } }`,
      'authentication.authorizationCode: says not where a person signs in: add authorizationUrl',
    ],
    [
      '{ githubApp: {} }',
      'authentication.githubApp: must say which installation, and once: add either organization or installation',
    ],
    [
      '{ githubApp: { organization: a, installation: "1" } }',
      'authentication.githubApp: must say which installation, and once',
    ],
    [
      '{ githubApp: { installation: 42 } }',
      'authentication.githubApp.installation: must be text, not a number (as a number it loses leading zeros and late digits) | Put it in quotes: write "42".',
    ],
    [
      '{ githubApp: { organization: acme, permissions: { members: all } } }',
      'authentication.githubApp.permissions.members: is none of the values that may stand here | Write one of: read, write, admin.',
    ],
    [
      '{ googleServiceAccount: {} }',
      'authentication.googleServiceAccount.scopes: is missing | Write, for example: scopes: [',
    ],
    [
      '{ googleWorkload: { serviceAccount: a@b.example, scopes: [a] } }',
      'authentication.googleWorkload.serviceAccount: write the address of a service account',
    ],
    [
      '{ googleWorkload: { serviceAccount: a@b.iam.gserviceaccount.com, scopes: [a], provider: projects/1 } }',
      'authentication.googleWorkload.provider: write the full name of a provider',
    ],
    [
      '{ awsSignature: { service: s3, region: Ireland } }',
      'authentication.awsSignature.region: write a region, such as eu-west-1',
    ],
    [
      '{ awsSignature: { service: s3, region: eu-west-1, role: { arn: admin } } }',
      'authentication.awsSignature.role.arn: write the ARN of an IAM role',
    ],
    [
      `{ jwtBearer: { tokenUrl: ${url}, claims: { iss: me } } }`,
      'authentication.jwtBearer.claims.iss: is set by the protocol | Write it as issuer.',
    ],
    [
      `{ tokenExchange: { tokenUrl: ${url}, resource: a } }`,
      'authentication.tokenExchange.resource: write an absolute URI',
    ],
    [
      `{ tokenExchange: { tokenUrl: ${url}, parameters: { audience: a } } }`,
      'authentication.tokenExchange.parameters.audience: is set by the protocol | Write it as audience, beside parameters.',
    ],
    ['{ all: [bearer] }', 'authentication.all: must have at least 2 items'],
    [
      '{ all: [bearer, basic] }',
      'authentication.all: has two ways that need the header authorization: keep one of them',
    ],
    [
      `{ all: [basic, { clientCredentials: { tokenUrl: ${url} } }] }`,
      'authentication.all: has two ways that need the header authorization',
    ],
    [
      `{ all: [{ header: x-a }, { clientCredentials: { tokenUrl: ${url}, send: { header: X-A } } }] }`,
      'authentication.all: has two ways that need the header x-a',
    ],
    ['{ all: [{ header: x-A }, { header: X-a }] }', 'authentication.all: has two ways that need the header x-a'],
    [
      '{ all: [bearer, { query: a, cookie: b }] }',
      'authentication.all[1]: has several ways to prove who calls | Write each as an item of its own.',
    ],
    ['{ all: [bearer, { all: [bearer, basic] }] }', 'authentication.all[1].all: is not a key that is known here'],
    ['document', 'authentication: is to be as an OpenAPI document says, but there is none | Add document:'],
    // Nothing secret may be written, wherever one might look for a place for it.
    [
      `{ clientCredentials: { tokenUrl: ${url}, clientSecret: hunter2 } }`,
      `authentication.clientCredentials.clientSecret: is not a key that is known here | ${secretRemedy}`,
    ],
    [
      `{ clientCredentials: { tokenUrl: ${url}, client_secret: hunter2 } }`,
      `authentication.clientCredentials.client_secret: is not a key that is known here | ${secretRemedy}`,
    ],
    [
      `{ clientCredentials: { tokenUrl: ${url}, client: { method: private_key_jwt, privateKey: hunter2 } } }`,
      `authentication.clientCredentials.client.privateKey: is not a key that is known here | ${secretRemedy}`,
    ],
    [
      `{ password: { tokenUrl: ${url}, password: hunter2 } }`,
      `authentication.password.password: is not a key that is known here | ${secretRemedy}`,
    ],
    [
      `{ clientCredentials: { tokenUrl: ${url}, parameters: { client_secret: hunter2 } } }`,
      'authentication.clientCredentials.parameters.client_secret: is set by the protocol | Remove it, and enter it by: sallyport secrets set <source> client_secret',
    ],
    ['{ password: hunter2 }', 'authentication.password: must be a map (key: value), not text'],
    ['{ bearer: hunter2 }', 'authentication.bearer: is not a key that is known here'],
  ])('%s', (written, ...expected) => {
    const problems = problemsOf(written);
    expect(problems).toEqual(expected.map((problem) => expect.stringContaining(problem)));
    expect(problems.join()).not.toContain('hunter2');
  });

  test.each([
    'grant_type',
    'client_id',
    'client_assertion',
    'refresh_token',
    'code',
    'scope',
    'assertion',
    'redirect_uri',
  ])('the parameter %s, which the protocol sets', (name) => {
    const [problem] = problemsOf(`{ refreshToken: { tokenUrl: ${url}, parameters: { ${name}: a } } }`);
    expect(problem).toMatch(
      new RegExp(`^authentication\\.refreshToken\\.parameters\\.${name}: is set by the protocol \\| \\S`),
    );
  });
});

test('one changed setting gives an authentication, or problems that a person can use', () => {
  const written = `
all:
  - { certificate: {} }
  - clientCredentials:
      tokenUrl: ${url}
      client: { method: private_key_jwt, algorithm: PS256 }
      scopes: [read]
      parameters: { resource: a }
      send: { header: x-token }
`;
  const keys = ['query', 'client', 'document', 'use', 'schemes', 'grant_type'];
  const values = ['bearer', 'document', [url], { certificate: {} }, { method: 'none' }];
  let refused = 0;
  fc.assert(
    fc.property(mutated(written, { keys, values }), (document) => {
      const text = stringify(document, { collectionStyle: 'flow', lineWidth: 0 }).trim();
      for (const problem of problemsOf(text.replaceAll('\n', ' '))) {
        refused++;
        expect(problem).toMatch(/: \S.* \| /);
        expect(problem.replace(/^[^:]*:/, '')).not.toMatch(rawWords);
      }
    }),
    { numRuns: 150 },
  );
  expect(refused).toBeGreaterThan(20);
});
