import type { Role } from 'aws-cdk-lib/aws-iam';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { CfnElement } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { allow } from './allow.ts';
import { core, iam } from './cdk.ts';
import { allowKey } from './encryption.ts';
import { nameInTemplate } from './name-in-template.ts';
import { allowNetwork } from './network-permissions.ts';
import { mailboxPrefix, registryPrefix } from './relay-bucket.ts';
import type { RelayReach } from './relay-places.ts';

/** What the roles of a relay itself are made from. */
export interface RelayRoleProps extends RelayReach {
  /** The customer's own key, under which secrets, bucket and queues are. */
  readonly customerKeyArn: string | undefined;
}

/** What the function of a relay reaches besides. */
export interface RelayFunctionReach extends RelayRoleProps {
  readonly logGroupArn: string;
  /** The function itself, if it is in a network. */
  readonly networkedArn: string | undefined;
}

const makeKey = ['secretsmanager:GetSecretValue', 'secretsmanager:PutSecretValue'];

/**
 * The role of the relay's function: it keeps the registry, has both keys, and writes its own log. It neither puts anything on a queue nor
 * reads a mailbox: what agents may there it lends to them by their role.
 */
export const relayRole = (scope: Construct, reach: RelayFunctionReach): Role => {
  const { bucket, keys, customerKeyArn } = reach;
  const role = new iam.Role(scope, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  allow(role, ['logs:CreateLogStream', 'logs:PutLogEvents'], reach.logGroupArn);
  allow(role, makeKey, keys.authorityArn);
  allow(role, makeKey, keys.gateKeyArn);
  allowObjects(role, bucket, registryPrefix, ['s3:GetObject', 's3:PutObject']);
  allowListing(role, bucket, [registryPrefix]);
  if (reach.networkedArn) allowNetwork(role, reach.networkedArn);
  allowKey(role, customerKeyArn, ['lambda', 's3', 'secretsmanager']);
  return role;
};

/**
 * The role whose sessions agents get, from the relay's function alone. It may what all slots together may: each session has a policy of its own, which
 * leaves one of them (docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html#policies_session).
 */
export const agentRole = (scope: Construct, lender: Role, reach: RelayRoleProps): Role => {
  const { bucket, queues, customerKeyArn } = reach;
  const role = new iam.Role(scope, 'Agents', {
    description: 'Lent to agents for a quarter of an hour at a time, each for its own queue and mailbox',
    assumedBy: new iam.ArnPrincipal(lender.roleArn),
  });
  allow(lender, ['sts:AssumeRole'], role.roleArn);
  for (const { arn } of queues)
    allow(role, ['sqs:ChangeMessageVisibility', 'sqs:DeleteMessage', 'sqs:ReceiveMessage'], arn);
  allowMailboxes(role, bucket);
  allowListing(role, bucket, [mailboxPrefix]);
  allowKey(role, customerKeyArn, ['s3', 'sqs']);
  return role;
};

/**
 * What the function of a source behind agents may besides: put messages on their queues, read and write their mailboxes, read who is enrolled, and
 * make and read the gate's key. It has nothing of the authority, and lends nothing.
 */
export const allowRelay = (role: Role, { bucket, queues, keys }: RelayReach): void => {
  for (const { arn } of queues) allow(role, ['sqs:SendMessage'], arn);
  allowMailboxes(role, bucket);
  allowObjects(role, bucket, registryPrefix, ['s3:GetObject']);
  allowListing(role, bucket, [mailboxPrefix, registryPrefix]);
  allow(role, makeKey, keys.gateKeyArn);
};

const allowMailboxes = (role: Role, bucket: Bucket): void =>
  allowObjects(role, bucket, mailboxPrefix, ['s3:DeleteObject', 's3:GetObject', 's3:PutObject']);

const allowObjects = (role: Role, bucket: Bucket, prefix: string, actions: readonly string[]): void => {
  allow(role, actions, bucket.arnForObjects(`${prefix}*`));
  acknowledge(role, bucket, `${prefix}*`);
};

/**
 * Who may not list is told that an object may not be read where it is not there; S3 looks at the name of that object then as at a prefix.
 */
const allowListing = (role: Role, bucket: Bucket, prefixes: readonly string[]): void =>
  allow(role, ['s3:ListBucket'], bucket.bucketArn, {
    conditions: { StringLike: { 's3:prefix': prefixes.map((prefix) => `${prefix}*`) } },
  });

const acknowledge = (role: Role, bucket: Bucket, objects: string): void =>
  core.Validations.of(role).acknowledge({
    id: `AwsSolutions-IAM5[Resource::<${nameInTemplate(core.Stack.of(role), bucket.node.defaultChild as CfnElement)}>/${objects}]`,
    reason:
      'What objects are called is known while the function runs; all of these are of this gateway and its agents.',
  });
