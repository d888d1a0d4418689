import { onTestFinished } from 'vitest';
import type { KeyScheme, TokenScheme } from '../../../../connectors/authentication/authentication.ts';
import { localIdentity } from '../../../../lambda/platform/local/local-identity.ts';
import { jsonLog } from '../../../../lambda/platform/log.ts';
import type { Platform } from '../../../../lambda/platform/platform.ts';
import type { StateStore } from '../../../../lambda/platform/state-store.ts';
import { nodeSleep, sourceAccess } from '../../../../lambda/tokens/access/source-access.ts';
import { clientTo } from '../../../standins/client-to.ts';
import { startGoogle } from '../../../standins/google/start-google.ts';
import { readAssertion } from '../../../standins/read-assertion.ts';
import { rsaKey } from '../../../standins/test-keys.ts';
import { memoryState } from '../../support/memory-state.ts';
import { testKeys } from '../gate-process.ts';
import { tokenScheme } from './grant-context.ts';

const account = 'reader@acme.iam.gserviceaccount.com';
const scope = 'https://www.googleapis.com/auth/gmail.metadata';
const key = rsaKey();
const keyFile = JSON.stringify({
  type: 'service_account',
  private_key_id: 'key-1',
  private_key: key.privateKey.export({ type: 'pkcs8', format: 'pem' }),
  client_email: account,
});

/** What a source of Google's is opened with. */
export interface GoogleAccessOptions {
  readonly users: readonly string[];
  /** @default - the key of a service account that acts for the first of the users */
  readonly scheme?: Partial<TokenScheme>;
  /** What is sent beside the token. */
  readonly key?: KeyScheme;
  readonly delegated?: readonly string[];
  /** Fields of the secret beside the key. */
  readonly secret?: Readonly<Record<string, string>>;
}

/** The access to a source of Google's, with domain-wide delegation, and a Google that gives it tokens. */
export const googleAccess = async ({
  users,
  scheme,
  key: besides,
  delegated = [scope],
  secret,
}: GoogleAccessOptions) => {
  const suspended = new Set<string>();
  const ahead = { milliseconds: 0 };
  const now = () => Date.now() + ahead.milliseconds;
  const google = await startGoogle({
    accounts: { [account]: { keys: { 'key-1': key.publicKey }, managedKey: key, delegated, actors: [account] } },
    providers: {},
    users,
    suspended,
    now,
  });
  onTestFinished(() => google.stop());
  google.tokens.set('own', { actor: account, scope: 'https://www.googleapis.com/auth/cloud-platform' });
  const origins = { 'oauth2.googleapis.com': google.origin, 'iamcredentials.googleapis.com': google.origin };

  const log: string[] = [];
  const stored: string[] = [];
  const memory = memoryState();
  const state: StateStore = {
    read: memory.read,
    write(name, text, after) {
      stored.push(name, text);
      return memory.write(name, text, after);
    },
  };
  const platform: Platform = {
    secrets: { read: async () => ({ service_account_key: keyFile, ...secret }) },
    keys: { readOrCreate: () => Promise.reject(new Error('these keys are given')) },
    state,
    identity: { ...localIdentity({ environment: {}, now }), google: async () => 'own' },
    files: { path: (location) => location, open: () => Promise.reject(new Error('no files here')) },
    log: jsonLog((line) => log.push(line), now),
    fetch: () => Promise.reject(new Error('no fetch here')),
    http: () => clientTo(origins),
    now,
    random: () => 0.5,
    reference: () => 'ref-1',
  };
  const access = sourceAccess({
    authentication: {
      schemes: {
        google: tokenScheme({
          grant: { type: 'googleServiceAccount', subject: users[0] },
          client: { method: 'none' },
          scopes: [scope],
          ...scheme,
        }),
        ...(besides && { key: besides }),
      },
      alternatives: [besides ? ['google', 'key'] : ['google']],
      privateAddresses: [],
    },
    platform,
    gateway: 'acme',
    source: 'mail',
    keys: { current: async () => testKeys, fresh: async () => testKeys },
    // Waits are as long beside each other as ever, and a hundredth of what they are.
    sleep: (milliseconds, end) => nodeSleep(milliseconds / 100, end),
  });
  /** Whom Google was asked to give tokens for, in that order. */
  const asked = () =>
    google.requests
      .filter(({ path }) => path === '/oauth2.googleapis.com/token')
      .map(({ body }) => readAssertion(new URLSearchParams(body).get('assertion'))!.claims['sub']);
  /** Whom a token acts as. */
  const actorOf = (authorization: string | undefined) =>
    google.tokens.get(authorization?.replace(/^Bearer /, '') ?? '')?.actor;
  return { access, google, suspended, ahead, log, stored, asked, actorOf };
};
