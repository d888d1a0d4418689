import { abortable } from '../abortable.ts';
import type { ImportContext, RunningConnector } from '../connector.ts';
import type { Batch } from '../item.ts';
import type { Database } from './database.ts';
import type { SqlOptions } from './options.ts';
import { readQueries, startOf } from './read-queries.ts';

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

/** The code of a kind of database, with its driver, is loaded where a source has one: all others start without it. */
const open = async (
  { database: { mysql, postgres, sqlite, sqlserver } }: SqlOptions,
  context: ImportContext,
  signal: AbortSignal,
): Promise<Database> => {
  if (mysql) return (await import('./mysql.ts')).openMysql(mysql, context, signal);
  if (postgres) return (await import('./postgres.ts')).openPostgres(postgres, context, signal);
  if (sqlserver) return (await import('./sqlserver.ts')).openSqlserver(sqlserver, context, signal);
  return (await import('./sqlite.ts')).openSqlite(context.path(sqlite!));
};
