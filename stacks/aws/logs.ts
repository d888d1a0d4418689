import type { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { core, logs } from './cdk.ts';

/**
 * The log group of one function: `/aws/lambda/<function>/<part of the stack's id>`.
 *
 * The log says who fetched what, so it outlives its source and ends by retention only. The part of the stack's id keeps the
 * name free: a source that is removed and comes back gets a new group instead of a deployment that fails because the old
 * one is still there. A group that a failed first deployment leaves behind is removed, for nobody called yet.
 *
 * @param days how long an entry is kept; one of the periods that CloudWatch knows
 */
export const sourceLogs = (scope: Construct, functionName: string, days: number): LogGroup =>
  new logs.LogGroup(scope, 'Logs', {
    logGroupName: core.Fn.join('/', ['/aws/lambda', functionName, stackPart()]),
    retention: days as RetentionDays,
    removalPolicy: core.RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
  });

/** The first part of the UUID at the end of a stack's id, `arn:…:stack/<name>/<uuid>`: new for each stack that is made. */
const stackPart = (): string =>
  core.Fn.select(0, core.Fn.split('-', core.Fn.select(2, core.Fn.split('/', core.Aws.STACK_ID))));
