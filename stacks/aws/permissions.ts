import type { Role } from 'aws-cdk-lib/aws-iam';
import type { Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { DeploymentError } from '../deployment-error.ts';
import { core, iam } from './cdk.ts';

/** What the function of one source may reach in its own account. */
export interface Reach {
  readonly logGroupArn: string;
  readonly secretArn: string | undefined;
  /** The gateway's key, which the first function that needs it makes. */
  readonly keySecretArn: string | undefined;
  /** `s3://bucket/key` each. An object encrypted with a key of the customer's needs a grant in that key's policy besides. */
  readonly objects: readonly string[];
}

/**
 * The role of one source's function: it writes its own log, reads its own secret and the objects that the source names, makes
 * and reads the gateway's key if it serves by proxy, and nothing else. No managed policy of AWS: the smallest that fits may write to every log group of the account.
 *
 * @throws DeploymentError `object-malformed`
 */
export const sourceRole = (scope: Construct, reach: Reach): Role => {
  const role = new iam.Role(scope, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  allow(role, ['logs:CreateLogStream', 'logs:PutLogEvents'], reach.logGroupArn);
  if (reach.secretArn) allow(role, ['secretsmanager:GetSecretValue'], reach.secretArn);
  if (reach.keySecretArn)
    allow(role, ['secretsmanager:GetSecretValue', 'secretsmanager:PutSecretValue'], reach.keySecretArn);
  for (const object of reach.objects) allow(role, ['s3:GetObject'], objectArn(core.Stack.of(scope), object));
  return role;
};

const allow = (role: Role, actions: string[], resource: string): void => {
  role.addToPrincipalPolicy(new iam.PolicyStatement({ actions, resources: [resource] }));
};

/** In the resource of a policy `*` and `?` are wildcards and `${` begins a variable: such a key would open other objects too. */
const objectArn = (stack: Stack, object: string): string => {
  const [, bucket, key] = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])\/([^*?$]+)$/.exec(object) ?? [];
  if (!bucket || !key) {
    throw new DeploymentError(
      'object-malformed',
      `${object} does not name one object. Write s3://<bucket>/<key>, the key without *, ? and $.`,
    );
  }
  return `arn:${stack.partition}:s3:::${bucket}/${key}`;
};
