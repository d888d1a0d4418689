import type { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { AwsDeployment } from '../../config/config.ts';
import { core, logs } from './cdk.ts';
import { customerKey } from './encryption.ts';

/** For an app whose configuration has no `deploy.aws`; the same as that key's default. */
const defaultRetentionDays = 90;

/**
 * A log group that outlives what writes it and ends by retention only: it says who fetched what. One that a failed first deployment
 * leaves behind is removed, for nobody called yet.
 *
 * @param name @default - CloudFormation's
 */
export const keptLogs = (
  scope: Construct,
  id: string,
  deployment: AwsDeployment | undefined,
  name?: string,
): LogGroup => {
  const encryptionKey = customerKey(scope, deployment?.kmsKey);
  return new logs.LogGroup(scope, id, {
    ...(name !== undefined && { logGroupName: name }),
    ...(encryptionKey && { encryptionKey }),
    // How long an entry is kept: one of the periods that CloudWatch knows.
    retention: (deployment?.logRetentionDays ?? defaultRetentionDays) as RetentionDays,
    removalPolicy: core.RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
  });
};

/**
 * The log group of one function: `/aws/lambda/<function>/<part of the stack's id>`.
 *
 * The part of the stack's id keeps the name free: a source that is removed and comes back gets a new group instead of a deployment that
 * fails because the old one is still there.
 */
export const sourceLogs = (scope: Construct, functionName: string, deployment: AwsDeployment | undefined): LogGroup =>
  keptLogs(scope, 'Logs', deployment, core.Fn.join('/', ['/aws/lambda', functionName, stackPart()]));

/** The first part of the UUID at the end of a stack's id, `arn:…:stack/<name>/<uuid>`: new for each stack that is made. */
const stackPart = (): string =>
  core.Fn.select(0, core.Fn.split('-', core.Fn.select(2, core.Fn.split('/', core.Aws.STACK_ID))));
