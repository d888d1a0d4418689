import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { Digests } from '../digests.ts';
import { jobsOf } from '../jobs-of.ts';
import type { KnownSource } from '../known-sources.ts';
import { core, iam, lambda } from './cdk.ts';
import { customerKey } from './encryption.ts';
import { functionName } from './function-name.ts';
import type { GatewayScope } from './gateway-scope.ts';
import { sourceLogs } from './logs.ts';
import { jobSchedules } from './schedules.ts';
import { secretName, sourceSecret } from './secrets.ts';
import { sourceFunction } from './source-function.ts';
import { sourceMetrics } from './source-metrics.ts';
import { stateBucket } from './state-bucket.ts';
import { tag } from './tag.ts';

/** What one source's stack is made from. */
export interface SourceProps {
  readonly gatewayScope: GatewayScope;
  readonly known: KnownSource;
  /** The folder with everything that the function runs from. */
  readonly code: string;
  readonly digests: Digests;
}

/** What a source keeps, for its own function and for those that sync from it. */
export interface SourcePlaces {
  readonly secretArn: string | undefined;
  readonly stateBucket: Bucket | undefined;
}

/**
 * Everything of one source, and only of it: function, URL, role, secret, state, log group, schedules, metrics and alarms.
 *
 * A stack of its own keeps sources apart: adding, changing or removing one never touches another's resources.
 */
export class SourceStack extends core.NestedStack {
  /** Where the vendor calls this source, a slash at the end. */
  readonly url: string;
  readonly places: SourcePlaces;

  /** @throws DeploymentError `object-malformed` or `role-malformed` */
  constructor(scope: Construct, { gatewayScope, known, code, digests }: SourceProps) {
    const { config, deployment, vendorRoleArn, scheduler } = gatewayScope;
    const { gateway } = config;
    const { name, source, requirements } = known;
    super(scope, name, { description: `Source ${name} of gateway ${gateway}` });
    tag(this, { source: name });
    const logGroup = sourceLogs(this, functionName(gateway, name), deployment);
    const key = customerKey(this, deployment?.kmsKey);
    const secret = requirements.secret.length > 0 ? sourceSecret(this, secretName(gateway, name), key) : undefined;
    this.places = {
      secretArn: secret?.secretArn,
      stateBucket: requirements.state ? stateBucket(this, key) : undefined,
    };
    const handler = sourceFunction(this, { gatewayScope, known, code, digests, logGroup, ...this.places });
    this.url = openUrl(handler, vendorRoleArn);
    if (scheduler) {
      const jobs = jobsOf(source);
      jobSchedules(this, {
        gateway,
        name,
        kind: 'source',
        jobs,
        scheduler,
        handler,
        customerKeyArn: deployment?.kmsKey,
      });
    }
    sourceMetrics(this, {
      gateway,
      known,
      functionName: functionName(gateway, name),
      logGroup,
      topicArn: deployment?.alarmTopic,
    });
  }
}

/**
 * Gives a function its URL, and lets in whom the profile says: in the platform profile the vendor's role alone; in the bearer
 * profile everyone, for there the handler itself checks the token of each call.
 *
 * The vendor's role is let in here and not by a policy of its own: within one account either is enough, and a policy that names
 * 60 functions twice does not fit into the 10,240 characters of a role
 * (docs.aws.amazon.com/lambda/latest/dg/urls-auth.html). CDK adds the statements of the open URL itself.
 */
const openUrl = (handler: LambdaFunction, vendorRoleArn: string | undefined): string => {
  const authType = vendorRoleArn ? lambda.FunctionUrlAuthType.AWS_IAM : lambda.FunctionUrlAuthType.NONE;
  const { url } = handler.addFunctionUrl({ authType, invokeMode: lambda.InvokeMode.RESPONSE_STREAM });
  if (!vendorRoleArn) return url;
  const principal = new iam.ArnPrincipal(vendorRoleArn);
  handler.addPermission('VendorUrl', {
    principal,
    action: 'lambda:InvokeFunctionUrl',
    functionUrlAuthType: authType,
  });
  // Without the condition the vendor could invoke the function directly, with an event that says whatever it likes.
  handler.addPermission('Vendor', { principal, action: 'lambda:InvokeFunction', invokedViaFunctionUrl: true });
  return url;
};
