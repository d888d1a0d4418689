import type { Construct } from 'constructs';
import type { Digests } from '../digests.ts';
import { jobsOfSync } from '../jobs-of.ts';
import { hasUrl, type KnownSync } from '../known-syncs.ts';
import { core, lambda } from './cdk.ts';
import { customerKey } from './encryption.ts';
import { functionName } from './function-name.ts';
import type { GatewayScope } from './gateway-scope.ts';
import { sourceLogs } from './logs.ts';
import { jobSchedules } from './schedules.ts';
import { secretName, sourceSecret } from './secrets.ts';
import { signingKey } from './signing-key.ts';
import type { SourcePlaces } from './source.ts';
import { sourceMetrics } from './source-metrics.ts';
import { syncState } from './state-bucket.ts';
import { syncFunction } from './sync-function.ts';
import { tag } from './tag.ts';

/** What one sync's stack is made from. */
export interface SyncProps {
  readonly gatewayScope: GatewayScope;
  readonly known: KnownSync;
  /** Places of the source that it reads: parts of that source's stack. */
  readonly source: SourcePlaces;
  /** The folder with everything that the function runs from. */
  readonly code: string;
  readonly digests: Digests;
}

/**
 * Everything of one sync, and only of it: function, role, secret, signing keys, state, log group, schedules, metrics and alarms, and a URL if anybody
 * calls it. Its source's stack is made before it, and has nothing of it.
 */
export class SyncStack extends core.NestedStack {
  /** Where webhooks and servers that users sign in at call, a slash at the end; `undefined` if nobody does. */
  readonly url: string | undefined;

  /** @throws DeploymentError `object-malformed` or `role-malformed` */
  constructor(scope: Construct, { gatewayScope, known, source, code, digests }: SyncProps) {
    const { config, deployment, scheduler } = gatewayScope;
    const { gateway } = config;
    const { name, sync, requirements } = known;
    super(scope, name, { description: `Sync ${name} of gateway ${gateway}` });
    tag(this, { sync: name });
    const customerKeyArn = deployment?.kmsKey;
    const key = customerKey(this, customerKeyArn);
    const logGroup = sourceLogs(this, functionName(gateway, name), deployment);
    const secret = requirements.secret.length > 0 ? sourceSecret(this, secretName(gateway, name), key) : undefined;
    const handler = syncFunction(this, {
      gatewayScope,
      known,
      code,
      digests,
      logGroup,
      secretArn: secret?.secretArn,
      stateBucket: syncState(this, key),
      source,
      signingKeyArn: sync.signIn && signingKey(this, { gateway, name, customerKeyArn }),
    });
    // Open, for who calls has no identity of AWS: each call is proved to the handler, by a signature or a token. CDK lets everyone in by both statements
    // that an open URL asks for (docs.aws.amazon.com/lambda/latest/dg/urls-auth.html).
    const authType = lambda.FunctionUrlAuthType.NONE;
    const invokeMode = lambda.InvokeMode.RESPONSE_STREAM;
    this.url = hasUrl(known) ? handler.addFunctionUrl({ authType, invokeMode }).url : undefined;
    if (scheduler) {
      const jobs = jobsOfSync(sync);
      jobSchedules(this, { gateway, name, kind: 'sync', jobs, scheduler, handler, customerKeyArn });
    }
    const topicArn = deployment?.alarmTopic;
    sourceMetrics(this, { gateway, known, functionName: functionName(gateway, name), logGroup, topicArn });
  }
}
