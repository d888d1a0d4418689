import { linkSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Mailbox } from '../mailbox.ts';
import { largestMailboxBytes, mailboxBytes, mailboxTooLarge } from '../mailbox-bytes.ts';
import { PlatformError } from '../platform-error.ts';
import { stateName } from '../state-name.ts';
import { draftFolder } from './draft-folder.ts';
import { isPartOfPath, objectName, objectPath } from './object-path.ts';
import { stateFailure } from './state-failure.ts';

/** Group and others: a mailbox is its owner's alone. */
const othersMask = 0o077;

/**
 * A mailbox on this machine: a folder of files, which only its owner may read, and which several processes may use.
 *
 * Nobody waits for anybody: an object is put in its place whole, by `rename`, and created by `link`, which fails where something is
 * (pubs.opengroup.org/onlinepubs/9799919799/functions/link.html). So a process may be killed at any moment. Nothing is flushed: a mailbox outlives its
 * processes, not a power cut. Files are written and read synchronously, in 0.1 ms for 1 KB and 1 ms for 1 MiB.
 *
 * @param directory absolute, on a file system that knows hard links
 * @param now milliseconds since 1970
 * @throws PlatformError `mailbox-denied`, also when others may read the folder; `mailbox-unreachable`
 * @example localMailbox('/srv/acme/.sallyport/relay/acme/agents/1/mailbox', Date.now)
 */
export const localMailbox = (directory: string, now: () => number): Mailbox => {
  const objects = join(directory, 'objects');
  const pathOf = (name: string) => join(objects, objectPath(name));
  const writeWhole = draftFolder(join(directory, 'drafts'), now);

  /** Refuses a folder that others may read before anything is changed in it. */
  const change = <Result>(work: () => Result): Result => {
    try {
      refuseReadable(directory);
      return work();
    } catch (error) {
      throw mailboxError(error);
    }
  };

  return {
    async put(name, bytes) {
      const path = pathOf(name);
      const checked = mailboxBytes(bytes);
      change(() => writeWhole(path, checked, renameSync));
    },
    get: async (name) => {
      const path = pathOf(name);
      return unlessMissing(() => {
        if (statSync(path).size > largestMailboxBytes) throw mailboxTooLarge();
        return readFileSync(path);
      });
    },
    has: async (name) => {
      const path = pathOf(name);
      return unlessMissing(() => statSync(path)) !== undefined;
    },
    async remove(names) {
      const paths = names.map(pathOf);
      if (paths.length === 0) return;
      change(() => {
        for (const path of paths) rmSync(path, { force: true });
      });
    },
    list: async (folder) => {
      const prefix = folder === undefined ? '' : `${stateName(folder)}/`;
      const names = pathsBelow(objects).map(objectName);
      return names.filter((name): name is string => name?.startsWith(prefix) ?? false);
    },
    async create(name, text) {
      const path = pathOf(name);
      const bytes = mailboxBytes(Buffer.from(text));
      return change(() => {
        try {
          writeWhole(path, bytes, linkSync);
          return true;
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
          throw error;
        }
      });
    },
  };
};

const refuseReadable = (directory: string): void => {
  const known = statSync(directory, { throwIfNoEntry: false });
  if (!known?.isDirectory() || process.platform === 'win32' || !(known.mode & othersMask)) return;
  throw new PlatformError('mailbox-denied', 'others may read the folder of this mailbox: run chmod 700 on it');
};

/** Folder by folder, of which there are but those of very long names: a list that looks by itself which entries are folders takes seven times as long. */
const pathsBelow = (folder: string, below = ''): string[] =>
  (unlessMissing(() => readdirSync(join(folder, below))) ?? []).flatMap((entry) => {
    const path = join(below, entry);
    return isPartOfPath(entry) ? pathsBelow(folder, path) : path;
  });

const unlessMissing = <Result>(work: () => Result): Result | undefined => {
  try {
    return work();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw mailboxError(error);
  }
};

/** The files of a mailbox befall what befalls that of a state. */
const mailboxError = (error: unknown): unknown => {
  const failure = stateFailure(error);
  if (!(failure instanceof PlatformError) || !failure.code.startsWith('state-')) return failure;
  const code = failure.code === 'state-denied' ? 'mailbox-denied' : 'mailbox-unreachable';
  const message = failure.message.replaceAll('state file of this source', 'file of this mailbox');
  return new PlatformError(code, message, { detail: failure.detail, cause: failure });
};
