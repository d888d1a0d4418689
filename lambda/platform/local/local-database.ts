import { closeSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { PlatformError } from '../platform-error.ts';
import { isLocked, stateFailure } from './state-failure.ts';

/** Group and others: a state file is its owner's alone. */
const othersMask = 0o077;

/** SQLite waits so long for another process, and the event loop with it; a write takes one millisecond. */
const lockMilliseconds = 50;
const pauseMilliseconds = 25;
/** Three seconds in all: whoever holds the file for so long was stopped in the middle of a write. */
const attempts = 40;

/** Does something with the database, and closes it. */
export type UsingDatabase = <Result>(work: (database: DatabaseSync) => Result) => Promise<Result>;

/**
 * A file of SQLite on this machine, which only its owner may read.
 *
 * It is opened for each use, which costs 0.1 ms: nothing has to be closed, who removes the file starts anew, and what a killed process
 * left half-written is taken back by whoever opens it next.
 *
 * @param tables statements that make what is not there yet
 * @throws PlatformError `state-denied`, also when others may read the file; `state-unreachable`; `state-invalid`
 * @example await localDatabase('/srv/acme/people.sqlite', table)((database) => database.prepare('select 1').get())
 */
export const localDatabase =
  (path: string, tables: string): UsingDatabase =>
  async (work) => {
    const { DatabaseSync } = await import('node:sqlite');
    return unlessLocked(async () => {
      ownFile(path);
      using database = new DatabaseSync(path, { timeout: lockMilliseconds });
      // Also the end of a write is on disk before it is told: a refresh token that was used up can not be had again.
      database.exec(`pragma synchronous = extra; ${tables}`);
      return work(database);
    });
  };

/**
 * The same, but kept open: for what is used many times a second, and what outlives no cut of power. A file that was removed and made anew is opened anew.
 *
 * @example await keptDatabase('/srv/acme/queue.sqlite', table)((database) => database.prepare('select 1').get())
 */
export const keptDatabase = (path: string, tables: string): UsingDatabase => {
  let kept: { readonly database: DatabaseSync; readonly inode: number } | undefined;
  const open = async (): Promise<DatabaseSync> => {
    const { DatabaseSync } = await import('node:sqlite');
    ownFile(path);
    const inode = statSync(path).ino;
    if (kept?.inode === inode) return kept.database;
    kept?.database.close();
    kept = undefined;
    const database = new DatabaseSync(path, { timeout: lockMilliseconds });
    // Who reads a log that is written ahead waits for nobody, and a killed process leaves nothing to be taken back.
    database.exec(`pragma journal_mode = wal; pragma synchronous = off; ${tables}`);
    kept = { database, inode };
    return database;
  };
  return (work) => unlessLocked(async () => work(await open()));
};

/** Tries again what found the file locked. */
const unlessLocked = async <Result>(work: () => Promise<Result>): Promise<Result> => {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (!isLocked(error) || attempt === attempts) throw stateFailure(error);
      await sleep(pauseMilliseconds);
    }
  }
};

/**
 * Makes the file for its owner alone before SQLite would make it for everyone; its journal gets the same mode.
 *
 * Synchronously, like SQLite itself: whoever closes a file gives up all locks that its process has on it, and a thread beside this one
 * could do so in the middle of a write (sqlite.org/howtocorrupt.html, section 2.2).
 */
const ownFile = (path: string): void => {
  const known = statSync(path, { throwIfNoEntry: false });
  if (known && process.platform !== 'win32' && known.mode & othersMask) throw readable();
  if (known) return;
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  closeSync(openSync(path, 'a', 0o600));
};

const readable = () =>
  new PlatformError('state-denied', 'others may read the state file of this source: run chmod 600 on it');
