import type { Construct } from 'constructs';
import { core, sqs } from './cdk.ts';
import { customerKey } from './encryption.ts';

/** The queue that hears of jobs that failed for good, or could not be started. */
export interface DeadLetters {
  readonly arn: string;
  readonly url: string;
  readonly name: string;
}

/** Its messages name a gateway, a source and a job; they are kept as long as SQS can. An empty queue costs nothing. */
export const deadLetterQueue = (scope: Construct, gateway: string, keyArn: string | undefined): DeadLetters => {
  const name = `${gateway}-dead-letters`;
  const encryptionMasterKey = customerKey(scope, keyArn);
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
  return { arn: queue.queueArn, url: queue.queueUrl, name };
};
