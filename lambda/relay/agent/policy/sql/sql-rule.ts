import { type FileRule, fileRule } from '../files/file-rule.ts';
import type { WrittenSqlRule } from '../schema/sql-rule-schema.ts';
import { queryText } from './query-text.ts';

/** Servers of databases that rules know. */
export const serverDialects = ['postgres', 'mysql', 'sqlserver'] as const;

/** One of them. */
export type ServerDialect = (typeof serverDialects)[number];

/** A server that a rule names. */
export interface ServerRule {
  readonly dialect: ServerDialect;
  readonly host: string;
  /** `undefined` of a named instance. */
  readonly port: number | undefined;
  readonly instance: string | undefined;
  readonly database: string;
  /** The least, as `tlsModes` orders them. */
  readonly tls: string;
  readonly certificateName: string | undefined;
  /** Absolute. */
  readonly ca: string | undefined;
}

/** A rule about a database, ready to compare. */
export interface SqlRule {
  readonly server: ServerRule | undefined;
  readonly sqlite: FileRule | undefined;
  /** Queries as they are run, by the text that they are compared by. */
  readonly queries: ReadonlyMap<string, string>;
  /** Absolute. */
  readonly secret: string | undefined;
}

/**
 * @param absolute makes a path of the file absolute
 * @param queries the texts, those of files too
 */
export const sqlRule = (
  written: WrittenSqlRule,
  absolute: (path: string) => string,
  queries: readonly string[],
): SqlRule => ({
  server: serverRule(written, absolute),
  sqlite: written.sqlite && fileRule(written.sqlite, absolute),
  queries: new Map(queries.map((query) => [queryText(query), query])),
  secret: written.secret && absolute(written.secret.file),
});

const serverRule = (
  { postgres, mysql, sqlserver }: WrittenSqlRule,
  absolute: (path: string) => string,
): ServerRule | undefined => {
  const none = { instance: undefined, certificateName: undefined };
  if (sqlserver) {
    const { port, instance, certificateName, ca, ...others } = sqlserver;
    const fixed = instance === undefined ? (port ?? 1433) : undefined;
    return { ...others, dialect: 'sqlserver', port: fixed, instance, certificateName, ca: ca && absolute(ca) };
  }
  const server = postgres ?? mysql;
  return (
    server && { ...none, ...server, dialect: postgres ? 'postgres' : 'mysql', ca: server.ca && absolute(server.ca) }
  );
};
