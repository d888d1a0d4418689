import { appendFileSync, mkdirSync } from 'node:fs';
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

/** Where the packages of all sources are. */
export interface Packages {
  readonly bucket: Bucket;
  /** The folder of the assembly that they are uploaded from. */
  readonly folder: string;
}

/**
 * The bucket that services fetch what they run from when they start, and the folder that what is in it comes from. Nothing in it is a
 * secret, and all of it can be made again: it goes with its gateway.
 */
export const gatewayPackages = (scope: Construct, gatewayScope: GatewayScope): Packages => {
  const { config, deployment } = gatewayScope;
  const folder = stackFolder(scope, 'packages');
  mkdirSync(folder, { recursive: true });
  const bucket = privateBucket(scope, 'Packages', gatewayScope, {
    name: gcpNames(config.gateway, deployment).packageBucket,
    labels: gatewayLabels(config),
    restorableDays: 0,
    isKept: false,
  });
  return { bucket, folder };
};

/** What the names of all packages of a source begin with, and no other source's. */
export const packagePrefix = (source: string): string => `${source}/`;

/** A package that lies in its bucket. */
export interface UploadedPackage {
  /** `gs://bucket/object`. */
  readonly location: string;
  readonly object: ITerraformDependable;
}

/**
 * Writes the package of a source into the assembly, and uploads it under its digest. A new one is there before the service names it, and the
 * old one until then: a service that starts in between finds its own.
 */
export const uploadPackage = (
  scope: Construct,
  { bucket, folder }: Packages,
  source: string,
  { parts, sha256 }: SourceArchive,
): UploadedPackage => {
  const file = `${source}-${sha256}.tar`;
  for (const part of parts) appendFileSync(join(folder, file), part);
  const name = `${packagePrefix(source)}${sha256}.tar`;
  const object = new StorageBucketObject(scope, 'Package', {
    bucket: bucket.name,
    name,
    source: `\${path.module}/packages/${file}`,
    contentType: 'application/x-tar',
    lifecycle: { createBeforeDestroy: true },
  });
  return { location: `gs://${bucket.nameInput}/${name}`, object };
};
