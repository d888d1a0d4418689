import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { AdministeredKeyStore } from '../key-store.ts';
import { PlatformError } from '../platform-error.ts';

/** Group and others: a key file is its owner's alone. */
const othersMask = 0o077;

/**
 * A gateway's key on this machine: `<directory>/<gateway>.json`, which only its owner may read.
 *
 * Several processes may ask for a key that is not there yet: all get the same one.
 *
 * @throws PlatformError `key-denied` when the file can not be read or written, or others may read it
 */
export const localKeys = (directory: string, gateway: string): AdministeredKeyStore => {
  const path = join(directory, `${gateway}.json`);
  const read = async (): Promise<string | undefined> => {
    try {
      const { mode } = await stat(path);
      if (process.platform !== 'win32' && mode & othersMask) throw readable();
      return await readFile(path, 'utf8');
    } catch (error) {
      if (causeOf(error) === 'ENOENT') return undefined;
      throw denied(error);
    }
  };
  return {
    read,
    async readOrCreate(make) {
      const stored = await read();
      if (stored !== undefined) return stored;
      const text = make();
      const isFirst = await written(path, text, (draft) => link(draft, path).then(() => true, unlessThere));
      return isFirst ? text : (await read())!;
    },
    async replace(before, next) {
      if ((await read()) !== before) throw changed();
      await written(path, next, (draft) => rename(draft, path));
    },
  };
};

/** Writes a whole file beside its place, and only then lets `settle` put it there: no one ever reads half a key. */
const written = async <Result>(path: string, text: string, settle: (draft: string) => Promise<Result>) => {
  const draft = `${path}.${randomUUID()}`;
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await writeFile(draft, text, { flag: 'wx', mode: 0o600, flush: true });
    return await settle(draft);
  } catch (error) {
    throw denied(error);
  } finally {
    await rm(draft, { force: true });
  }
};

const causeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? 'unknown';

/** A link is never put over a file: whoever comes second learns of it. */
const unlessThere = (error: unknown): false => {
  if (causeOf(error) === 'EEXIST') return false;
  throw error;
};

const readable = () =>
  new PlatformError('key-denied', 'others may read the key file of this gateway: run chmod 600 on it');

const changed = () =>
  new PlatformError('key-changed', 'the key of this gateway was changed by someone else just now: look at it again');

const denied = (error: unknown): PlatformError =>
  error instanceof PlatformError
    ? error
    : new PlatformError('key-denied', 'the key file of this gateway can not be read or written: correct who may', {
        detail: { cause: causeOf(error) },
        cause: error,
      });
