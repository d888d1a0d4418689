import type { Role } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Duration } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { core, lambda } from './cdk.ts';
import { customerKey } from './encryption.ts';
import type { GatewayScope } from './gateway-scope.ts';

/** What one function is made from. */
export interface GateFunctionProps {
  readonly gatewayScope: Pick<GatewayScope, 'deployment' | 'network'>;
  readonly name: string;
  readonly description: string;
  /** The folder with everything that it runs from. */
  readonly code: string;
  readonly role: Role;
  readonly timeout: Duration;
  /** Megabytes. @default 512 */
  readonly memorySize?: number;
  /** Whether it invokes itself. @default false */
  readonly isRecursive?: boolean;
  readonly logGroup: LogGroup;
  readonly environment: Record<string, string>;
}

/**
 * An import needs 120 MiB. At 512 MB it has a third of a CPU, which makes entities faster than the 2 MB/s that Lambda lets through after the first 6 MB
 * of an answer: more would wait, less would slow down the start.
 */
const sourceMemory = 512;

/** A function that runs the handler, in the gateway's network if there is one. */
export const gateFunction = (scope: Construct, props: GateFunctionProps): LambdaFunction => {
  const { gatewayScope, name, description, code, role, timeout, logGroup, environment } = props;
  const { memorySize = sourceMemory, isRecursive = false } = props;
  const { deployment, network } = gatewayScope;
  const key = customerKey(scope, deployment?.kmsKey);
  const handler = new lambda.Function(scope, 'Function', {
    functionName: name,
    description,
    runtime: lambda.Runtime.NODEJS_24_X,
    architecture: lambda.Architecture.ARM_64,
    handler: 'gateway.handler',
    code: lambda.Code.fromAsset(code),
    role,
    timeout,
    memorySize,
    // Lambda takes the 17th of a chain of calls for a loop and drops it; a first run of many users may need more
    // (docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html).
    ...(isRecursive && { recursiveLoop: lambda.RecursiveLoop.ALLOW }),
    logGroup,
    // The handler writes JSON lines; Lambda's own lines are then of the same kind.
    loggingFormat: lambda.LoggingFormat.JSON,
    ...(key && { environmentEncryption: key }),
    environment: {
      ...environment,
      // AWS's own APIs have addresses of IPv6 under other names only (docs.aws.amazon.com/sdkref/latest/guide/feature-endpoints.html).
      ...(network?.isIpv6 && { AWS_USE_DUALSTACK_ENDPOINT: 'true' }),
    },
  });
  if (network) putInto(handler, network);
  return handler;
};

/** Made from its name: a policy that took it from the function would have to wait for what waits for the policy. */
export const functionArn = (scope: Construct, name: string): string =>
  core.Stack.of(scope).formatArn({
    service: 'lambda',
    resource: 'function',
    resourceName: name,
    arnFormat: core.ArnFormat.COLON_RESOURCE_NAME,
  });

/** By ids, for CDK's own way wants to know of a network that is there already what only the cloud can tell. */
const putInto = (handler: LambdaFunction, network: NonNullable<GatewayScope['network']>): void => {
  const { subnetIds, securityGroupIds, isIpv6 } = network;
  (handler.node.defaultChild as InstanceType<typeof lambda.CfnFunction>).vpcConfig = {
    subnetIds: [...subnetIds],
    securityGroupIds: [...securityGroupIds],
    ...(isIpv6 && { ipv6AllowedForDualStack: true }),
  };
};
