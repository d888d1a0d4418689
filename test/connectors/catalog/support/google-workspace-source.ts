import { SignJWT } from 'jose';
import { afterAll, beforeAll } from 'vitest';
import { catalogDefinition } from '../../../../connectors/catalog.ts';
import type { Platform } from '../../../../lambda/platform/platform.ts';
import { collaborationData } from '../../../standins/google/collaboration-data.ts';
import { directoryData } from '../../../standins/google/directory-data.ts';
import { type Google, startGoogle } from '../../../standins/google/start-google.ts';
import { startWorkspace, workspaceHosts } from '../../../standins/google/start-workspace.ts';
import type { StandIn } from '../../../standins/stand-in.ts';
import { rsaKey } from '../../../standins/test-keys.ts';
import { connectorUnderTest } from './connector-under-test.ts';
import { everyEndpoint } from './every-endpoint.ts';

const account = 'reader@acme-123.iam.gserviceaccount.com';
const pool = '//iam.googleapis.com/projects/123456789012/locations/global/workloadIdentityPools/gate';
const issuer = 'https://a1b2c3.tokens.sts.global.api.aws';
const role = 'arn:aws:iam::111122223333:role/gate';
const key = rsaKey();
const keyFile = JSON.stringify({
  type: 'service_account',
  private_key_id: 'key-1',
  private_key: key.privateKey.export({ type: 'pkcs8', format: 'pem' }),
  client_email: account,
});

/** The organization that all of it is about. */
export const directory = directoryData();
export const collaboration = collaborationData(directory);

/** Every scope that the connector may ask for. */
export const allScopes = Object.keys(catalogDefinition('google-workspace').permissions);

/** How the source is proved who calls. */
export type WorkspaceWay = 'workload' | 'key';

/** A Google Workspace for the tests of one file, and sources of it. */
export const googleWorkspace = () => {
  const state = { ahead: 0 };
  const now = () => Date.now() + state.ahead;
  let google: Google | undefined;
  let apis: StandIn | undefined;

  beforeAll(async () => {
    google = await startGoogle({
      accounts: {
        [account]: {
          keys: { 'key-1': key.publicKey },
          managedKey: key,
          delegated: allScopes,
          actors: [`principal:${pool}/subject/${role}`],
        },
      },
      providers: { [`${pool}/providers/gate-aws`]: { issuer, key: key.publicKey, subjects: [role] } },
      users: [directory.administrator, ...Object.keys(collaboration.mailboxes)],
      now,
    });
    apis = await startWorkspace({ directory, collaboration, google, now });
  });
  afterAll(() => Promise.all([google?.stop(), apis?.stop()]));

  /** The gate's own identity, of a function on AWS. */
  const identity: Platform['identity'] = {
    jwt: (audience) =>
      new SignJWT({ sub: role, iss: issuer, aud: audience })
        .setProtectedHeader({ alg: 'RS256' })
        .setIssuedAt(Math.floor(now() / 1_000))
        .setExpirationTime(Math.floor(now() / 1_000) + 900)
        .sign(key.privateKey),
    aws: async () => undefined,
    google: async () => undefined,
  };

  const source = (way: WorkspaceWay = 'key', settings: Readonly<Record<string, unknown>> = {}) => {
    const tokens = ['oauth2.googleapis.com', 'sts.googleapis.com', 'iamcredentials.googleapis.com'];
    return connectorUnderTest({
      source: {
        connector: 'google-workspace',
        serve: ['import', 'proxy'],
        ...(settings['serve'] ? {} : { endpoints: everyEndpoint('google-workspace') }),
        administrator: directory.administrator,
        authentication: way,
        ...(way === 'workload' && { serviceAccount: account, provider: `${pool}/providers/gate-aws` }),
        ...settings,
      },
      secret: way === 'key' ? { service_account_key: keyFile } : {},
      origins: Object.fromEntries([
        ...tokens.map((host) => [host, google!.origin]),
        ...workspaceHosts.map((host) => [host, apis!.origin]),
      ]),
      platform: { now, identity },
    });
  };

  return {
    state,
    source,
    get google() {
      return google!;
    },
    get apis() {
      return apis!;
    },
  };
};
