import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { Mailbox } from '../mailbox.ts';
import { largestMailboxBytes, mailboxBytes, mailboxTooLarge } from '../mailbox-bytes.ts';
import { PlatformError } from '../platform-error.ts';
import { stateName } from '../state-name.ts';
import { localDatabase } from './local-database.ts';
import { objectName, objectPath } from './object-path.ts';
import { stateFailure } from './state-failure.ts';

/**
 * A mailbox on this machine: a folder of files, which only its owner may read, and which several processes may use.
 *
 * Who writes or removes holds a lock of SQLite, which the kernel frees when a process is killed; who reads needs none, as an object is put
 * in its place whole. Nothing is flushed: a mailbox outlives its processes, not a power cut. Files are written and read synchronously, in 0.2 ms
 * for 1 KB and 2 ms for 1 MiB; handing that to another thread takes longer than doing it, and the lock would be held meanwhile.
 *
 * @param directory absolute
 * @throws PlatformError `mailbox-denied`, also when others may read the folder's lock; `mailbox-unreachable`
 * @example localMailbox('/srv/acme/.sallyport/relay/acme/agents/1/mailbox')
 */
export const localMailbox = (directory: string): Mailbox => {
  const objects = join(directory, 'objects');
  const draft = join(directory, 'draft');
  const pathOf = (name: string) => join(objects, objectPath(name));
  const lock = localDatabase(join(directory, 'lock'), 'begin immediate', 'process');
  const alone = <Result>(work: () => Result): Promise<Result> =>
    lock(work).catch((error) => Promise.reject(mailboxError(error)));

  /** Nobody else writes meanwhile, so that one draft is enough; what a killed process left of it is overwritten by the next. */
  const place = (path: string, bytes: Uint8Array): void => {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const file = openSync(draft, 'w', 0o600);
    try {
      writeFileSync(file, bytes);
    } finally {
      closeSync(file);
    }
    renameSync(draft, path);
  };

  return {
    async put(name, bytes) {
      const path = pathOf(name);
      const checked = mailboxBytes(bytes);
      await alone(() => place(path, checked));
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
      await alone(() => {
        for (const path of paths) rmSync(path, { force: true });
      });
    },
    list: async (folder) => {
      const prefix = folder === undefined ? '' : `${stateName(folder)}/`;
      const paths = unlessMissing(() => readdirSync(objects, { recursive: true, encoding: 'utf8' })) ?? [];
      return paths.map(objectName).filter((name): name is string => name?.startsWith(prefix) ?? false);
    },
    async create(name, text) {
      const path = pathOf(name);
      const bytes = mailboxBytes(Buffer.from(text));
      return alone(() => {
        if (statSync(path, { throwIfNoEntry: false })) return false;
        place(path, bytes);
        return true;
      });
    },
  };
};

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
