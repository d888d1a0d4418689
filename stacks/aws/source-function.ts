import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { Digests } from '../digests.ts';
import { jobsOf } from '../jobs-of.ts';
import { type KnownSource, needsGatewayKey } from '../known-sources.ts';
import { core, lambda } from './cdk.ts';
import { customerKey } from './encryption.ts';
import { functionName } from './function-name.ts';
import type { GatewayScope } from './gateway-scope.ts';
import { sourceRole } from './permissions.ts';

/** What a source's function is made from. */
export interface FunctionProps {
  readonly gatewayScope: GatewayScope;
  readonly known: KnownSource;
  /** The folder with everything that it runs from. */
  readonly code: string;
  readonly digests: Digests;
  readonly logGroup: LogGroup;
  readonly secretArn: string | undefined;
  readonly stateBucket: Bucket | undefined;
}

/**
 * The function of one source, with its role.
 *
 * @throws DeploymentError `object-malformed` or `role-malformed`
 */
export const sourceFunction = (scope: Construct, props: FunctionProps): LambdaFunction => {
  const { gatewayScope, known, code, logGroup, secretArn, stateBucket } = props;
  const { config, deployment, network, scheduler } = gatewayScope;
  const name = functionName(config.gateway, known.name);
  const key = customerKey(scope, deployment?.kmsKey);
  const shared = {
    keySecretArn: needsGatewayKey(known) ? gatewayScope.keySecretArn : undefined,
    deadLetters: jobsOf(known.source).length > 0 ? scheduler?.deadLetters : undefined,
  };
  const handler = new lambda.Function(scope, 'Function', {
    functionName: name,
    description: `Gives ${config.vendor.name} access to source ${known.name}`,
    runtime: lambda.Runtime.NODEJS_24_X,
    architecture: lambda.Architecture.ARM_64,
    handler: 'gateway.handler',
    code: lambda.Code.fromAsset(code),
    role: sourceRole(scope, {
      logGroupArn: logGroup.logGroupArn,
      secretArn,
      keySecretArn: shared.keySecretArn,
      objects: known.requirements.objects,
      stateBucket,
      identity: known.requirements.identity,
      networkedArn: network && functionArn(scope, name),
      deadLettersArn: shared.deadLetters?.arn,
      customerKeyArn: deployment?.kmsKey,
    }),
    // The longest that Lambda allows; an import ends its page with a cursor before.
    timeout: core.Duration.minutes(15),
    // An import needs 120 MiB. At 512 MB it has a third of a CPU, which makes entities faster than the 2 MB/s that Lambda lets
    // through after the first 6 MB of an answer: more would wait, less would slow down the start.
    memorySize: 512,
    logGroup,
    // The handler writes JSON lines; Lambda's own lines are then of the same kind.
    loggingFormat: lambda.LoggingFormat.JSON,
    ...(key && { environmentEncryption: key }),
    environment: environment(props, shared),
  });
  if (network) putInto(handler, network);
  return handler;
};

interface Shared {
  readonly keySecretArn: string | undefined;
  readonly deadLetters: { readonly url: string } | undefined;
}

/**
 * What the handler can not know from `source.json`: names that exist only once the deployment has made them. The command line finds
 * secret, key and state of a deployed source here too.
 */
const environment = (
  { gatewayScope: { vendorRoleArn, network }, known: { source }, digests, secretArn, stateBucket }: FunctionProps,
  { keySecretArn, deadLetters }: Shared,
): Record<string, string> => ({
  ...digests,
  ...(secretArn && { SALLYPORT_SECRET_ARN: secretArn }),
  ...(keySecretArn && { SALLYPORT_KEY_SECRET_ARN: keySecretArn }),
  ...(stateBucket && { SALLYPORT_STATE_BUCKET: stateBucket.bucketName }),
  ...(vendorRoleArn && { SALLYPORT_VENDOR_ROLE_ARN: vendorRoleArn }),
  ...(source.publicUrl && { SALLYPORT_PUBLIC_URL: source.publicUrl }),
  ...(deadLetters && { SALLYPORT_DEAD_LETTERS: deadLetters.url }),
  // AWS's own APIs have addresses of IPv6 under other names only (docs.aws.amazon.com/sdkref/latest/guide/feature-endpoints.html).
  ...(network?.isIpv6 && { AWS_USE_DUALSTACK_ENDPOINT: 'true' }),
});

/** Made from its name: a policy that took it from the function would have to wait for what waits for the policy. */
const functionArn = (scope: Construct, name: string): string =>
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
