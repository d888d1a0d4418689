import type { PubsubTopic } from '@cdktf/provider-google/lib/pubsub-topic/index.js';
import type { Construct } from 'constructs';
import type { GatewayScope } from './gateway-scope.ts';
import { PubsubSubscription, PubsubTopic as Topic } from './google.ts';
import { gatewayLabels } from './labels.ts';

/** Topic and subscription have this name; a part of no source's resources, which have none of either. */
export const deadLettersName = (gateway: string): string => `${gateway}-dead-letters`;

/** The longest that Pub/Sub keeps a message that nobody took: 31 days, in seconds. */
const keptSeconds = 31 * 24 * 3600;

/**
 * Where jobs that failed for good are told, one message each: a topic, and the subscription that keeps its messages until a person has seen
 * to them (`gcloud pubsub subscriptions pull --auto-ack`). Messages stay in the region. Idle it costs nothing (cloud.google.com/pubsub/pricing).
 */
export const deadLetters = (scope: Construct, { config, deployment, api, encryption }: GatewayScope): PubsubTopic => {
  const name = deadLettersName(config.gateway);
  const key = encryption('pubsub');
  const labels = gatewayLabels(config);
  const topic = new Topic(scope, 'DeadLetters', {
    name,
    labels,
    messageStoragePolicy: { allowedPersistenceRegions: [deployment.region] },
    ...(key && { kmsKeyName: key.keyName }),
    dependsOn: [api('pubsub'), ...(key ? [key.granted] : [])],
  });
  new PubsubSubscription(scope, 'DeadLettersSubscription', {
    name,
    labels,
    topic: topic.id,
    messageRetentionDuration: `${keptSeconds}s`,
    // A subscription that nobody asks for 31 days would be deleted otherwise, and nobody asks while all is well.
    expirationPolicy: { ttl: '' },
    // Time to read a message before it is given out again.
    ackDeadlineSeconds: 600,
  });
  return topic;
};
