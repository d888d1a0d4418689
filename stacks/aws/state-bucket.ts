import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { core } from './cdk.ts';
import { privateBucket } from './private-bucket.ts';

/** A token that nobody renewed for so long is of no use any more; a write begins the time anew. */
const keptDays = 400;

const unlogged =
  'The function that it is for reads and writes it, and those that sync from that source: a few times an hour, and what it holds is sealed. A log of ' +
  'accesses would be a second bucket; CloudTrail has data events for those who want them.';

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
    unlogged,
  });

/**
 * The bucket for what one sync keeps: which users are its own at the destination, what of them, and plans that wait.
 *
 * Nothing ends in it: a user who changed nothing for years is still its own. So it outlives the sync until somebody deletes it; what is in it is sealed with
 * the gateway's key.
 *
 * @param key the customer's own; S3's own without it
 */
export const syncState = (scope: Construct, key: IKey | undefined): Bucket =>
  privateBucket(scope, 'State', {
    key,
    lifecycleRules: [{ abortIncompleteMultipartUploadAfter: core.Duration.days(1) }],
    unlogged,
  });
