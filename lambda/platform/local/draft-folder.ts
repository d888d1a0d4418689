import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A draft is there for milliseconds: whoever wrote an older one was killed. */
const leftMilliseconds = 5 * 60_000;

/**
 * Writes a file whole: as a draft with a name that no other has, which is then moved into its place. Throws what the system says.
 *
 * @param move such as `renameSync`, which takes the place of a file that is there, or `linkSync`, which refuses to
 */
export type WriteWhole = (path: string, bytes: Uint8Array, move: (draft: string, path: string) => void) => void;

/**
 * A folder for drafts of files on the same file system, which any number of processes may use without a lock, and be killed at any moment. What those left
 * is removed by whoever writes some minutes later. Folders that are not there are made, for their owner alone.
 *
 * Synchronously: a draft of 1 KB takes less time than to hand it to another thread.
 *
 * @param now milliseconds since 1970
 * @example draftFolder('/srv/acme/drafts', Date.now)('/srv/acme/objects/a', bytes, renameSync)
 */
export const draftFolder = (folder: string, now: () => number): WriteWhole => {
  const ours = `${process.pid}-${randomBytes(9).toString('base64url')}`;
  let count = 0;
  let sweptAt = Number.NEGATIVE_INFINITY;

  const removeLeft = (): void => {
    if (now() - sweptAt < leftMilliseconds) return;
    sweptAt = now();
    for (const path of pathsIn(folder)) {
      const written = statSync(path, { throwIfNoEntry: false });
      if (written && now() - written.mtimeMs > leftMilliseconds) removeIfPossible(path);
    }
  };

  const write: WriteWhole = (path, bytes, move) => {
    const draft = join(folder, `${ours}-${count++}`);
    try {
      writeFileSync(draft, bytes, { flag: 'wx', mode: 0o600 });
      move(draft, path);
    } finally {
      rmSync(draft, { force: true });
    }
  };

  return (path, bytes, move) => {
    removeLeft();
    try {
      write(path, bytes, move);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      // Nothing was written here before, or a process that stood still for minutes has lost its draft.
      for (const each of [folder, dirname(path)]) mkdirSync(each, { recursive: true, mode: 0o700 });
      write(path, bytes, move);
    }
  };
};

const pathsIn = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder).map((name) => join(folder, name));
  } catch {
    return [];
  }
};

/** What can not be removed is in nobody's way. */
const removeIfPossible = (path: string): void => {
  try {
    rmSync(path, { force: true });
  } catch {}
};
