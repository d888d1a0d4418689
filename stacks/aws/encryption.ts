import type { Role } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { allow } from './allow.ts';
import { core, kms } from './cdk.ts';

const keyId = 'CustomerKey';

/** The customer's own key, for a construct that takes one; `undefined` without one. */
export const customerKey = (scope: Construct, arn: string | undefined): IKey | undefined => {
  if (arn === undefined) return undefined;
  return (scope.node.tryFindChild(keyId) as IKey | undefined) ?? kms.Key.fromKeyArn(scope, keyId, arn);
};

/** A service that encrypts what it keeps for us, by its name in URLs. */
export type EncryptingService = 'lambda' | 's3' | 'scheduler' | 'secretsmanager' | 'sqs';

/**
 * Lets a role read, and write, what these services keep under the customer's key: through them alone, so that the role can not decrypt
 * anything by itself (docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service).
 *
 * The key's own policy must leave it to IAM, as the policy that AWS proposes for a key does. What CloudWatch Logs needs is in that policy alone
 * (docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html).
 */
export const allowKey = (role: Role, keyArn: string | undefined, services: readonly EncryptingService[]): void => {
  if (keyArn === undefined || services.length === 0) return;
  const { region, urlSuffix } = core.Stack.of(role);
  allow(role, ['kms:Decrypt', 'kms:GenerateDataKey'], keyArn, {
    conditions: { StringEquals: { 'kms:ViaService': services.map((name) => `${name}.${region}.${urlSuffix}`) } },
  });
};
