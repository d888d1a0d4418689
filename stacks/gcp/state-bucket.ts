import type { StorageBucket as Bucket } from '@cdktf/provider-google/lib/storage-bucket/index.js';
import type { Construct } from 'constructs';
import { privateBucket } from './bucket.ts';
import type { GatewayScope } from './gateway-scope.ts';
import { sourceLabels, syncLabels } from './labels.ts';
import { gcpNames } from './names.ts';

/** A token that nobody renewed for so long is of no use any more; a write begins the time anew. */
const keptDays = 400;

/**
 * The bucket for what one sync keeps: which users are its own, and how they were last. Nothing of it is deleted for its age, for a user that never
 * changes is never written again, and whoever is forgotten is nobody's. It goes as a source's does.
 */
export const syncBucket = (scope: Construct, gatewayScope: GatewayScope, sync: string): Bucket => {
  const { config, deployment } = gatewayScope;
  return privateBucket(scope, 'State', gatewayScope, {
    name: gcpNames(config.gateway, deployment).stateBucket(sync),
    labels: syncLabels(config, sync),
    restorableDays: 7,
    isKept: false,
  });
};

/**
 * The bucket for what one source keeps between calls: sealed tokens, leases, and what came of its jobs.
 *
 * A bucket of its own, so that no source sees another's. It goes when its source goes, so that a removal does not fail half way, and can be
 * had back for a week, as what is overwritten in it can: `gcloud storage restore`.
 */
export const stateBucket = (scope: Construct, gatewayScope: GatewayScope, source: string): Bucket => {
  const { config, deployment } = gatewayScope;
  return privateBucket(scope, 'State', gatewayScope, {
    name: gcpNames(config.gateway, deployment).stateBucket(source),
    labels: sourceLabels(config, source),
    keptDays,
    restorableDays: 7,
    isKept: false,
  });
};
