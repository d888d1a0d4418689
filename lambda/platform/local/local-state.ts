import { closeSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { PlatformError } from '../platform-error.ts';
import { stateName } from '../state-name.ts';
import type { StateStore, StoredState } from '../state-store.ts';
import { isLocked, stateFailure } from './state-failure.ts';

/** Group and others: a state file is its owner's alone. */
const othersMask = 0o077;

/** SQLite waits so long for another process, and the event loop with it; a write takes one millisecond. */
const lockMilliseconds = 50;
const pauseMilliseconds = 25;
/** Three seconds in all: whoever holds the file for so long was stopped in the middle of a write. */
const attempts = 40;

const table = 'create table if not exists state (name text primary key, text text not null, version integer not null)';

/**
 * A source's state on this machine: `<directory>/<source>.sqlite`, which only its owner may read.
 *
 * The file is opened for each call, which costs 0.1 ms: nothing has to be closed, who removes the file starts anew, and what a killed
 * process left half-written is taken back by whoever opens it next.
 *
 * @throws PlatformError `state-denied`, also when others may read the file; `state-unreachable`; `state-invalid`
 * @example localState('/srv/acme/.sallyport/state/acme', 'people')
 */
export const localState = (directory: string, source: string): StateStore => {
  const path = join(directory, `${source}.sqlite`);
  const using = async <Result>(work: (database: DatabaseSync) => Result): Promise<Result> => {
    const { DatabaseSync } = await import('node:sqlite');
    for (let attempt = 1; ; attempt++) {
      try {
        ownFile(path);
        using database = new DatabaseSync(path, { timeout: lockMilliseconds });
        // Also the end of a write is on disk before it is told: a refresh token that was used up can not be had again.
        database.exec(`pragma synchronous = extra; ${table}`);
        return work(database);
      } catch (error) {
        if (!isLocked(error) || attempt === attempts) throw stateFailure(error);
        await sleep(pauseMilliseconds);
      }
    }
  };
  return {
    read: async (name) => using((database) => read(database, stateName(name))),
    write: async (name, text, after) => using((database) => write(database, stateName(name), text, after)),
  };
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

const read = (database: DatabaseSync, name: string): StoredState | undefined => {
  const row = database.prepare('select text, version from state where name = ?').get(name);
  return row && { text: String(row['text']), version: String(row['version']) };
};

/** One statement, and so one transaction. Nothing is ever removed, so a version never comes back. */
const write = (database: DatabaseSync, name: string, text: string, after: string | undefined): string | undefined => {
  const row =
    after === undefined
      ? database.prepare('insert into state values (?, ?, 1) on conflict do nothing returning version').get(name, text)
      : database
          .prepare('update state set text = ?, version = version + 1 where name = ? and version = ? returning version')
          .get(text, name, after);
  return row && String(row['version']);
};

const readable = () =>
  new PlatformError('state-denied', 'others may read the state file of this source: run chmod 600 on it');
