import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ITerraformDependable } from 'cdktf';
import type { Construct } from 'constructs';
import type { SourceArchive } from '../server/archive.ts';
import { stackFolder } from '../terraform/stack-folder.ts';
import { StorageBlob } from './azurerm.ts';
import type { Account, Container } from './storage-account.ts';

/** A package that lies in storage. */
export interface UploadedPackage {
  readonly url: string;
  readonly blob: ITerraformDependable;
}

const packages = 'packages';

/**
 * Writes a source's package into the stack's folder, from where Terraform uploads it. Its name has its digest: a new package is a new blob
 * and a new revision of the app, and the old one goes only when the app no longer names it.
 *
 * Who deploys needs the role Storage Blob Data Contributor: an Owner may give it to himself, but does not have it.
 *
 * @param container the container for this source's packages and no other's
 */
export const uploadPackage = (
  scope: Construct,
  account: Account,
  container: Container,
  source: string,
  { parts, sha256, md5 }: SourceArchive,
): UploadedPackage => {
  const folder = stackFolder(scope, packages, source);
  mkdirSync(folder, { recursive: true });
  for (const part of parts) appendFileSync(join(folder, `${sha256}.tar`), part);
  const name = `${source}/${sha256}.tar`;
  const blob = new StorageBlob(scope, 'Package', {
    name,
    storageAccountName: account.name,
    storageContainerName: container.name,
    type: 'Block',
    contentType: 'application/x-tar',
    source: `\${path.module}/${packages}/${name}`,
    contentMd5: md5,
    lifecycle: { createBeforeDestroy: true },
  });
  return { url: `${container.url}/${name}`, blob };
};
