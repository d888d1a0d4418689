import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { Config } from '../../config/config.ts';
import { relaySlots } from '../relay-slots.ts';
import { core, sqs } from './cdk.ts';
import { dualStackSuffix } from './dual-stack-suffix.ts';
import { functionName } from './function-name.ts';

/** What the relay and its function are called after the gateway's name. No source may be called so beside a relay. */
export const relayName = 'relay';

/** The queue of the agent in one slot. */
export interface SlotQueue {
  readonly name: string;
  readonly arn: string;
  readonly url: string;
}

/**
 * The queues of a relay, that of slot 1 first, by their names: whoever is given them need not wait until they are made, and needs no parameter for each.
 *
 * @param isIpv6 whether who calls them has IPv6 alone: SQS has it under another name
 */
export const slotQueues = (scope: Construct, { gateway, relay }: Config, isIpv6: boolean): readonly SlotQueue[] => {
  if (!relay) return [];
  const { region, account, urlSuffix } = core.Stack.of(scope);
  const suffix = isIpv6 ? dualStackSuffix(region) : urlSuffix;
  return relaySlots(relay).map((slot) => {
    const name = `${functionName(gateway, relayName)}-${slot}`;
    const arn = core.Stack.of(scope).formatArn({ service: 'sqs', resource: name });
    return { name, arn, url: `https://sqs.${region}.${suffix}/${account}/${name}` };
  });
};

/** A function ends after 15 minutes at most: nobody waits any more for the answer to an older message. */
const retentionMinutes = 15;

/** As long as a receiver holds a message by the relay's protocol. */
const heldSeconds = 30;

/**
 * Makes the queues, one for each agent that there may be. An empty one costs nothing; what it costs to listen to one, docs/network.md says.
 *
 * There are no dead letters: a message says that something lies in the mailbox, and no more. If its agent does not come for it, the gate takes it back
 * and gives it to another.
 */
export const makeQueues = (scope: Construct, queues: readonly SlotQueue[], key: IKey | undefined): void => {
  for (const [index, { name }] of queues.entries()) {
    const queue = new sqs.Queue(scope, `Queue${index + 1}`, {
      queueName: name,
      retentionPeriod: core.Duration.minutes(retentionMinutes),
      visibilityTimeout: core.Duration.seconds(heldSeconds),
      enforceSSL: true,
      ...(key
        ? { encryption: sqs.QueueEncryption.KMS, encryptionMasterKey: key }
        : { encryption: sqs.QueueEncryption.SQS_MANAGED }),
    });
    core.Validations.of(queue).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'A message only says that something lies in a mailbox: the gate takes it back when nobody comes.',
    });
  }
};
