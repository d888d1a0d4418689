import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { awsIdentity } from '../../../lambda/platform/aws/aws-identity.ts';
import { jsonLog } from '../../../lambda/platform/log.ts';
import type { Platform } from '../../../lambda/platform/platform.ts';
import { grantContext, sourceAccess, tokenOptions } from '../../../lambda/tokens/access/source-access.ts';
import { administeredToken } from '../../../lambda/tokens/administered-token.ts';
import { beginSignIn } from '../../../lambda/tokens/endpoint/sign-in.ts';
import { authenticationOf } from '../../connectors/authentication/configured.ts';
import { type Atlassian, startAtlassian } from '../../standins/atlassian/start-atlassian.ts';
import { type AwsSts, startAwsSts } from '../../standins/aws-sts/start-aws-sts.ts';
import { clientTo } from '../../standins/client-to.ts';
import { type Entra, startEntra } from '../../standins/entra/start-entra.ts';
import { type GitHub, startGitHub } from '../../standins/github/start-github.ts';
import { type Google, startGoogle } from '../../standins/google/start-google.ts';
import { type Salesforce, startSalesforce } from '../../standins/salesforce/start-salesforce.ts';
import { rsaKey } from '../../standins/test-keys.ts';
import { startZoom, type Zoom } from '../../standins/zoom/start-zoom.ts';
import { memoryState } from '../support/memory-state.ts';
import { testKeys } from './gate-process.ts';

/** The account that the gate runs in, with an issuer of its own. */
const issuer = 'https://a1b2c3.tokens.sts.global.api.aws';
const role = 'arn:aws:iam::111122223333:role/ASIAGATE';
const region = 'eu-west-1';
const tenant = '3aa4a235-b6e2-48d5-9195-7fcf05b459b0';
const application = '4a3f2e1d-0000-4000-8000-00000000000a';
const account = 'reader@acme.iam.gserviceaccount.com';
const provider = '//iam.googleapis.com/projects/123/locations/global/workloadIdentityPools/gate/providers/gate-aws';
const directory = 'https://www.googleapis.com/auth/admin.directory.user.readonly';
const salesforceHost = 'acme.my.salesforce.com';
const redirectUri = 'http://127.0.0.1:8400/callback';

const entraFile = (name: string) => readFileSync(join(import.meta.dirname, '../../standins/entra', name), 'utf8');
const certificate = new X509Certificate(entraFile('application.pem'));

const stsKey = rsaKey();
const appKey = rsaKey();
const pem = appKey.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const zoomApp = {
  accountId: 'zoom-account',
  clientId: 'zoom-client',
  clientSecret: 'CANARY-zoom',
  scopes: ['user:read:admin'],
};
const jiraApp = {
  clientId: 'jira-client',
  clientSecret: 'CANARY-jira',
  redirectUri,
  scopes: ['read:jira-work', 'offline_access'],
};

let sts: AwsSts;
let entra: Entra;
let google: Google;
let github: GitHub;
let atlassian: Atlassian;
let salesforce: Salesforce;
let zoom: Zoom;

