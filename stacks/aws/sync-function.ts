import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { Digests } from '../digests.ts';
import { type KnownSync, syncNeedsRelay } from '../known-syncs.ts';
import { core } from './cdk.ts';
import { functionName } from './function-name.ts';
import { functionArn, gateFunction } from './gate-function.ts';
import type { GatewayScope } from './gateway-scope.ts';
import { relayPlacesText } from './relay-places.ts';
import type { SourcePlaces } from './source.ts';
import { syncRole } from './sync-permissions.ts';

/** What a sync's function is made from. */
export interface SyncFunctionProps {
  readonly gatewayScope: GatewayScope;
  readonly known: KnownSync;
  /** The folder with everything that it runs from. */
  readonly code: string;
  readonly digests: Digests;
  readonly logGroup: LogGroup;
  /** Of the destination's credentials. */
  readonly secretArn: string | undefined;
  readonly stateBucket: Bucket;
  readonly source: SourcePlaces;
  readonly signingKeyArn: string | undefined;
}

/**
 * A run keeps 200 MiB of 100,000 users, and Node takes half of a small machine's memory for its heap. At 1,024 MB it has more than half of a CPU, which
 * reading and comparing them is made of; $0.05 an hour (aws.amazon.com/lambda/pricing, November 2026).
 */
const memorySize = 1024;

/**
 * The function of one sync, with its role.
 *
 * @throws DeploymentError `object-malformed` or `role-malformed`
 */
export const syncFunction = (scope: Construct, props: SyncFunctionProps): LambdaFunction => {
  const { gatewayScope, known, code, logGroup, secretArn, stateBucket, source, signingKeyArn } = props;
  const { config, deployment, network, scheduler, keySecretArn } = gatewayScope;
  const name = functionName(config.gateway, known.name);
  const arn = functionArn(scope, name);
  const relay = syncNeedsRelay(known) ? gatewayScope.relay : undefined;
  return gateFunction(scope, {
    gatewayScope,
    name,
    description: `Keeps users of source ${known.sync.from} true at ${known.sync.to.destination}`,
    code,
    role: syncRole(scope, {
      logGroupArn: logGroup.logGroupArn,
      secretArn,
      keySecretArn,
      objects: known.requirements.objects,
      stateBucket,
      identity: known.requirements.identity,
      networkedArn: network && arn,
      deadLettersArn: scheduler?.deadLetters.arn,
      relay,
      customerKeyArn: deployment?.kmsKey,
      source,
      signingKeyArn,
      functionArn: arn,
    }),
    // The longest that Lambda allows; a run that is not done then goes on in another one.
    timeout: core.Duration.minutes(15),
    memorySize,
    isRecursive: true,
    logGroup,
    environment: {
      ...props.digests,
      ...(secretArn && { SALLYPORT_SECRET_ARN: secretArn }),
      ...(keySecretArn && { SALLYPORT_KEY_SECRET_ARN: keySecretArn }),
      SALLYPORT_STATE_BUCKET: stateBucket.bucketName,
      ...(source.secretArn && { SALLYPORT_SOURCE_SECRET_ARN: source.secretArn }),
      ...(source.stateBucket && { SALLYPORT_SOURCE_STATE_BUCKET: source.stateBucket.bucketName }),
      ...(signingKeyArn && { SALLYPORT_SIGNING_KEY_ARN: signingKeyArn }),
      ...(scheduler && { SALLYPORT_DEAD_LETTERS: scheduler.deadLetters.url }),
      ...(relay && { SALLYPORT_RELAY: relayPlacesText(scope, relay) }),
    },
  });
};
