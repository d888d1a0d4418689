import type { Role } from 'aws-cdk-lib/aws-iam';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { CfnElement, Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { IdentityUse } from '../../connectors/connector.ts';
import { checkObjectCloud } from '../check-object-cloud.ts';
import { DeploymentError } from '../deployment-error.ts';
import { allow } from './allow.ts';
import { core, iam } from './cdk.ts';
import { allowKey, type EncryptingService } from './encryption.ts';
import { nameInTemplate } from './name-in-template.ts';
import { allowNetwork } from './network-permissions.ts';
import { allowRelay } from './relay-permissions.ts';
import type { RelayReach } from './relay-places.ts';

/** What the function of one source may reach in its own account. */
export interface Reach {
  readonly logGroupArn: string;
  readonly secretArn: string | undefined;
  /** The gateway's key, which the first function that needs it makes. */
  readonly keySecretArn: string | undefined;
  /** `s3://bucket/key` each. An object encrypted with a key of the customer's needs a grant in that key's policy besides. */
  readonly objects: readonly string[];
  /** The source's own, for what it keeps between calls. */
  readonly stateBucket: Bucket | undefined;
  /** What the function proves itself for. */
  readonly identity: IdentityUse | undefined;
  /** The function itself, if it is in a network. */
  readonly networkedArn: string | undefined;
  /** The queue that is told of jobs that failed for good; `undefined` for a source without jobs. */
  readonly deadLettersArn: string | undefined;
  /** Of a source behind agents. */
  readonly relay: RelayReach | undefined;
  /** The customer's own key, under which secrets, state, queue and the function's environment are. */
  readonly customerKeyArn: string | undefined;
}

/** Seconds that a token of the role's identity lives at most. The handler asks for as many. */
const identitySeconds = 900;

/**
 * The role of one source's function: it writes its own log, reads its own secret and the objects that the source names, makes
 * and reads the gateway's key and reads and writes its own state if it needs them, tells the queue of dead letters of its jobs, proves itself
 * to whom the source names, reaches agents if the source is behind them, and nothing else. No managed policy of AWS: the smallest that fits may write to every log group of the account.
 *
 * @throws DeploymentError `object-malformed` or `role-malformed`
 */
export const sourceRole = (scope: Construct, reach: Reach): Role => {
  const role = new iam.Role(scope, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  allow(role, ['logs:CreateLogStream', 'logs:PutLogEvents'], reach.logGroupArn);
  if (reach.secretArn) allow(role, ['secretsmanager:GetSecretValue'], reach.secretArn);
  if (reach.keySecretArn)
    allow(role, ['secretsmanager:GetSecretValue', 'secretsmanager:PutSecretValue'], reach.keySecretArn);
  for (const object of reach.objects) allow(role, ['s3:GetObject'], objectArn(core.Stack.of(scope), object));
  if (reach.stateBucket) allowState(role, reach.stateBucket);
  if (reach.identity) allowIdentity(role, reach.identity);
  if (reach.deadLettersArn) allow(role, ['sqs:SendMessage'], reach.deadLettersArn);
  if (reach.relay) allowRelay(role, reach.relay);
  if (reach.networkedArn) allowNetwork(role, reach.networkedArn);
  allowKey(role, reach.customerKeyArn, encryptedFor(reach));
  return role;
};

const encryptedFor = (reach: Reach): readonly EncryptingService[] => [
  'lambda',
  ...(reach.secretArn || reach.keySecretArn || reach.relay ? (['secretsmanager'] as const) : []),
  ...(reach.stateBucket || reach.objects.length > 0 || reach.relay ? (['s3'] as const) : []),
  ...(reach.deadLettersArn || reach.relay ? (['sqs'] as const) : []),
];

/** Who may not list a bucket is told that an object may not be read where it is not there. Nothing is ever deleted. */
export const allowState = (role: Role, bucket: Bucket): void => {
  allow(role, ['s3:ListBucket'], bucket.bucketArn);
  allow(role, ['s3:GetObject', 's3:PutObject'], bucket.arnForObjects('*'));
  core.Validations.of(role).acknowledge({
    id: `AwsSolutions-IAM5[Resource::<${nameInTemplate(core.Stack.of(role), bucket.node.defaultChild as CfnElement)}>/*]`,
    reason:
      'The bucket is for a source alone, or for a sync, with those that sync from it; what its objects are called is known while the function runs.',
  });
};

/**
 * Tokens for these audiences and no other, also not beside one of them: AWS compares each audience of a token, and with none at all
 * nothing would be compared (docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_outbound_policies.html).
 */
const allowIdentity = (role: Role, { audiences, roles }: IdentityUse): void => {
  if (audiences.length > 0) {
    allow(role, ['sts:GetWebIdentityToken'], '*', {
      conditions: {
        'ForAllValues:StringEquals': { 'sts:IdentityTokenAudience': audiences },
        Null: { 'sts:IdentityTokenAudience': 'false' },
        StringEquals: { 'sts:SigningAlgorithm': 'RS256' },
        NumericLessThanEquals: { 'sts:DurationSeconds': String(identitySeconds) },
      },
    });
    core.Validations.of(role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'This action knows no resources: its conditions say whom a token may be for.',
    });
  }
  for (const arn of roles) allow(role, ['sts:AssumeRole'], checkedRole(arn));
};

/** Like the key of an object, a role with a wildcard would open others too. */
const checkedRole = (arn: string): string => {
  if (/^arn:aws(-[a-z]+)*:iam::\d{12}:role\/[\w+=,.@/-]+$/.test(arn)) return arn;
  throw new DeploymentError(
    'role-malformed',
    `${arn} is not the ARN of one IAM role. Write arn:aws:iam::<account>:role/<name>.`,
  );
};

/** In the resource of a policy `*` and `?` are wildcards and `${` begins a variable: such a key would open other objects too. */
const objectArn = (stack: Stack, object: string): string => {
  checkObjectCloud(object, 'aws');
  const [, bucket, key] = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])\/([^*?$]+)$/.exec(object) ?? [];
  if (!bucket || !key) {
    throw new DeploymentError(
      'object-malformed',
      `${object} does not name one object. Write s3://<bucket>/<key>, the key without *, ? and $.`,
    );
  }
  return `arn:${stack.partition}:s3:::${bucket}/${key}`;
};
