import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { core, s3 } from './cdk.ts';

/** A token that nobody renewed for so long is of no use any more; a write begins the time anew. */
const keptDays = 400;

/**
 * The bucket for what one source keeps between calls: sealed tokens and leases.
 *
 * A bucket of its own, so that an object that is not there is told from one that may not be read, and no source sees another's. Its
 * name is CloudFormation's: names of buckets are the whole world's.
 *
 * It stays with its policy when its source goes, for CloudFormation can not delete a bucket that holds something; a removal would fail half way. What
 * is in it is sealed, and gone after 400 days.
 *
 * @param key the customer's own; S3's own without it
 */
export const stateBucket = (scope: Construct, key: IKey | undefined): Bucket => {
  const bucket = new s3.Bucket(scope, 'State', {
    blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
    // A bucket key asks KMS once for many objects (docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html).
    ...(key
      ? { encryption: s3.BucketEncryption.KMS, encryptionKey: key, bucketKeyEnabled: true }
      : { encryption: s3.BucketEncryption.S3_MANAGED }),
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    lifecycleRules: [
      { expiration: core.Duration.days(keptDays), abortIncompleteMultipartUploadAfter: core.Duration.days(1) },
    ],
    removalPolicy: core.RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
  });
  bucket.policy?.applyRemovalPolicy(core.RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
  core.Validations.of(bucket).acknowledge({
    id: 'AwsSolutions-S1',
    reason:
      'One role reads and writes it, a few times an hour, and what it holds is sealed. A log of accesses would be a second bucket; ' +
      'CloudTrail has data events for those who want them.',
  });
  return bucket;
};
