import {
  constants,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { type Config, relayDocument, sourceDocument, syncDocument } from '../config/config.ts';
import { DeploymentError } from './deployment-error.ts';

/** How many bytes of data may lie beside a handler, and where more of it belongs. */
export interface PackageRoom {
  readonly bytes: number;
  /** The end of "The files have 300 MiB, and …". */
  readonly reason: string;
}

/** Lambda unpacks 250 MB at most, handler and layers included (docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html). */
const lambdaRoom: PackageRoom = {
  bytes: 250 * 1024 * 1024,
  reason: 'AWS Lambda takes 250 MiB. Put them into a bucket and write s3://<bucket>/<key> instead.',
};

/** What the part of one source, or of one sync, of the configuration is made from. */
export interface PackagedSource {
  readonly config: Config;
  /** Its name in the configuration. */
  readonly name: string;
  /** What it calls, as `host` or `host:port` (`requirements.hosts` of what is known). */
  readonly hosts: readonly string[];
}

/** What the package of one source is made from. */
export interface SourcePackage extends PackagedSource {
  /** The folder of the configuration file. */
  readonly directory: string;
  /** The folder that holds the bundled handler. */
  readonly handler: string;
  /** Local files that travel with the handler, relative to the configuration (`requirements.files` of what is known). */
  readonly files: readonly string[];
}

/** A file of a package: a copy of one that is there, or a text. */
export interface PackagedFile {
  /** Where it lies in the package, with slashes. */
  readonly path: string;
  readonly content: { readonly copyOf: string } | { readonly text: string };
}

/** The text of `source.json`: the source's part of the configuration, and no other source's. */
export const sourceText = ({ config, name, hosts }: PackagedSource): string =>
  `${JSON.stringify(sourceDocument(config, name, hosts))}\n`;

/**
 * What a source runs from: the handler, `source.json` (its part of the configuration, no other source's) and its data files under the
 * paths that the configuration names; in an order that no locale and no file system changes.
 *
 * The handler's source map stays behind: it is 4 times the handler's size and only people read it.
 *
 * @param room what the host has room for
 * @throws DeploymentError `data-file-missing`, `data-file-outside`, `data-file-reserved` or `data-too-large`
 */
export const packagedFiles = (source: SourcePackage, room: PackageRoom): readonly PackagedFile[] =>
  withData(source, { path: 'source.json', content: { text: sourceText(source) } }, room);

/** The text of `sync.json`: the sync's part of the configuration with that of its source, and no other's. */
export const syncText = ({ config, name, hosts }: PackagedSource): string =>
  `${JSON.stringify(syncDocument(config, name, hosts))}\n`;

/**
 * What a sync runs from: the same handler, with `sync.json` in the place of `source.json` and the data files of its source.
 *
 * @param sync as of a source, with what is the sync's: `requirements` of `knownSyncs`
 * @throws DeploymentError as `packagedFiles` does
 */
export const packagedSync = (sync: SourcePackage, room: PackageRoom): readonly PackagedFile[] => {
  // Who reads of a file that is missing looks for it where it is written: at the source.
  const source = { ...sync, name: sync.config.sync[sync.name]?.from ?? sync.name };
  return withData(source, { path: 'sync.json', content: { text: syncText(sync) } }, room);
};

const withData = (source: SourcePackage, document: PackagedFile, room: PackageRoom): readonly PackagedFile[] => {
  const data = source.files.map((file) => dataFile(source, file));
  checkSize(source, data, room);
  return inOrder([
    ...handlerFiles(source.handler),
    document,
    ...data.map(({ path, absolute }) => ({ path: path.replaceAll(sep, '/'), content: { copyOf: absolute } })),
  ]);
};

/** The text of `relay.json`: what the relay's function must know, and no source's settings; `undefined` if there is no relay. */
export const relayText = (config: Config): string | undefined => {
  const document = relayDocument(config);
  return document && `${JSON.stringify(document)}\n`;
};

/**
 * What the relay's function runs from: the same handler, with `relay.json` in the place of `source.json`.
 *
 * @param text as `relayText` gives it
 * @param handler the folder that holds the bundled handler
 */
export const relayFiles = (text: string, handler: string): readonly PackagedFile[] =>
  inOrder([...handlerFiles(handler), { path: 'relay.json', content: { text } }]);

const inOrder = (files: readonly PackagedFile[]): readonly PackagedFile[] => {
  const byPath = new Map(files.map((file) => [file.path, file]));
  return [...byPath.keys()].sort().map((path) => byPath.get(path)!);
};

const handlerFiles = (handler: string): readonly PackagedFile[] =>
  readdirSync(handler)
    .filter((path) => !path.endsWith('.map'))
    .map((path) => ({ path, content: { copyOf: join(handler, path) } }));

/**
 * Lays out what the function of one source runs from.
 *
 * @param target an empty folder
 * @throws DeploymentError as `packagedFiles` does
 */
export const layOutSource = (source: SourcePackage, target: string): void =>
  layOut(packagedFiles(source, lambdaRoom), target);

/**
 * Lays out what the function of one sync runs from.
 *
 * @param target an empty folder
 * @throws DeploymentError as `packagedFiles` does
 */
export const layOutSync = (sync: SourcePackage, target: string): void => layOut(packagedSync(sync, lambdaRoom), target);

/**
 * Writes the files of a package into a folder.
 *
 * @param target an empty folder
 */
export const layOut = (files: readonly PackagedFile[], target: string): void => {
  for (const { path, content } of files) {
    const file = join(target, path);
    mkdirSync(dirname(file), { recursive: true });
    // A clone where the file system can make one: example data alone has tens of megabytes.
    if ('copyOf' in content) copyFileSync(content.copyOf, file, constants.COPYFILE_FICLONE);
    else writeFileSync(file, content.text);
  }
};

/** By which of them lies beside it a handler knows what it serves. */
const documentNames: ReadonlySet<string> = new Set(['source.json', 'relay.json', 'sync.json']);

interface DataFile {
  readonly path: string;
  readonly absolute: string;
  readonly bytes: number;
}

const dataFile = ({ name, directory, handler }: SourcePackage, file: string): DataFile => {
  const absolute = resolve(directory, file);
  const path = relative(resolve(directory), absolute);
  if (isOutside(path)) throw outside(name, file);
  const stats = statSync(absolute, { throwIfNoEntry: false });
  if (!stats?.isFile()) {
    throw new DeploymentError(
      'data-file-missing',
      `Source ${name} names ${file}, but ${absolute} is no file. Put it there before deploying; the data of the example ` +
        'configuration is made by: node examples/data.ts',
    );
  }
  // A link may lead out of the folder although its own path does not.
  if (isOutside(relative(realpathSync(directory), realpathSync(absolute)))) throw outside(name, file);
  if (documentNames.has(path) || existsSync(join(handler, path))) {
    throw new DeploymentError(
      'data-file-reserved',
      `Source ${name} names ${file}, but the handler has a file of that name beside it. Rename yours.`,
    );
  }
  return { path, absolute, bytes: stats.size };
};

const isOutside = (path: string): boolean =>
  path === '' || path === '..' || path.startsWith(`..${sep}`) || isAbsolute(path);

const outside = (name: string, file: string): DeploymentError =>
  new DeploymentError(
    'data-file-outside',
    `Source ${name} names ${file}, which lies outside of the configuration's folder. Only files in that folder are ` +
      'deployed: move it there.',
  );

const checkSize = ({ name }: SourcePackage, files: readonly DataFile[], room: PackageRoom): void => {
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  if (bytes <= room.bytes) return;
  const mebibytes = Math.ceil(bytes / 1024 / 1024);
  throw new DeploymentError('data-too-large', `The files of source ${name} have ${mebibytes} MiB, and ${room.reason}`);
};
