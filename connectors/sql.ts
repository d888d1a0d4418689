import type { Connector } from './connector.ts';
import { requiredCredentials } from './credentials.ts';
import { sqlGuide } from './sql/guide.ts';
import { type SqlOptions, sqlOptions } from './sql/options.ts';
import { runningSql } from './sql/running-sql.ts';

/**
 * SQL databases: PostgreSQL, MySQL and MariaDB, SQL Server, SQLite. The queries are in the configuration.
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
  requires: ({ database }) => {
    const server = database.mysql ?? database.postgres ?? database.sqlserver;
    return {
      hosts: server ? [hostAndPort(server.host, portOf(database))] : [],
      files: [database.sqlite, server?.ca].filter((file) => file !== undefined),
      objects: [],
      ...requiredCredentials(server?.credentials ?? 'secret', server ? credentials : []),
    };
  },
  guide: (options, subject) => sqlGuide(options, credentials, subject),
  ...runningSql,
};

const credentials = [
  { name: 'user', description: 'Database user to log in as. Give it no more than SELECT.' },
  { name: 'password', description: 'Password of the database user.' },
];

/** SQL Server's browser service, which is asked for the port of a named instance, listens on 1434. */
const portOf = ({ mysql, postgres, sqlserver }: SqlOptions['database']): number =>
  mysql?.port ?? postgres?.port ?? sqlserver?.port ?? (sqlserver?.instance === undefined ? 1433 : 1434);

const hostAndPort = (host: string, port: number): string =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
