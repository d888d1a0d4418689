import type { PubsubTopic as Topic } from '@cdktf/provider-google/lib/pubsub-topic/index.js';
import type { ITerraformDependable } from 'cdktf';
import type { Construct } from 'constructs';
import type { GatewayScope } from './gateway-scope.ts';
import { PubsubSubscription, PubsubTopic } from './google.ts';
import { syncLabels } from './labels.ts';
import { gcpNames } from './names.ts';
import { type GatewayScheduler, jobUrl, schedulerToken } from './schedules.ts';

/**
 * The topic by which a sync is woken, by itself or by an operator, to see what was asked for: a right on this one thing, which Cloud Scheduler has not
 * (docs/decisions/2026-11-22-a-bell-of-its-own.md). What a message says does not matter.
 */
export const bellTopic = (
  scope: Construct,
  { config, deployment, api, encryption }: GatewayScope,
  sync: string,
): Topic => {
  const key = encryption('pubsub');
  return new PubsubTopic(scope, 'Bell', {
    name: gcpNames(config.gateway, deployment).bell(sync),
    labels: syncLabels(config, sync),
    messageStoragePolicy: { allowedPersistenceRegions: [deployment.region] },
    ...(key && { kmsKeyName: key.keyName }),
    dependsOn: [api('pubsub'), ...(key ? [key.granted] : [])],
  });
};

/** What a bell rings. */
export interface BellProps {
  /** Of the sync. */
  readonly name: string;
  readonly topic: Topic;
  /** As whom the service is called. */
  readonly scheduler: Pick<GatewayScheduler, 'account'>;
  /** The service, and what lets that account in. */
  readonly ready: readonly ITerraformDependable[];
}

/** The longest that Pub/Sub waits for an answer, and the shortest that it keeps a message: the next job `resume` finds what nobody was told. */
const tenMinutes = 600;

/**
 * Calls the sync's job `resume` for each message, as Cloud Scheduler does. A call that takes longer comes again, and finds the lease of the first.
 *
 * In a project that is older than April 2021 Pub/Sub's own account needs `roles/iam.serviceAccountTokenCreator` for it
 * (docs.cloud.google.com/pubsub/docs/authenticate-push-subscriptions); in all others it has what it takes.
 */
export const ringBell = (
  scope: Construct,
  gateway: GatewayScope,
  { name, topic, scheduler, ready }: BellProps,
): void => {
  const { config, deployment } = gateway;
  new PubsubSubscription(scope, 'BellSubscription', {
    name: gcpNames(config.gateway, deployment).bell(name),
    labels: syncLabels(config, name),
    topic: topic.id,
    ackDeadlineSeconds: tenMinutes,
    messageRetentionDuration: `${tenMinutes}s`,
    // Nobody may ask for anything for longer than the 31 days after which Google would delete it.
    expirationPolicy: { ttl: '' },
    retryPolicy: { minimumBackoff: '10s', maximumBackoff: `${tenMinutes}s` },
    pushConfig: {
      pushEndpoint: jobUrl(gateway, name, 'resume'),
      oidcToken: schedulerToken(gateway, name, scheduler.account),
    },
    dependsOn: [...ready],
  });
};
