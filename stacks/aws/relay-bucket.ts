import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { core } from './cdk.ts';
import { privateBucket } from './private-bucket.ts';

/** The two halves of the relay's bucket. */
export const registryPrefix = 'registry/';
export const mailboxPrefix = 'mailbox/';

/**
 * The bucket of a relay: who is enrolled, and the mailboxes of agents.
 *
 * What lies in a mailbox is removed when it is read. What nobody came back for goes after a day, the least that S3 knows; it is sealed for a
 * process that has long ended. Without versions, or each of a few thousand signs of life a day would be kept. The registry has no end: an agent that
 * is enrolled stays so.
 *
 * @param key the customer's own; S3's own without it
 */
export const relayBucket = (scope: Construct, key: IKey | undefined): Bucket =>
  privateBucket(scope, 'Bucket', {
    key,
    lifecycleRules: [
      { prefix: mailboxPrefix, expiration: core.Duration.days(1) },
      { abortIncompleteMultipartUploadAfter: core.Duration.days(1) },
    ],
    unlogged:
      'What is in mailboxes is sealed from end to end, and who is enrolled is told in the log of the relay. A log of accesses would be ' +
      'larger than what it is of; CloudTrail has data events for those who want them.',
  });