beforeAll(async () => {
  const aws = { url: issuer, key: stsKey.privateKey };
  sts = await startAwsSts({
    region,
    keys: { ASIAGATE: 'CANARY-aws', ASIAOTHER: 'CANARY-other' },
    roles: {},
    issuer: aws,
    now: Date.now,
  });
  entra = await startEntra({
    tenant,
    applications: {
      [application]: {
        federated: { issuer, subject: role, audience: 'api://AzureADTokenExchange', key: stsKey.publicKey },
        certificates: {
          [Buffer.from(certificate.fingerprint256.replaceAll(':', ''), 'hex').toString('base64url')]:
            certificate.publicKey,
        },
      },
    },
    resources: ['https://graph.microsoft.com'],
    now: Date.now,
  });
  google = await startGoogle({
    accounts: {
      [account]: {
        keys: { 'key-1': appKey.publicKey },
        managedKey: stsKey,
        delegated: [directory],
        actors: [`principal:${provider.replace(/\/providers.*/, '')}/subject/${role}`],
      },
    },
    providers: { [provider]: { issuer, key: stsKey.publicKey } },
    users: ['gate@acme.example'],
    now: Date.now,
  });
  github = await startGitHub({
    apps: { '4711': [appKey.publicKey] },
    installations: { '51': { owner: 'acme', kind: 'orgs', permissions: { members: 'read', metadata: 'read' } } },
    now: Date.now,
  });
  atlassian = await startAtlassian(jiraApp);
  salesforce = await startSalesforce(salesforceHost, { id: 'sf-client', secret: 'CANARY-sf' });
  zoom = await startZoom(zoomApp);
});
afterAll(() => Promise.all([sts, entra, google, github, atlassian, salesforce, zoom].map((each) => each.stop())));

