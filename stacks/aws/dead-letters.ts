import type { Construct } from 'constructs';
import { core, sqs } from './cdk.ts';
import { dualStackSuffix } from './dual-stack-suffix.ts';
import { customerKey } from './encryption.ts';

/** The queue that hears of jobs that failed for good, or could not be started. */
export interface DeadLetters {
  readonly arn: string;
  readonly url: string;
  readonly name: string;
}

/** What the queue is made from. */
export interface DeadLettersProps {
  readonly gateway: string;
  /** The customer's own key. @default - SQS's own */
  readonly customerKeyArn: string | undefined;
  /** Whether functions reach it by IPv6 alone. */
  readonly isIpv6: boolean;
}

/** Its messages name a gateway, a source and a job; they are kept as long as SQS can. An empty queue costs nothing. */
export const deadLetterQueue = (
  scope: Construct,
  { gateway, customerKeyArn, isIpv6 }: DeadLettersProps,
): DeadLetters => {
  const name = `${gateway}-dead-letters`;
  const encryptionMasterKey = customerKey(scope, customerKeyArn);
  const queue = new sqs.Queue(scope, 'DeadLetters', {
    queueName: name,
    retentionPeriod: core.Duration.days(14),
    enforceSSL: true,
    ...(encryptionMasterKey
      ? { encryption: sqs.QueueEncryption.KMS, encryptionMasterKey }
      : { encryption: sqs.QueueEncryption.SQS_MANAGED }),
  });
  core.Validations.of(queue).acknowledge({
    id: 'AwsSolutions-SQS3',
    reason: 'It is the queue of dead letters: people read it, and nothing that could fail.',
  });
  return { arn: queue.queueArn, url: isIpv6 ? ipv6Url(scope, name) : queue.queueUrl, name };
};

/** The client of SQS calls the host that a queue's URL names, and that of the URL which SQS gives has no IPv6. */
const ipv6Url = (scope: Construct, name: string): string => {
  const { region, account } = core.Stack.of(scope);
  return `https://sqs.${region}.${dualStackSuffix(region)}/${account}/${name}`;
};
