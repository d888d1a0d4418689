import { createHash, type Hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import {
  type PackagedFile,
  type PackageRoom,
  packagedFiles,
  packagedSync,
  type SourcePackage,
} from '../source-package.ts';
import { type TarFile, tarEnd, tarPart } from './tar.ts';

/** The package of a source, as one object. */
export interface SourceArchive {
  /** A tar of plain files: its bytes, one part after the other. */
  readonly parts: readonly Buffer[];
  /** Of the bytes, in hexadecimal digits. */
  readonly sha256: string;
  /** The same by MD5, which Azure keeps beside a blob. It proves nothing. */
  readonly md5: string;
}

/**
 * A container has 512 MiB, and the file system that it unpacks into is memory too (cloud.google.com/run/docs/container-contract#filesystem).
 * With 100 MiB of data, the process and what it unpacked took 420 MiB at most, when it started.
 */
const containerRoom: PackageRoom = {
  bytes: 100 * 1024 * 1024,
  reason:
    'a container takes 100 MiB. Put them into a bucket and write gs://<bucket>/<object>, or ' +
    'https://<account>.blob.core.windows.net/<container>/<blob> on Azure, instead.',
};

/** Makes the package of one source, or of one sync. */
type ArchiveOf = (packaged: Omit<SourcePackage, 'handler'>) => SourceArchive;

/**
 * Makes what the container of one source fetches when it starts: the handler, `source.json` and the source's data files, in one tar. The same
 * sources give the same bytes on every machine, so that its digest changes only with what is in it.
 *
 * The handler comes first, and is read and hashed once for all sources: of 60, everything else is a thousandth.
 *
 * @param handler the folder that holds the bundled handler
 * @returns a function that throws DeploymentError as `packagedFiles` does, and `data-path-malformed`
 * @example const { parts, sha256 } = sourceArchives(handler)({ config, name, directory, files: requirements.files });
 */
export const sourceArchives = (handler: string): ArchiveOf => {
  const archiveOf = handlerArchives(handler);
  return (source) => archiveOf(packagedFiles({ ...source, handler }, containerRoom));
};

/** The same of syncs: with `sync.json`, and the data files of their sources. */
export const syncArchives = (handler: string): ArchiveOf => {
  const archiveOf = handlerArchives(handler);
  return (sync) => archiveOf(packagedSync({ ...sync, handler }, containerRoom));
};

/**
 * The same of any files that lie beside the handler: those of the relay, for one.
 *
 * @example handlerArchives(handler)(relayFiles(text, handler))
 */
export const handlerArchives = (handler: string): ((files: readonly PackagedFile[]) => SourceArchive) => {
  let shared: SharedPart | undefined;
  return (files) => {
    const isShared = ({ content }: PackagedFile) => 'copyOf' in content && dirname(content.copyOf) === handler;
    shared ??= hashed(tarPart(files.filter(isShared).map(read)));
    const { part, sha256, md5 } = shared;
    const own = Buffer.concat([tarPart(files.filter((file) => !isShared(file)).map(read)), tarEnd]);
    const digest = (begun: Hash): string => begun.copy().update(own).digest('hex');
    return { parts: [part, own], sha256: digest(sha256), md5: digest(md5) };
  };
};

interface SharedPart {
  readonly part: Buffer;
  readonly sha256: Hash;
  readonly md5: Hash;
}

const hashed = (part: Buffer): SharedPart => ({
  part,
  sha256: createHash('sha256').update(part),
  md5: createHash('md5').update(part),
});

const read = ({ path, content }: PackagedFile): TarFile => ({
  path,
  bytes: 'copyOf' in content ? readFileSync(content.copyOf) : Buffer.from(content.text),
});