beforeEach(() => {
  const environment = {
    AWS_ENDPOINT_URL_STS: sts.origin,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: 'ASIAGATE',
    AWS_SECRET_ACCESS_KEY: 'CANARY-aws',
    AWS_SESSION_TOKEN: undefined,
    AWS_PROFILE: undefined,
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
});
afterEach(() => vi.unstubAllEnvs());

/** Every host that the seven have; what is asked of any other fails. */
const origins = () => ({
  'login.microsoftonline.com': entra.origin,
  'oauth2.googleapis.com': google.origin,
  'sts.googleapis.com': google.origin,
  'iamcredentials.googleapis.com': google.origin,
  'api.github.com': github.origin,
  'auth.atlassian.com': atlassian.origin,
  [salesforceHost]: salesforce.origin,
  'zoom.us': zoom.origin,
});

/** A function on AWS that serves one source, and what it writes into its log. */
const functionFor = (authentication: string, secret: Readonly<Record<string, string>>, state = memoryState()) => {
  const lines: string[] = [];
  const ahead = { milliseconds: 0 };
  const now = () => Date.now() + ahead.milliseconds;
  const platform: Platform = {
    secrets: { read: async () => secret },
    keys: { readOrCreate: () => Promise.reject(new Error('these keys are given')) },
    state,
    identity: awsIdentity(Date.now),
    files: { path: (location) => location, open: () => Promise.reject(new Error('no files here')) },
    log: jsonLog((line) => lines.push(line), Date.now),
    fetch: () => Promise.reject(new Error('no fetch here')),
    http: () => clientTo(origins()),
    now,
    random: () => 0.5,
    reference: () => 'ref-1',
  };
  const options = {
    authentication: authenticationOf(authentication),
    platform,
    gateway: 'acme',
    source: 'api',
    keys: { current: async () => testKeys, fresh: async () => testKeys },
  };
  const access = sourceAccess(options);
  const { signal } = new AbortController();
  const bearer = async (): Promise<string> => {
    const { authorization } = (await access.credentials(signal)).headers;
    return /^Bearer (\S+)$/.exec(authorization ?? '')![1]!;
  };
  const refuse = async () => access.refused(await access.credentials(signal), signal);
  return { options, state, ahead, bearer, refuse, log: () => lines.join('') };
};

interface Source {
  readonly name: string;
  /** As a customer writes it. */
  readonly authentication: string;
  readonly secret: () => Readonly<Record<string, string>>;
  /** Whether the source knows the token. */
  readonly knows: (token: string) => boolean;
}

const serviceAccountKey = JSON.stringify({
  type: 'service_account',
  client_email: account,
  private_key: pem,
  private_key_id: 'key-1',
});

const actsFor = (token: string): string | undefined => google.tokens.get(token)?.actor;

const sources: readonly Source[] = [
  {
    name: 'Microsoft 365, by workload identity: no secret at all',
    authentication: `{ clientCredentials: {
      tokenUrl: "https://login.microsoftonline.com/${tenant}/oauth2/v2.0/token",
      clientId: ${application}, client: workload_identity, scopes: ["https://graph.microsoft.com/.default"] } }`,
    secret: () => ({}),
    knows: (token) => entra.tokens.get(token)?.client === application,
  },
  {
    name: 'Microsoft 365, by a certificate',
    authentication: `{ clientCredentials: {
      tokenUrl: "https://login.microsoftonline.com/${tenant}/oauth2/v2.0/token",
      client: { method: private_key_jwt, algorithm: PS256, thumbprint: true },
      scopes: ["https://graph.microsoft.com/.default"] } }`,
    secret: () => ({
      client_id: application,
      private_key: entraFile('application-key.pem'),
      certificate: entraFile('application.pem'),
    }),
    knows: (token) => entra.tokens.get(token)?.client === application,
  },
  {
    name: 'Google Workspace, by the key of a service account',
    authentication: `{ googleServiceAccount: { subject: gate@acme.example, scopes: ["${directory}"] } }`,
    secret: () => ({ service_account_key: serviceAccountKey }),
    knows: (token) => actsFor(token) === 'gate@acme.example',
  },
  {
    name: 'Google Workspace, without a key',
    authentication: `{ googleWorkload: {
      serviceAccount: ${account}, subject: gate@acme.example, provider: "${provider}", scopes: ["${directory}"] } }`,
    secret: () => ({}),
    knows: (token) => actsFor(token) === 'gate@acme.example',
  },
  {
    name: 'GitHub, by an app',
    authentication: '{ githubApp: { organization: acme, permissions: { members: read } } }',
    secret: () => ({ app_id: '4711', private_key: pem }),
    knows: (token) => github.tokens.has(token),
  },
  {
    name: 'Salesforce, by client credentials',
    authentication: `{ clientCredentials: { tokenUrl: "https://${salesforceHost}/services/oauth2/token" } }`,
    secret: () => ({ client_id: 'sf-client', client_secret: 'CANARY-sf' }),
    knows: (token) => salesforce.tokens.has(token),
  },
  {
    name: 'Zoom, by account credentials',
    authentication: '{ accountCredentials: {} }',
    secret: () => ({ client_id: 'zoom-client', client_secret: 'CANARY-zoom', account_id: 'zoom-account' }),
    knows: (token) => zoom.tokens.has(token),
  },
];

describe('a token of its own way has', () => {
  test.each(sources)('$name', async ({ authentication, secret, knows }) => {
    const { bearer, refuse, log } = functionFor(authentication, secret());
    const first = await bearer();
    expect(knows(first)).toBe(true);
    expect(await bearer()).toBe(first);
    expect(await refuse()).toBe(true);
    const second = await bearer();
    expect(second).not.toBe(first);
    expect(knows(second)).toBe(true);
    expect(log()).not.toMatch(/CANARY|PRIVATE/);
  });

  test('Slack, by the token of an app', async () => {
    const { bearer, log } = functionFor('bearer', { token: 'xoxb-CANARY' });
    expect(await bearer()).toBe('xoxb-CANARY');
    expect(log()).not.toMatch(/CANARY/);
  });

  test('Jira, by the sign-in of a person, and then by refresh tokens that rotate', async () => {
    const authentication = `{ authorizationCode: {
      authorizationUrl: "https://auth.atlassian.com/authorize", tokenUrl: "https://auth.atlassian.com/oauth/token",
      client: client_secret_post, redirectPort: 8400, scopes: [${jiraApp.scopes.map((scope) => `"${scope}"`)}],
      parameters: { audience: api.atlassian.com } } }`;
    const secret = { client_id: 'jira-client', client_secret: 'CANARY-jira' };
    const one = functionFor(authentication, secret);
    await expect(one.bearer()).rejects.toThrow(/sallyport connect/);

    const [[name, scheme]] = Object.entries(one.options.authentication.schemes) as [[string, never]];
    const { signal } = new AbortController();
    const signIn = await beginSignIn(scheme, grantContext(one.options), { redirectUri, secret, signal });
    const answer = await signIn.finish(atlassian.consent(signIn.url), signal);
    await administeredToken(tokenOptions(name, scheme, one.options)).enter(answer, Date.now());

    // Two processes share what is kept: the refresh token is used by one of them, once.
    const [first, second] = [
      functionFor(authentication, secret, one.state),
      functionFor(authentication, secret, one.state),
    ];
    const token = await first.bearer();
    expect(await second.bearer()).toBe(token);
    for (let renewal = 1; renewal <= 3; renewal++) {
      for (const { ahead } of [first, second]) ahead.milliseconds = renewal * 3_600_000;
      const before = atlassian.requests.length;
      const renewed = await Promise.all([first.bearer(), second.bearer()]);
      expect(new Set(renewed).size).toBe(1);
      expect(atlassian.tokens.has(renewed[0]!)).toBe(true);
      expect(atlassian.requests.length - before).toBe(1);
    }
    expect(one.log() + first.log() + second.log()).not.toMatch(/CANARY/);
  });
});

describe('a token is not had', () => {
  const by = (name: string): Source => sources.find((each) => each.name.startsWith(name))!;
  const without = { ...by('Microsoft 365'), secret: {} };
  const wrong: [
    string,
    Pick<Source, 'authentication'> & { readonly secret: Readonly<Record<string, string>> },
    RegExp,
  ][] = [
    [
      'of Microsoft 365 for an unknown application',
      { ...without, authentication: without.authentication.replace(application, tenant) },
      /may not use this grant.*AADSTS700016/,
    ],
    [
      'of Microsoft 365 with a scope that is none',
      { ...without, authentication: without.authentication.replace('.default', 'User.Read.All') },
      /look at scopes.*AADSTS1002012/,
    ],
    [
      'of Google Workspace by another key',
      {
        ...by('Google'),
        secret: {
          service_account_key: serviceAccountKey.replace('key-1', 'key-2').replace(account, 'other@acme.example'),
        },
      },
      /is the key still there/,
    ],
    [
      'of GitHub by another app',
      { ...by('GitHub'), secret: { app_id: '4712', private_key: pem } },
      /knows no app with this id/,
    ],
    [
      'of Salesforce by a wrong secret',
      { ...by('Salesforce'), secret: { client_id: 'sf-client', client_secret: 'CANARY' } },
      /"client_secret" again/,
    ],
    [
      'of Zoom by a wrong secret',
      { ...by('Zoom'), secret: { client_id: 'zoom-client', client_secret: 'CANARY', account_id: 'zoom-account' } },
      /"client_secret" again/,
    ],
    [
      'of Zoom for another account',
      { ...by('Zoom'), secret: { client_id: 'zoom-client', client_secret: 'CANARY-zoom', account_id: 'CANARY' } },
      /is the account id \(account_id\) that of this client/,
    ],
  ];

  test.each(wrong)('%s, and what to do', async (_, { authentication, secret }, says) => {
    const { bearer, log } = functionFor(authentication, secret);
    await expect(bearer()).rejects.toMatchObject({
      code: 'credentials-refused',
      message: expect.stringMatching(says),
    });
    expect(log()).toMatch(/token\.stopped/);
    expect(log()).not.toMatch(/CANARY|PRIVATE/);
  });

  test('of Microsoft 365 by another role, or not yet: a trust that is new takes minutes to be known', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'ASIAOTHER');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'CANARY-other');
    const failure = functionFor(without.authentication, {}).bearer();
    await expect(failure).rejects.toMatchObject({
      code: 'credentials-unreachable',
      message: expect.stringMatching(/issuer, subject and audience right.*AADSTS700213/),
    });
  });
});
