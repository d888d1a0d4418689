import type { Role } from 'aws-cdk-lib/aws-iam';
import { allow } from './allow.ts';
import { core, iam } from './cdk.ts';

/** Those of AWS's own policy AWSLambdaVPCAccessExecutionRole, without its logs. */
const interfaceActions = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
];

/**
 * Lets Lambda itself put a function into a network, which it does by the function's role, and denies the same to the code that runs in the
 * function (docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-best-practice).
 *
 * @param functionArn without a version
 */
export const allowNetwork = (role: Role, functionArn: string): void => {
  allow(role, interfaceActions, '*');
  allow(role, [...interfaceActions, 'ec2:DetachNetworkInterface'], '*', {
    effect: iam.Effect.DENY,
    conditions: { ArnEquals: { 'lambda:SourceFunctionArn': functionArn } },
  });
  core.Validations.of(role).acknowledge({
    id: 'AwsSolutions-IAM5[Resource::*]',
    reason:
      'Lambda makes network interfaces of any name with these, and checks that no narrower resource is given; the code of the function may ' +
      'not use them.',
  });
};
