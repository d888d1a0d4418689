import type { StorageBucket as Bucket } from '@cdktf/provider-google/lib/storage-bucket/index.js';
import type { Construct } from 'constructs';
import type { GatewayScope } from './gateway-scope.ts';
import { StorageBucket } from './google.ts';

/** What a bucket is made from. */
export interface BucketProps {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** After how many days an object is deleted that nobody has written again. @default - never */
  readonly keptDays?: number;
  /** For how many days a deleted object, and the bucket itself, can be had back: none, or 7 to 90. */
  readonly restorableDays: number;
  /** Whether Terraform refuses to destroy it while it holds something. */
  readonly isKept: boolean;
}

const secondsOfDay = 86_400;

/**
 * A bucket in the gateway's region that nobody can open to the public, and in which IAM alone says who may what: objects have no lists of
 * their own.
 *
 * It has no versions: what is overwritten was sealed tokens and leases, or can be made again. The space of soft deletion is charged as any
 * other (cloud.google.com/storage/docs/soft-delete).
 */
export const privateBucket = (
  scope: Construct,
  id: string,
  { deployment, api, encryption }: GatewayScope,
  { name, labels, keptDays, restorableDays, isKept }: BucketProps,
): Bucket => {
  const key = encryption('storage');
  return new StorageBucket(scope, id, {
    name,
    location: deployment.region.toUpperCase(),
    labels,
    uniformBucketLevelAccess: true,
    publicAccessPrevention: 'enforced',
    softDeletePolicy: { retentionDurationSeconds: restorableDays * secondsOfDay },
    ...(keptDays !== undefined && {
      lifecycleRule: [{ action: { type: 'Delete' }, condition: { age: keptDays } }],
    }),
    ...(key && { encryption: { defaultKmsKeyName: key.keyName } }),
    forceDestroy: !isKept,
    dependsOn: [api('storage'), ...(key ? [key.granted] : [])],
  });
};
