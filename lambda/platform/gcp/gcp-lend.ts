import type { GcpRelay } from '../../../config/deployed-relay.ts';
import type { AgentAccess, LendAccess } from '../agent-access.ts';
import { PlatformError } from '../platform-error.ts';
import type { RestAnswer, RestClient } from '../rest-client.ts';
import { type FailureCause, isGood, restFailure } from '../rest-failure.ts';

/** What is lent counts for as long as on AWS. */
const lifetime = '900s';

const scopes = {
  queue: 'https://www.googleapis.com/auth/pubsub',
  /** A token is down-scoped from this one alone (docs.cloud.google.com/iam/docs/downscoping-short-lived-credentials). */
  mailbox: 'https://www.googleapis.com/auth/cloud-platform',
} as const;

/** The prefix of a slot's mailbox in the bucket for mailboxes. */
export const mailboxPrefix = (slot: number): string => `${slot}/`;

/** Clients of Google Cloud, as the relay's function and as nobody: whoever exchanges a token proves nothing else. */
export interface GcpLendClients {
  readonly google: RestClient;
  readonly anonymous: RestClient;
}

/**
 * Lends tokens of the service account of a slot: one for its subscription, which that account alone may consume, and one for its mailbox, down-scoped to
 * a prefix by a Credential Access Boundary (docs.cloud.google.com/iam/docs/reference/sts/rest/v1/TopLevel/token).
 */
export const gcpLend =
  ({ google, anonymous }: GcpLendClients, { mailboxBucket, subscriptions, agentAccounts }: GcpRelay): LendAccess =>
  async (slot): Promise<AgentAccess> => {
    const account = agentAccounts?.[slot - 1];
    const subscription = subscriptions[slot - 1];
    if (account === undefined || subscription === undefined) throw missing();
    const prefix = mailboxPrefix(slot);
    const [queue, whole] = await Promise.all([
      generate(google, account, scopes.queue),
      generate(google, account, scopes.mailbox),
    ]);
    const mailboxToken = await narrow(anonymous, whole.token, boundary(mailboxBucket, prefix));
    const expiresAt = Math.min(queue.expiresAt, whole.expiresAt);
    return {
      host: 'gcp',
      subscription,
      bucket: mailboxBucket,
      prefix,
      queueToken: queue.token,
      mailboxToken,
      expiresAt,
    };
  };

/** docs.cloud.google.com/iam/docs/reference/credentials/rest/v1/projects.serviceAccounts/generateAccessToken */
const generate = async (client: RestClient, account: string, scope: string) => {
  const answer = await client.call({
    method: 'POST',
    url: `https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/${encodeURIComponent(account)}:generateAccessToken`,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ scope: [scope], lifetime }),
  });
  if (!isGood(answer)) throw restFailure(answer, causes, otherwise);
  const { accessToken, expireTime } = membersOf(answer);
  const expiresAt = typeof expireTime === 'string' ? Date.parse(expireTime) : Number.NaN;
  if (typeof accessToken !== 'string' || Number.isNaN(expiresAt)) throw nonsense();
  return { token: accessToken, expiresAt };
};

/** Objects of the prefix, and lists of it (docs.cloud.google.com/iam/docs/conditions-attribute-reference#api-attributes). */
const boundary = (bucket: string, prefix: string) => {
  const objects = `resource.name.startsWith('projects/_/buckets/${bucket}/objects/${prefix}')`;
  const lists = `api.getAttribute('storage.googleapis.com/objectListPrefix', '').startsWith('${prefix}')`;
  return {
    accessBoundary: {
      accessBoundaryRules: [
        {
          availableResource: `//storage.googleapis.com/projects/_/buckets/${bucket}`,
          availablePermissions: ['inRole:roles/storage.objectUser'],
          availabilityCondition: { expression: `${objects} || ${lists}` },
        },
      ],
    },
  };
};

const accessToken = 'urn:ietf:params:oauth:token-type:access_token';

/** An exchange of RFC 8693. */
const narrow = async (client: RestClient, token: string, options: object): Promise<string> => {
  const answer = await client.call({
    method: 'POST',
    url: 'https://sts.googleapis.com/v1/token',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      requested_token_type: accessToken,
      subject_token_type: accessToken,
      subject_token: token,
      options: JSON.stringify(options),
    }).toString(),
  });
  if (!isGood(answer)) throw restFailure(answer, exchangeCauses, otherwise);
  const { access_token } = membersOf(answer);
  if (typeof access_token !== 'string') throw nonsense();
  return access_token;
};

const membersOf = ({ text }: RestAnswer): Readonly<Record<string, unknown>> => {
  try {
    return Object(JSON.parse(text));
  } catch {
    throw nonsense();
  }
};

const missing = () =>
  new PlatformError('identity-missing', 'this service has no access to lend to agents: deploy the gateway again');

const nonsense = () => new PlatformError('identity-unreachable', 'Google Cloud answered without a token: try again');

const denied: FailureCause = [
  'identity-denied',
  "the relay's service may not act as the agents' service accounts: grant it roles/iam.serviceAccountTokenCreator on them",
];

const causes: Readonly<Record<string, FailureCause>> = {
  SERVICE_DISABLED: [
    'identity-denied',
    'the IAM Service Account Credentials API is not enabled in this project: enable iamcredentials.googleapis.com',
  ],
  401: ['identity-denied', 'Google Cloud does not accept the sign-in: sign in again'],
  403: denied,
  404: denied,
};

const exchangeCauses: Readonly<Record<string, FailureCause>> = {
  400: [
    'identity-denied',
    "Google Cloud does not narrow a token to an agent's mailbox: has its bucket uniform bucket-level access?",
  ],
  401: ['identity-denied', 'Google Cloud does not accept the token that it gave: try again'],
  403: ['identity-denied', 'Google Cloud does not narrow tokens of this project: is sts.googleapis.com enabled?'],
};

const otherwise: FailureCause = ['identity-unreachable', 'Google Cloud gives no tokens now, or failed: try again'];
