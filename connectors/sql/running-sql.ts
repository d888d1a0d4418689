import { abortable } from '../abortable.ts';
import type { ImportContext, RunningConnector } from '../connector.ts';
import type { Batch } from '../item.ts';
import type { Database } from './database.ts';
import type { SqlOptions } from './options.ts';
import { openPostgres } from './postgres.ts';
import { readQueries, startOf } from './read-queries.ts';
import { openSqlite } from './sqlite.ts';

/** What of the connector `sql` runs in the handler. */
export const runningSql: RunningConnector<SqlOptions> = {
  import: (options, context) => abortable(context.signal, (signal) => readAll(options, context, signal)),
};

async function* readAll(options: SqlOptions, context: ImportContext, signal: AbortSignal): AsyncGenerator<Batch, void> {
  const start = startOf(options, context.cursor);
  await using database = await open(options, context, signal);
  for await (const batch of readQueries(options, database, start)) {
    signal.throwIfAborted();
    yield batch;
  }
}

const open = ({ database }: SqlOptions, context: ImportContext, signal: AbortSignal): Promise<Database> =>
  database.postgres ? openPostgres(database.postgres, context, signal) : openSqlite(context.path(database.sqlite!));
