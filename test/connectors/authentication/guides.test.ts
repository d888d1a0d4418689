import { describe, expect, test } from 'vitest';
import type { Connector } from '../../../connectors/connector.ts';
import { file } from '../../../connectors/file.ts';
import type { GuideStep } from '../../../connectors/guide.ts';
import { openapi } from '../../../connectors/openapi.ts';
import { scim } from '../../../connectors/scim.ts';
import { sql } from '../../../connectors/sql.ts';
import { securedDocument } from '../openapi/security-documents.ts';
import { optionsOf } from '../support/read-all.ts';
import { configured, type Surroundings } from './configured.ts';

const subject = { gateway: 'acme', source: 'hr', vendor: 'elimity' };
const url = 'https://login.example.com/token';
const entra = 'https://login.microsoftonline.com/00000000-0000-0000-0000-000000000000/oauth2/v2.0/token';
const graph = 'scopes: ["https://graph.microsoft.com/.default"]';
const pool = '//iam.googleapis.com/projects/42/locations/global/workloadIdentityPools/gate/providers/gate-aws';
const account = 'serviceAccount: reader@acme-1.iam.gserviceaccount.com';
const directory = 'https://www.googleapis.com/auth/admin.directory.user.readonly';

const printed = (steps: readonly GuideStep[]): string =>
  steps.map(({ title, lines }) => [`# ${title}`, ...lines].join('\n')).join('\n\n');

/** Each guide with its title, and what it is made from. */
const guides: readonly [title: string, authentication: string, surroundings?: Surroundings][] = [
  ['a token of any API', 'bearer'],
  ['a token of Slack', 'bearer', { settings: 'server: https://slack.com/api' }],
  ['basic', 'basic'],
  ['a key', '{ header: x-api-key }'],
  ['a client certificate and a key', '{ all: [{ certificate: {} }, { query: key }] }'],
  ['client credentials', `{ clientCredentials: { tokenUrl: ${url}, scopes: [read, list] } }`],
  [
    'client credentials by a key',
    `{ clientCredentials: { tokenUrl: ${url}, client: { method: private_key_jwt, algorithm: ES256 } } }`,
  ],
  ['client credentials by a certificate', `{ clientCredentials: { tokenUrl: ${url}, client: tls_client_auth } }`],
  ['password', `{ password: { tokenUrl: ${url} } }`],
  ['refresh token', `{ refreshToken: { tokenUrl: ${url}, client: client_secret_post } }`],
  ['authorization code', `{ authorizationCode: { tokenUrl: ${url}, authorizationUrl: ${url}, redirectPort: 8400 } }`],
  ['device authorization', `{ authorizationCode: { tokenUrl: ${url}, deviceAuthorizationUrl: ${url}, client: none } }`],
  ['JWT bearer', `{ jwtBearer: { tokenUrl: ${url}, issuer: gate, subject: gate@acme.example, keyId: k1 } }`],
  [
    'token exchange',
    `{ tokenExchange: { tokenUrl: ${url}, subjectToken: { identity: "https://login.example.com" } } }`,
  ],
  ['Entra without a secret', `{ clientCredentials: { tokenUrl: ${entra}, client: workload_identity, ${graph} } }`],
  [
    'Entra by a certificate',
    `{ clientCredentials: { tokenUrl: ${entra}, client: { method: private_key_jwt, algorithm: PS256, thumbprint: true }, ${graph} } }`,
  ],
  ['Entra by a secret', `{ clientCredentials: { tokenUrl: ${entra}, ${graph} } }`],
  ['Entra with a sign-in', `{ authorizationCode: { tokenUrl: ${entra}, authorizationUrl: ${entra}, client: none } }`],
  ['Entra with a sign-in, by a secret', `{ authorizationCode: { tokenUrl: ${entra}, authorizationUrl: ${entra} } }`],
  ['Google Workspace by a key', `{ googleServiceAccount: { subject: gate@acme.example, scopes: ["${directory}"] } }`],
  ['Google Cloud by a key', `{ googleServiceAccount: { scopes: ["${directory}"] } }`],
  [
    'Google Workspace without a key',
    `{ googleWorkload: { ${account}, subject: gate@acme.example, provider: ${pool}, scopes: ["${directory}"] } }`,
  ],
  ['Google Cloud without a key, on Google Cloud', `{ googleWorkload: { ${account}, scopes: ["${directory}"] } }`],
  ['GitHub', '{ githubApp: { organization: acme, permissions: { members: read } } }'],
  [
    'GitHub Enterprise Server',
    '{ githubApp: { api: https://git.acme.example/api/v3, appId: "7", installation: "42" } }',
  ],
  [
    'Atlassian by a service account',
    '{ clientCredentials: { tokenUrl: https://auth.atlassian.com/oauth/token, client: client_secret_post } }',
  ],
  [
    'Jira',
    '{ authorizationCode: { tokenUrl: https://auth.atlassian.com/oauth/token, authorizationUrl: https://auth.atlassian.com/authorize, scopes: [read:jira-work] } }',
  ],
  ['Salesforce', '{ clientCredentials: { tokenUrl: https://acme.my.salesforce.com/services/oauth2/token } }'],
  [
    'Salesforce, where everybody signs in',
    '{ clientCredentials: { tokenUrl: https://login.salesforce.com/services/oauth2/token } }',
  ],
  ['a login', `{ login: { tokenUrl: ${url} } }`],
  ['Zoom', '{ accountCredentials: { scopes: [report:read:admin] } }'],
  ['AWS by its own role', '{ awsSignature: { service: execute-api, region: eu-west-1 } }'],
  [
    'AWS by another role',
    '{ awsSignature: { service: execute-api, region: eu-west-1, role: { arn: "arn:aws:iam::111122223333:role/r", externalId: x1 } } }',
  ],
  ['AWS by a key', '{ awsSignature: { service: execute-api, region: eu-west-1, credentials: secret } }'],
  [
    'what a document leaves open',
    'document',
    {
      settings: 'localServer: http://127.0.0.1:1',
      document: securedDocument(
        {
          oauth: { type: 'oauth2', flows: { clientCredentials: { tokenUrl: url, scopes: {} } } },
          signIn: {
            type: 'oauth2',
            flows: { authorizationCode: { tokenUrl: url, authorizationUrl: url, scopes: {} } },
          },
          key: { type: 'apiKey', in: 'header', name: 'x-key' },
        },
        [{ oauth: ['read'], key: [] }, { signIn: ['read'] }],
      ),
    },
  ],
];

