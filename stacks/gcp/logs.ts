import type { Construct } from 'constructs';
import type { GatewayScope } from './gateway-scope.ts';
import { LoggingProjectBucketConfig, LoggingProjectExclusion, LoggingProjectSink } from './google.ts';
import { schedulesFilter, servicesFilter } from './log-filter.ts';

/**
 * Where the log of a gateway is kept: in a bucket of its own, in its region and for so long as the configuration says. By itself a project
 * keeps it in `_Default`, wherever that is (mostly `global`) and for 30 days; there it is left out, for what is stored twice is paid twice:
 * $0.50 for each GiB, after 50 free ones a month, and $0.01 a month from the second on (cloud.google.com/stackdriver/pricing, November
 * 2026). Audit logs stay where the project has them.
 *
 * When the gateway goes, the bucket can be had back for seven days (`gcloud logging buckets undelete`), and its name is taken so long.
 * A bucket that has a key of the customer's keeps it (docs.cloud.google.com/logging/docs/routing/managed-encryption-storage).
 */
export const gatewayLogs = (scope: Construct, gateway: GatewayScope): void => {
  const { config, deployment, api, encryption } = gateway;
  const name = `${config.gateway}-gateway`;
  const scheduled = schedulesFilter(gateway);
  const filter = scheduled ? `(${servicesFilter(gateway)}) OR (${scheduled})` : servicesFilter(gateway);
  const key = encryption('logging');
  const bucket = new LoggingProjectBucketConfig(scope, 'Logs', {
    project: deployment.project,
    location: deployment.region,
    bucketId: name,
    description: `What gateway ${config.gateway} does`,
    retentionDays: deployment.logRetentionDays,
    ...(key && { cmekSettings: { kmsKeyName: key.keyName } }),
    dependsOn: [api('logging'), ...(key ? [key.granted] : [])],
  });
  const sink = new LoggingProjectSink(scope, 'LogsSink', {
    name,
    description: `The log of gateway ${config.gateway} into its own bucket`,
    destination: `logging.googleapis.com/${bucket.id}`,
    filter,
  });
  new LoggingProjectExclusion(scope, 'LogsExclusion', {
    name,
    description: `Gateway ${config.gateway} has a bucket for its log`,
    filter,
    // Nothing is lost between the two.
    dependsOn: [sink],
  });
};
