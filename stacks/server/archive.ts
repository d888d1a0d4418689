import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type PackagedFile, type PackageRoom, packagedFiles, type SourcePackage } from '../source-package.ts';
import { tarOf } from './tar.ts';

/** The package of a source, as one object. */
export interface SourceArchive {
  /** A tar of plain files. */
  readonly bytes: Buffer;
  /** Of the bytes, in hexadecimal digits. */
  readonly sha256: string;
}

/**
 * A container has 512 MiB, and the file system that it unpacks into is memory too (cloud.google.com/run/docs/container-contract#filesystem):
 * the data is there twice until it was unpacked, beside Node.
 */
const containerRoom: PackageRoom = {
  bytes: 100 * 1024 * 1024,
  reason:
    'a container takes 100 MiB. Put them into a bucket and write gs://<bucket>/<object>, or ' +
    'https://<account>.blob.core.windows.net/<container>/<blob> on Azure, instead.',
};

/**
 * What the container of one source fetches when it starts: the handler, `source.json` and the source's data files, in one tar. The same
 * sources give the same bytes on every machine, so that its digest changes only with what is in it.
 *
 * @throws DeploymentError as `packagedFiles` does, and `data-path-malformed`
 * @example const { bytes, sha256 } = sourceArchive({ config, name, directory, handler, files: requirements.files });
 */
export const sourceArchive = (source: SourcePackage): SourceArchive => {
  const files = packagedFiles(source, containerRoom);
  const bytes = tarOf(files.map(({ path, content }) => ({ path, bytes: bytesOf(content) })));
  return { bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
};

const bytesOf = (content: PackagedFile['content']): Uint8Array =>
  'copyOf' in content ? readFileSync(content.copyOf) : Buffer.from(content.text);