describe('the guide of an API', () => {
  test.each(guides)('with %s', (_, authentication, surroundings) => {
    const steps = openapi.guide!(configured(authentication, surroundings), subject);
    expect(printed(steps)).toMatchSnapshot();
  });

  test.each(guides)(
    'with %s: no step is empty, no line is broken, each command stands alone',
    (_, authentication, surroundings) => {
      const options = configured(authentication, surroundings);
      const steps = openapi.guide!(options, subject);
      for (const { title, lines } of steps) {
        expect(title).toMatch(/^\S.*[^.]$/);
        expect(lines.length).toBeGreaterThan(0);
        for (const line of lines) expect(line).toMatch(/^( {2})?\S[^\n]*$/);
        expect([title, ...lines].join()).not.toMatch(/undefined|\[object|NaN/);
      }
      const commands = steps.flatMap(({ lines }) => lines.filter((line) => line.startsWith('  sallyport secrets set')));
      const needed = openapi.requires(options).secret.filter(({ required }) => required);
      for (const { name } of needed) expect(commands.join('\n')).toContain(`  sallyport secrets set hr ${name}`);
    },
  );
});

test('there is nothing to do for an API that asks for nothing', () => {
  expect(openapi.guide!(configured('none'), subject)).toEqual([]);
});

const postgres = { host: 'db.example.com', database: 'hr' };
const queries = [{ query: 'select id from t', entity: { type: 'person', id: 'id' } }];
const entity = { type: 'person', id: 'id' };

test.each<[string, Connector, unknown]>([
  ['a SCIM service', scim, { baseUrl: 'https://id.example.com/scim/v2' }],
  [
    'a SCIM service whose vendor sends the token',
    scim,
    { baseUrl: 'https://id.example.com/scim/v2', credentials: 'fields' },
  ],
  [
    'a SCIM service of GitHub',
    scim,
    { baseUrl: 'https://api.github.com/scim/v2', authentication: { githubApp: { organization: 'acme' } } },
  ],
  ['a database', sql, { database: { postgres }, queries }],
  [
    'a database without TLS whose vendor sends the password',
    sql,
    { database: { postgres: { ...postgres, tls: 'disable', credentials: 'fields' } }, queries },
  ],
  [
    'a database with an authority of its own',
    sql,
    { database: { postgres: { ...postgres, ca: './ca.pem' } }, queries },
  ],
  ['a database of MySQL', sql, { database: { mysql: { host: 'db.example.com', database: 'hr' } }, queries }],
  [
    'a database of MySQL without TLS',
    sql,
    { database: { mysql: { host: '10.0.0.5', database: 'h`r', tls: 'disable', credentials: 'fields' } }, queries },
  ],
  ['a database of SQL Server', sql, { database: { sqlserver: { host: 'db.example.com', database: 'hr' } }, queries }],
  [
    'an instance of SQL Server whose certificate is its own',
    sql,
    { database: { sqlserver: { host: 'db', instance: 'HR', database: 'h]r', tls: 'trust' } }, queries },
  ],
  ['a database in a file', sql, { database: { sqlite: './people.sqlite' }, queries }],
  [
    'files',
    file,
    {
      files: [
        { path: './a.csv', entity },
        { path: 's3://exports/b.csv.gz', entity },
        { path: 'gs://exports/daily/c.csv', entity },
        { path: 'https://exports1.blob.core.windows.net/daily/d.csv', entity },
      ],
    },
  ],
])('the guide of %s', (_, connector, raw) => {
  expect(printed(connector.guide!(optionsOf(connector, raw), subject))).toMatchSnapshot();
});
