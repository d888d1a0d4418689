import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { Config, SourceConfig } from '../../config/config.ts';
import type { Requirements } from '../../connectors/connector.ts';
import { core, iam, lambda } from './cdk.ts';
import { sourceLogs } from './logs.ts';
import { sourceRole } from './permissions.ts';
import { secretName, sourceSecret } from './secrets.ts';
import { stateBucket } from './state-bucket.ts';
import { tokenAlarm } from './token-alarm.ts';

/** What one source's stack is made from. */
export interface SourceProps {
  readonly config: Config;
  readonly source: SourceConfig;
  readonly requirements: Requirements;
  /** The folder with everything that the function runs from. */
  readonly code: string;
  readonly logRetentionDays: number;
  /** The ARN of the role that the vendor assumes; `undefined` in the bearer profile. */
  readonly vendorRoleArn: string | undefined;
  /** The ARN of the secret with the gateway's key; `undefined` if the source does not need it. */
  readonly keySecretArn: string | undefined;
}

/**
 * Everything of one source, and only of it: function, URL, role, secret, state and log group.
 *
 * A stack of its own keeps sources apart: adding, changing or removing one never touches another's resources.
 */
export class SourceStack extends core.NestedStack {
  /** Where the vendor calls this source, a slash at the end. */
  readonly url: string;

  /**
   * @param name the source's name in the configuration
   * @throws DeploymentError `object-malformed` or `role-malformed`
   */
  constructor(scope: Construct, name: string, props: SourceProps) {
    super(scope, name, { description: `Source ${name} of gateway ${props.config.gateway}` });
    const functionName = `${props.config.gateway}-${name}`;
    const logs = sourceLogs(this, functionName, props.logRetentionDays);
    const needsSecret = props.requirements.secret.length > 0;
    const secret = needsSecret ? sourceSecret(this, secretName(props.config.gateway, name)) : undefined;
    const state = props.requirements.state ? stateBucket(this) : undefined;
    const handler = new lambda.Function(this, 'Function', {
      functionName,
      description: `Gives ${props.config.vendor.name} access to source ${name}`,
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      handler: 'gateway.handler',
      code: lambda.Code.fromAsset(props.code),
      role: sourceRole(this, {
        logGroupArn: logs.logGroupArn,
        secretArn: secret?.secretArn,
        keySecretArn: props.keySecretArn,
        objects: props.requirements.objects,
        stateBucket: state,
        identity: props.requirements.identity,
      }),
      // The longest that Lambda allows; an import ends its page with a cursor before.
      timeout: core.Duration.minutes(15),
      // An import needs 120 MiB. At 512 MB it has a third of a CPU, which makes entities faster than the 2 MB/s that Lambda lets
      // through after the first 6 MB of an answer: more would wait, less would slow down the start.
      memorySize: 512,
      logGroup: logs,
      // The handler writes JSON lines; Lambda's own lines are then of the same kind.
      loggingFormat: lambda.LoggingFormat.JSON,
      environment: environment(props, { secretArn: secret?.secretArn, stateBucket: state?.bucketName }),
    });
    this.url = openUrl(handler, props.vendorRoleArn);
    if (state) {
      const { gateway, deploy } = props.config;
      tokenAlarm(this, { gateway, source: name, logGroup: logs, topicArn: deploy.aws?.alarmTopic });
    }
  }
}

interface Places {
  readonly secretArn: string | undefined;
  readonly stateBucket: string | undefined;
}

/**
 * What the handler can not know from `source.json`: names that exist only once the deployment has made them. The command line finds
 * secret, key and state of a deployed source here too.
 */
const environment = (
  { source, vendorRoleArn, keySecretArn }: SourceProps,
  { secretArn, stateBucket }: Places,
): Record<string, string> => ({
  ...(secretArn && { SALLYPORT_SECRET_ARN: secretArn }),
  ...(keySecretArn && { SALLYPORT_KEY_SECRET_ARN: keySecretArn }),
  ...(stateBucket && { SALLYPORT_STATE_BUCKET: stateBucket }),
  ...(vendorRoleArn && { SALLYPORT_VENDOR_ROLE_ARN: vendorRoleArn }),
  ...(source.publicUrl && { SALLYPORT_PUBLIC_URL: source.publicUrl }),
});

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
