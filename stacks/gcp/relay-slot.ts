import type { PubsubTopic as Topic } from '@cdktf/provider-google/lib/pubsub-topic/index.js';
import type { ServiceAccount as Account } from '@cdktf/provider-google/lib/service-account/index.js';
import type { StorageBucket as Bucket } from '@cdktf/provider-google/lib/storage-bucket/index.js';
import { Construct } from 'constructs';
import type { GatewayScope } from './gateway-scope.ts';
import {
  PubsubSubscription,
  PubsubSubscriptionIamMember,
  PubsubTopic,
  ServiceAccount,
  StorageBucketIamMember,
} from './google.ts';
import { gatewayLabels } from './labels.ts';
import { prefixCondition } from './objects.ts';
import { mailboxPrefix, relayNames } from './relay-names.ts';

/** The place of one agent. */
export interface RelaySlot {
  readonly slot: number;
  /** Sources behind agents send to it. */
  readonly topic: Topic;
  /** Whoever is in the slot acts as it, with tokens that the relay lends. */
  readonly account: Account;
}

/**
 * No request waits longer than its caller, and no service of ours lives longer than an hour. (Pub/Sub keeps a message for ten minutes at the
 * least.)
 */
const keptSeconds = 3_600;

/** As long as the handler takes a message to be held (`lambda/platform/queue.ts`). */
const heldSeconds = 30;

/**
 * The queue of one agent, and the account that it acts as: that may receive from this queue and work with the mailbox of this slot, and
 * reaches no other agent's.
 *
 * A message that comes twice does no harm, for an agent claims a request before it calls the source: so Pub/Sub need not deliver exactly
 * once, which takes longer. One that is given back comes at once; the agent itself says if it shall be later. Idle it costs nothing
 * (cloud.google.com/pubsub/pricing).
 *
 * @param mailbox the bucket with the mailboxes of all slots
 */
export const relaySlot = (parent: Construct, gateway: GatewayScope, mailbox: Bucket, slot: number): RelaySlot => {
  const { config, deployment, api, encryption } = gateway;
  const scope = new Construct(parent, `Slot-${slot}`);
  const names = relayNames(config.gateway, deployment);
  const name = names.queue(slot);
  const labels = gatewayLabels(config);
  const key = encryption('pubsub');
  const topic = new PubsubTopic(scope, 'Topic', {
    name,
    labels,
    messageStoragePolicy: { allowedPersistenceRegions: [deployment.region] },
    ...(key && { kmsKeyName: key.keyName }),
    dependsOn: [api('pubsub'), ...(key ? [key.granted] : [])],
  });
  const subscription = new PubsubSubscription(scope, 'Subscription', {
    name,
    labels,
    topic: topic.id,
    ackDeadlineSeconds: heldSeconds,
    messageRetentionDuration: `${keptSeconds}s`,
    // An agent may be away for longer than the 31 days after which Google would delete it.
    expirationPolicy: { ttl: '' },
  });
  const account = new ServiceAccount(scope, 'Account', {
    accountId: names.account(slot),
    displayName: `Agent ${slot} of gateway ${config.gateway}`,
    dependsOn: [api('iam')],
  });
  const { member } = account;
  new PubsubSubscriptionIamMember(scope, 'Receive', {
    subscription: subscription.name,
    role: 'roles/pubsub.subscriber',
    member,
  });
  new StorageBucketIamMember(scope, 'Mailbox', {
    bucket: mailbox.name,
    role: 'roles/storage.objectUser',
    member,
    condition: { title: 'mailbox', expression: mailboxCondition(mailbox.nameInput!, slot) },
  });
  return { slot, topic, account };
};

/**
 * Holds for the objects of one mailbox, and for listing them. What is listed is the bucket, whose name says nothing of a prefix; that one is
 * an attribute of the call (docs.cloud.google.com/iam/docs/conditions-attribute-reference#api-attributes), empty in all others.
 */
const mailboxCondition = (bucket: string, slot: number): string => {
  const prefix = mailboxPrefix(slot);
  const isListed = `api.getAttribute("storage.googleapis.com/objectListPrefix", "").startsWith("${prefix}")`;
  return `${prefixCondition(bucket, prefix)} || ${isListed}`;
};
