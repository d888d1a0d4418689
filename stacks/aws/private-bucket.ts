import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Bucket, LifecycleRule } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { core, s3 } from './cdk.ts';

/** What a bucket is made from. */
export interface PrivateBucketProps {
  /** The customer's own; S3's own without it. */
  readonly key: IKey | undefined;
  readonly lifecycleRules: LifecycleRule[];
  /** Why nobody writes down who read and wrote it: AwsSolutions-S1. */
  readonly unlogged: string;
}

/**
 * A bucket that only roles of this gateway get into. Its name is CloudFormation's: names of buckets are the whole world's.
 *
 * It stays with its policy when what it is for goes, for CloudFormation can not delete a bucket that holds something; a removal would fail half way.
 */
export const privateBucket = (
  scope: Construct,
  id: string,
  { key, lifecycleRules, unlogged }: PrivateBucketProps,
): Bucket => {
  const bucket = new s3.Bucket(scope, id, {
    blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
    // A bucket key asks KMS once for many objects (docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html).
    ...(key
      ? { encryption: s3.BucketEncryption.KMS, encryptionKey: key, bucketKeyEnabled: true }
      : { encryption: s3.BucketEncryption.S3_MANAGED }),
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    lifecycleRules,
    removalPolicy: core.RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
  });
  bucket.policy?.applyRemovalPolicy(core.RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
  core.Validations.of(bucket).acknowledge({ id: 'AwsSolutions-S1', reason: unlogged });
  return bucket;
};
