import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { PlatformError } from '../platform-error.ts';
import { heldSeconds, type Queue, type QueueMessage, type ReceiveOptions } from '../queue.ts';
import { queueText } from '../queue-text.ts';
import { folderBell } from './folder-bell.ts';
import { keptDatabase, localDatabase } from './local-database.ts';

/** An empty queue is asked again after so long where its folder can not be watched. */
const pollMilliseconds = 100;

/** And where it can: what changes is told at once, but not by every kind of file system. */
const watchedMilliseconds = 1_000;

/** As long as SQS keeps a message at most. */
const keptMilliseconds = 14 * 86_400_000;

/** A message that somebody holds has a receipt: the number of times that it was received. Times are milliseconds since 1970. */
const table =
  'create table if not exists message (id integer primary key autoincrement, text text not null, sent_at integer not null, free_at integer not null, attempts integer not null default 0)';

/**
 * A queue on this machine: `<directory>/<name>.sqlite`, which only its owner may read, and which several processes may use.
 *
 * @param now milliseconds since 1970
 * @param survives what a message outlives: a cut of power (as without it), or only the end of the process that sent it, which takes far less time
 * @throws PlatformError `queue-denied`, also when others may read the file; `queue-unreachable`, also when the file is damaged
 * @example localQueue('/srv/acme/.sallyport/queues/acme', 'dead-letters', Date.now)
 */
export const localQueue = (
  directory: string,
  name: string,
  now: () => number,
  survives?: 'power cut' | 'process',
): Queue => {
  const file = `${name}.sqlite`;
  const path = join(directory, file);
  const database = survives === 'process' ? keptDatabase(path, table) : localDatabase(path, table);
  const using = <Result>(work: (database: DatabaseSync) => Result): Promise<Result> =>
    database(work).catch((error) => Promise.reject(queueError(error)));

  const messageOf = ({ id, text, attempts }: Row): QueueMessage => {
    // Whoever received it later has another number of attempts.
    const hold = (seconds: number) =>
      using((database) => {
        const update = database.prepare('update message set free_at = ? where id = ? and attempts = ?');
        update.run(now() + seconds * 1_000, id, attempts);
      });
    return {
      text,
      attempts,
      done: () => using((database) => void database.prepare(remove).run(id, attempts)),
      extend: hold,
      again: hold,
    };
  };

  /** What is there, or how long nothing will come unless somebody sends or gives back: a look alone keeps nobody from writing. */
  const look = (maximum: number) =>
    using((database): Looked => {
      const quiet = nextFree(database) - now();
      return quiet > 0 ? { found: [], quiet } : { found: take(database, maximum, now()).map(messageOf), quiet: 0 };
    });

  /** The folder is watched before it is looked at again: what is sent in between rings. */
  const awaited = async (maximum: number, milliseconds: number): Promise<readonly QueueMessage[]> => {
    const bell = folderBell(directory, file);
    const pause = bell ? watchedMilliseconds : pollMilliseconds;
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
    }, milliseconds);
    try {
      for (;;) {
        const { found, quiet } = await look(maximum);
        if (found.length > 0 || isLate) return found;
        await (bell?.wait ?? sleep)(Math.min(pause, milliseconds, quiet));
      }
    } finally {
      clearTimeout(timer);
      bell?.close();
    }
  };

  return {
    send: async (text) => {
      const checked = queueText(text);
      await using((database) => {
        database.prepare('delete from message where sent_at <= ?').run(now() - keptMilliseconds);
        database.prepare(insert).run(checked, now(), now());
      });
    },
    async receive({ maximum, waitSeconds }: ReceiveOptions) {
      const { found } = await look(maximum);
      return found.length > 0 || waitSeconds === 0 ? found : awaited(maximum, waitSeconds * 1_000);
    },
  };
};

interface Looked {
  readonly found: readonly QueueMessage[];
  /** Milliseconds. */
  readonly quiet: number;
}

interface Row {
  readonly id: number;
  readonly text: string;
  readonly attempts: number;
}

const insert = 'insert into message (text, sent_at, free_at) values (?, ?, ?)';
const remove = 'delete from message where id = ? and attempts = ?';

/** One statement, and so one transaction: no two processes take the same message. */
const taken = `update message set free_at = ?, attempts = attempts + 1
  where id in (select id from message where free_at <= ? order by id limit ?) returning id, text, attempts`;

const take = (database: DatabaseSync, maximum: number, now: number): readonly Row[] =>
  database
    .prepare(taken)
    .all(now + heldSeconds * 1_000, now, maximum)
    .map((row) => ({ id: Number(row['id']), text: String(row['text']), attempts: Number(row['attempts']) }));

/** When the next message is free that somebody holds now; never, if there is none. */
const nextFree = (database: DatabaseSync): number => {
  const freeAt = database.prepare('select min(free_at) as free_at from message').get()?.['free_at'];
  return typeof freeAt === 'number' ? freeAt : Number.POSITIVE_INFINITY;
};

/** The file of a queue befalls what befalls that of a state. */
const queueError = (error: unknown): unknown => {
  if (!(error instanceof PlatformError)) return error;
  const code = error.code === 'state-denied' ? 'queue-denied' : 'queue-unreachable';
  const message = error.message.replaceAll('state file of this source', 'file of this queue');
  return new PlatformError(code, message, { detail: error.detail, cause: error });
};
