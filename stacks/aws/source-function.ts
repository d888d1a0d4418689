import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { Digests } from '../digests.ts';
import { jobsOf } from '../jobs-of.ts';
import { type KnownSource, needsGatewayKey, needsRelay } from '../known-sources.ts';
import { core } from './cdk.ts';
import { functionName } from './function-name.ts';
import { functionArn, gateFunction } from './gate-function.ts';
import type { GatewayScope } from './gateway-scope.ts';
import { sourceRole } from './permissions.ts';
import { type RelayReach, relayPlacesText } from './relay-places.ts';

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
  const shared = {
    keySecretArn: needsGatewayKey(known) ? gatewayScope.keySecretArn : undefined,
    deadLetters: jobsOf(known.source).length > 0 ? scheduler?.deadLetters : undefined,
    relay: needsRelay(known) ? gatewayScope.relay : undefined,
  };
  return gateFunction(scope, {
    gatewayScope,
    name,
    description: `Gives ${config.vendor.name} access to source ${known.name}`,
    code,
    role: sourceRole(scope, {
      logGroupArn: logGroup.logGroupArn,
      secretArn,
      keySecretArn: shared.keySecretArn,
      objects: known.requirements.objects,
      stateBucket,
      identity: known.requirements.identity,
      networkedArn: network && functionArn(scope, name),
      deadLettersArn: shared.deadLetters?.arn,
      relay: shared.relay,
      customerKeyArn: deployment?.kmsKey,
    }),
    // The longest that Lambda allows; an import ends its page with a cursor before.
    timeout: core.Duration.minutes(15),
    logGroup,
    environment: environment(scope, props, shared),
  });
};

interface Shared {
  readonly keySecretArn: string | undefined;
  readonly deadLetters: { readonly url: string } | undefined;
  readonly relay: RelayReach | undefined;
}

/**
 * What the handler can not know from `source.json`: names that exist only once the deployment has made them. The command line finds
 * secret, key and state of a deployed source here too.
 */
const environment = (
  scope: Construct,
  { gatewayScope: { vendorRoleArn }, known: { source }, digests, secretArn, stateBucket }: FunctionProps,
  { keySecretArn, deadLetters, relay }: Shared,
): Record<string, string> => ({
  ...digests,
  ...(secretArn && { SALLYPORT_SECRET_ARN: secretArn }),
  ...(keySecretArn && { SALLYPORT_KEY_SECRET_ARN: keySecretArn }),
  ...(stateBucket && { SALLYPORT_STATE_BUCKET: stateBucket.bucketName }),
  ...(vendorRoleArn && { SALLYPORT_VENDOR_ROLE_ARN: vendorRoleArn }),
  ...(source.publicUrl && { SALLYPORT_PUBLIC_URL: source.publicUrl }),
  ...(deadLetters && { SALLYPORT_DEAD_LETTERS: deadLetters.url }),
  ...(relay && { SALLYPORT_RELAY: relayPlacesText(scope, relay) }),
});
