import type { Construct } from 'constructs';
import type { AwsDeployment } from '../../config/config.ts';
import { allow } from './allow.ts';
import { core, ec2, iam } from './cdk.ts';
import { keptLogs } from './logs.ts';

/**
 * A log of what a network refused, with the address that somebody tried to reach: an audit of what the handler would never try. It costs
 * nothing while nothing is refused ($0.50 a GB or more when it is, aws.amazon.com/cloudwatch/pricing, November 2026); what passes is in the log of
 * the functions.
 */
export const refusedFlows = (
  scope: Construct,
  { vpcId, deployment }: { readonly vpcId: string; readonly deployment: AwsDeployment | undefined },
): void => {
  const group = keptLogs(scope, 'RefusedFlowsLog', deployment);
  const role = new iam.Role(scope, 'RefusedFlowsRole', {
    assumedBy: new iam.ServicePrincipal('vpc-flow-logs.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': core.Stack.of(scope).account } },
    }),
  });
  allow(role, ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'], group.logGroupArn);
  const flows = new ec2.CfnFlowLog(scope, 'RefusedFlows', {
    resourceType: 'VPC',
    resourceId: vpcId,
    trafficType: 'REJECT',
    logDestinationType: 'cloud-watch-logs',
    logGroupName: group.logGroupName,
    deliverLogsPermissionArn: role.roleArn,
  });
  flows.node.addDependency(role);
};
