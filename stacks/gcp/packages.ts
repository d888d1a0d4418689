import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StorageBucket as Bucket } from '@cdktf/provider-google/lib/storage-bucket/index.js';
import type { ITerraformDependable } from 'cdktf';
import type { Construct } from 'constructs';
import type { SourceArchive } from '../server/archive.ts';
import { stackFolder } from '../terraform/stack-folder.ts';
import { privateBucket } from './bucket.ts';
import type { GatewayScope } from './gateway-scope.ts';
import { StorageBucketObject } from './google.ts';
import { gatewayLabels } from './labels.ts';
import { gcpNames } from './names.ts';

/**
 * The bucket that services fetch what they run from when they start. Nothing in it is a secret, and all of it can be made again: it goes
 * with its gateway.
 */
export const packageBucket = (scope: Construct, gatewayScope: GatewayScope): Bucket => {
  const { config, deployment } = gatewayScope;
  return privateBucket(scope, 'Packages', gatewayScope, {
    name: gcpNames(config.gateway, deployment).packageBucket,
    labels: gatewayLabels(config),
    restorableDays: 0,
    isKept: false,
  });
};

/** What the names of all packages of a source begin with, and no other source's. */
export const packagePrefix = (source: string): string => `${source}/`;

/** A package that lies in its bucket. */
export interface UploadedPackage {
  /** `gs://bucket/object`. */
  readonly location: string;
  readonly object: ITerraformDependable;
}

/** Where a source's package goes. */
export interface PackageProps {
  readonly source: string;
  readonly bucket: Bucket;
  readonly archive: SourceArchive;
}

/**
 * Writes the package of a source into the assembly, and uploads it under its digest. A new one is there before the service names it, and the
 * old one until then: a service that starts in between finds its own.
 */
export const uploadPackage = (scope: Construct, { source, bucket, archive }: PackageProps): UploadedPackage => {
  const folder = stackFolder(scope, 'packages', source);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${archive.sha256}.tar`), archive.bytes);
  const name = `${packagePrefix(source)}${archive.sha256}.tar`;
  const object = new StorageBucketObject(scope, 'Package', {
    bucket: bucket.name,
    name,
    source: `\${path.module}/packages/${name}`,
    contentType: 'application/x-tar',
    lifecycle: { createBeforeDestroy: true },
  });
  return { location: `gs://${bucket.nameInput}/${name}`, object };
};
