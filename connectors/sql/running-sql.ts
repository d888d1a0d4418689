import { abortable } from '../abortable.ts';
import type { ImportContext, RunningConnector } from '../connector.ts';
import type { Batch } from '../item.ts';
import type { Database } from './database.ts';
import { openMysql } from './mysql.ts';
import type { SqlOptions } from './options.ts';
import { openPostgres } from './postgres.ts';
import { readQueries, startOf } from './read-queries.ts';
import { openSqlite } from './sqlite.ts';
import { openSqlserver } from './sqlserver.ts';

/** What of the connector `sql` runs in the handler. */
export const runningSql: RunningConnector<SqlOptions> = {
  import: (options, context) => abortable(context.signal, (signal) => readAll(options, context, signal)),
};

async function* readAll(options: SqlOptions, context: ImportContext, signal: AbortSignal): AsyncGenerator<Batch, void> {
  const start = startOf(options, context.cursor);
  await using database = await open(options, context, signal);
  if (database.remark !== undefined && context.cursor === undefined)
    yield { items: [{ kind: 'log', level: 'alert', message: database.remark }], resume: undefined };
  for await (const batch of readQueries(options, database, start)) {
    signal.throwIfAborted();
    yield batch;
  }
}

const open = (
  { database: { mysql, postgres, sqlite, sqlserver } }: SqlOptions,
  context: ImportContext,
  signal: AbortSignal,
): Promise<Database> => {
  if (mysql) return openMysql(mysql, context, signal);
  if (postgres) return openPostgres(postgres, context, signal);
  if (sqlserver) return openSqlserver(sqlserver, context, signal);
  return openSqlite(context.path(sqlite!));
};
