import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { stateName } from '../state-name.ts';
import type { StateStore, StoredState } from '../state-store.ts';
import { localDatabase } from './local-database.ts';

const table = 'create table if not exists state (name text primary key, text text not null, version integer not null)';

/**
 * A source's state on this machine: `<directory>/<source>.sqlite`, which only its owner may read.
 *
 * @throws PlatformError `state-denied`, also when others may read the file; `state-unreachable`; `state-invalid`
 * @example localState('/srv/acme/.sallyport/state/acme', 'people')
 */
export const localState = (directory: string, source: string): StateStore => {
  const using = localDatabase(join(directory, `${source}.sqlite`), table);
  return {
    read: async (name) => using((database) => read(database, stateName(name))),
    write: async (name, text, after) => using((database) => write(database, stateName(name), text, after)),
  };
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
