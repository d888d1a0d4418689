import type { Connector } from './connector.ts';
import { requiredCredentials } from './credentials.ts';
import { sqlGuide } from './sql/guide.ts';
import { type SqlOptions, sqlOptions } from './sql/options.ts';
import { runningSql } from './sql/running-sql.ts';

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
  ...runningSql,
};

const credentials = [
  { name: 'user', description: 'Database role to log in as. Give it no more than SELECT.' },
  { name: 'password', description: 'Password of the database role.' },
];

const hostAndPort = (host: string, port: number): string =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
