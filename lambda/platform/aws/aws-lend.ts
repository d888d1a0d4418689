import type { STSClient } from '@aws-sdk/client-sts';
import type { AwsRelay } from '../../../config/deployed-relay.ts';
import type { AgentAccess, LendAccess } from '../agent-access.ts';
import { PlatformError, type PlatformErrorCode } from '../platform-error.ts';
import { clientSettings, shortCall } from './client-settings.ts';

/** The least that STS gives, and so the most that a revoked agent has left of it. */
const seconds = 900;

/** The prefix of a slot's mailbox in the bucket of the relay. */
export const mailboxPrefix = (slot: number): string => `mailbox/${slot}/`;

/**
 * Lends sessions of the agents' role, each with a policy that leaves of the role's rights those to one queue and one prefix
 * (docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html#policies_session). What the role has not, no session gets by its policy.
 */
export const awsLend = ({ region, bucket, queueUrls, agentRole }: AwsRelay, now: () => number): LendAccess => {
  let client: STSClient | undefined;
  return async (slot): Promise<AgentAccess> => {
    const queueUrl = queueUrls[slot - 1];
    if (!agentRole || queueUrl === undefined) throw missing();
    const policy = sessionPolicy({ agentRole, queueUrl, bucket, region, prefix: mailboxPrefix(slot) });
    try {
      const sdk = await import('@aws-sdk/client-sts');
      client ??= new sdk.STSClient({ ...clientSettings, region });
      const command = new sdk.AssumeRoleCommand({
        RoleArn: agentRole,
        RoleSessionName: `sallyport-agent-${slot}`,
        DurationSeconds: seconds,
        Policy: JSON.stringify(policy),
      });
      const { Credentials } = await client.send(command, shortCall());
      const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = Credentials ?? {};
      if (!AccessKeyId || !SecretAccessKey || !SessionToken)
        throw new PlatformError('identity-unreachable', 'AWS STS answered without credentials: try again');
      return {
        host: 'aws',
        region,
        queueUrl,
        bucket,
        prefix: mailboxPrefix(slot),
        accessKeyId: AccessKeyId,
        secretAccessKey: SecretAccessKey,
        sessionToken: SessionToken,
        expiresAt: Expiration?.getTime() ?? now() + seconds * 1_000,
      };
    } catch (error) {
      throw lendError(error);
    }
  };
};

interface Lent {
  readonly agentRole: string;
  readonly queueUrl: string;
  readonly bucket: string;
  readonly prefix: string;
  readonly region: string;
}

/** A customer's own key is not named here: the role says which one it is. */
const sessionPolicy = ({ agentRole, queueUrl, bucket, prefix, region }: Lent) => {
  const [, partition] = agentRole.split(':');
  const [account, name] = new URL(queueUrl).pathname.split('/').slice(-2);
  const allow = (Action: readonly string[], Resource: string, Condition?: object) => ({
    Effect: 'Allow',
    Action,
    Resource,
    ...(Condition && { Condition }),
  });
  const services = ['s3', 'sqs'].map((service) => `${service}.${region}.amazonaws.com*`);
  return {
    Version: '2012-10-17',
    Statement: [
      allow(
        ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility'],
        `arn:${partition}:sqs:${region}:${account}:${name}`,
      ),
      allow(['s3:GetObject', 's3:PutObject', 's3:DeleteObject'], `arn:${partition}:s3:::${bucket}/${prefix}*`),
      allow(['s3:ListBucket'], `arn:${partition}:s3:::${bucket}`, { StringLike: { 's3:prefix': `${prefix}*` } }),
      allow(['kms:Decrypt', 'kms:GenerateDataKey'], '*', { StringLike: { 'kms:ViaService': services } }),
    ],
  };
};

const missing = () =>
  new PlatformError('identity-missing', 'this function has no access to lend to agents: deploy the gateway again');

/** Errors of AssumeRole (docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html). */
const causes: Readonly<Record<string, readonly [PlatformErrorCode, string]>> = {
  AccessDenied: [
    'identity-denied',
    "the relay's function may not assume the role of agents: grant sts:AssumeRole, and look for a service control policy that denies it",
  ],
  CredentialsProviderError: ['identity-missing', 'there are no AWS credentials: sign in, or set AWS_PROFILE'],
  ExpiredToken: ['identity-denied', 'the AWS credentials of this process have expired: sign in again'],
  ExpiredTokenException: ['identity-denied', 'the AWS credentials of this process have expired: sign in again'],
  InvalidClientTokenId: ['identity-denied', 'AWS does not know the credentials of this process: sign in again'],
};

const lendError = (error: unknown): PlatformError => {
  if (error instanceof PlatformError) return error;
  const name = error instanceof Error ? error.name : 'unknown';
  const [code, sentence] = causes[name] ?? ['identity-unreachable', 'AWS STS can not be reached, or failed: try again'];
  return new PlatformError(code, sentence, { detail: { cause: name }, cause: error });
};
