import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { ImportContext, OpenFile } from '../connector.ts';
import { SourceError, type SourceErrorCode } from '../source-error.ts';
import { untilAborted } from '../until-aborted.ts';
import { decodeText } from './decode-text.ts';
import type { SourceFile } from './options.ts';

/** A file as text, and a tag that changes when its content does. */
export interface OpenText {
  readonly texts: AsyncIterable<string>;
  readonly version: string;
  /** Lets go of the file, whether it was read or not. */
  close(): void;
}

/**
 * Opens a file of the configuration: unzips it if its name ends in `.gz`, and decodes it.
 *
 * @param signal ends every wait for bytes
 * @throws SourceError, now or while the text is read
 */
export const openText = async (file: SourceFile, context: ImportContext, signal: AbortSignal): Promise<OpenText> => {
  const { bytes, version } = await open(file.path, context);
  const iterator = bytes[Symbol.asyncIterator]();
  const raw = readBytes(iterator, file.path, signal);
  const plain = file.path.endsWith('.gz') ? unzip(raw, file.path) : raw;
  return { texts: decodeText(plain, file.encoding, file.path), version, close: () => close(bytes, iterator) };
};

/** Not awaited: a download that has stalled would not let go. And a stream must be told itself, if nobody has begun to read it. */
const close = (bytes: AsyncIterable<Uint8Array>, iterator: AsyncIterator<Uint8Array>): void => {
  if (bytes instanceof Readable) bytes.destroy();
  else iterator.return?.().catch(() => {});
};

const open = async (path: string, context: ImportContext): Promise<OpenFile> => {
  try {
    return await context.open(path);
  } catch (error) {
    throw openError(error, path);
  }
};

/** Passes bytes on, and does not wait for them longer than the signal lets it. */
async function* readBytes(
  iterator: AsyncIterator<Uint8Array>,
  path: string,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void> {
  try {
    for (;;) {
      const next = await untilAborted(signal, iterator.next());
      if (next.done) return;
      yield next.value;
    }
  } catch (error) {
    signal.throwIfAborted();
    throw openError(error, path);
  }
}

async function* unzip(bytes: AsyncIterable<Uint8Array>, path: string): AsyncGenerator<Uint8Array, void> {
  const gunzip = createGunzip();
  // Its callback has nothing to do: an error of either end comes out of the loop.
  pipeline(Readable.from(bytes), gunzip, () => {});
  try {
    yield* gunzip as AsyncIterable<Uint8Array>;
  } catch (error) {
    if (!codeOf(error).startsWith('Z_')) throw error;
    throw new SourceError('data-invalid', `${path}: the gzip file is damaged or cut off: write it again`, {
      cause: error,
    });
  }
}

const codeOf = (error: unknown): string => {
  if (!(error instanceof Error)) return '';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
};

/** Codes of Node's file system and of the platform, and names of S3's errors. */
const causes: Readonly<Record<string, readonly [SourceErrorCode, string]>> = {
  ENOENT: ['source-unreachable', 'is not there: put it there, or correct path'],
  NoSuchKey: ['source-unreachable', 'is not there: put it there, or correct path'],
  NoSuchBucket: ['source-unreachable', 'has a bucket that does not exist: correct path'],
  EACCES: ['access-denied', 'may not be read: grant it'],
  AccessDenied: ['access-denied', 'may not be read (or is not there): grant it'],
  EISDIR: ['configuration-invalid', 'is a folder: name a file'],
  'file-missing': ['source-unreachable', 'is not there: put it there, or correct path'],
  'file-denied': ['access-denied', 'may not be read (or is not there): grant it'],
  'file-outside': ['configuration-invalid', 'leads out of the folder of the configuration: put the file there'],
  'file-unsupported': ['configuration-invalid', 'is no place that this host can read: name a file'],
};

const openError = (error: unknown, path: string): SourceError => {
  if (error instanceof SourceError) return error;
  const code = codeOf(error);
  const [kind, sentence] = causes[code] ?? ['source-unreachable', 'can not be read'];
  return new SourceError(kind, `${path} ${sentence}`, { detail: { path, code }, cause: error });
};
