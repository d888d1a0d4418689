import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { core } from './cdk.ts';
import { privateBucket } from './private-bucket.ts';

/** A token that nobody renewed for so long is of no use any more; a write begins the time anew. */
const keptDays = 400;

/**
 * The bucket for what one source keeps between calls: sealed tokens and leases.
 *
 * A bucket of its own, so that an object that is not there is told from one that may not be read, and no source sees another's. What is in it
 * is sealed, and gone after 400 days, also when its source has gone before.
 *
 * @param key the customer's own; S3's own without it
 */
export const stateBucket = (scope: Construct, key: IKey | undefined): Bucket =>
  privateBucket(scope, 'State', {
    key,
    lifecycleRules: [
      { expiration: core.Duration.days(keptDays), abortIncompleteMultipartUploadAfter: core.Duration.days(1) },
    ],
    unlogged:
      'One role reads and writes it, a few times an hour, and what it holds is sealed. A log of accesses would be a second bucket; ' +
      'CloudTrail has data events for those who want them.',
  });
