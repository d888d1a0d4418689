import { abortable } from './abortable.ts';
import type { Connector, ImportContext } from './connector.ts';
import { requiredCredentials } from './credentials.ts';
import type { Batch } from './item.ts';
import type { Database } from './sql/database.ts';
import { sqlGuide } from './sql/guide.ts';
import { type SqlOptions, sqlOptions } from './sql/options.ts';
import { openPostgres } from './sql/postgres.ts';
import { readQueries, startOf } from './sql/read-queries.ts';
import { openSqlite } from './sql/sqlite.ts';

/**
 * SQL databases: PostgreSQL and SQLite. The queries are in the configuration.
 *
 * ```yaml
 * people:
 *   connector: sql
 *   database: { postgres: { host: db.example.com, database: hr } }
 *   queries:
 *     - query: select id, full_name, email, hired_on from employees
 *       entity:
 *         type: person
 *         id: id
 *         name: full_name
 *         attributes: { email: email, hired: { column: hired_on, type: date } }
 * ```
 */
export const sql: Connector<SqlOptions> = {
  name: 'sql',
  title: 'SQL database',
  modes: ['import'],
  options: sqlOptions,
  requires: ({ database: { postgres, sqlite } }) => ({
    hosts: postgres ? [hostAndPort(postgres.host, postgres.port)] : [],
    files: [sqlite, postgres?.ca].filter((file) => file !== undefined),
    objects: [],
    ...requiredCredentials(postgres?.credentials ?? 'secret', postgres ? credentials : []),
  }),
  guide: (options, subject) => sqlGuide(options, credentials, subject),
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

const credentials = [
  { name: 'user', description: 'Database role to log in as. Give it no more than SELECT.' },
  { name: 'password', description: 'Password of the database role.' },
];

const hostAndPort = (host: string, port: number): string =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
