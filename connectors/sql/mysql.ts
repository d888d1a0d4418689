import mysql2 from 'mysql2';
import type { ImportContext } from '../connector.ts';
import { SourceError } from '../source-error.ts';
import { columnIndex } from './column-index.ts';
import type { Database, KeyPart, Page, PageRequest } from './database.ts';
import { keyColumnOf, type MysqlKeyColumn, readerOf, utf8 } from './mysql-columns.ts';
import { connectionOptions } from './mysql-connection.ts';
import type { MysqlOptions } from './mysql-options.ts';
import { MysqlSession } from './mysql-session.ts';
import { afterColumns, pageQuery } from './page-query.ts';

/**
 * Opens a database of MySQL or MariaDB: one read-only transaction that sees one state of the data (of InnoDB's tables; no other engine keeps
 * one), and for each query one answer that is read as fast as its rows are asked for, so that memory does not grow with them.
 *
 * @param signal when it is aborted, the query under way is ended in the server and the connection is closed
 * @throws SourceError
 */
export const openMysql = async (
  options: MysqlOptions,
  context: ImportContext,
  signal: AbortSignal,
): Promise<Database> => {
  const config = await connectionOptions(options, context);
  const session = new MysqlSession(mysql2.createConnection, config, options.timeout, signal);
  try {
    await session.begin();
  } catch (error) {
    await session.end();
    throw error;
  }
  return {
    page: (request) => openPage(session, request),
    [Symbol.asyncDispose]: () => session.end(),
  };
};

const openPage = async (session: MysqlSession, { place, query, key, after }: PageRequest): Promise<Page> => {
  const { fields } = await session.run(place, `select * from (\n${query}\n) as page limit 0`);
  const columns = fields.map(({ name }) => name);
  const keyColumns = key.map((column, index) =>
    keyColumnOf(fields[columnIndex(columns, column, place)]!, String(after?.[index] ?? '')),
  );
  if (after) await checkKey(session, keyColumns, after);
  // Nulls come first by themselves.
  const select = ['page.*', ...keyColumns.map(({ text }) => text)].join(', ');
  const resume = after && afterColumns(keyColumns);
  const readers = [...fields.map(readerOf), ...keyColumns.map(() => utf8)];
  return {
    columns,
    portions: session.stream(place, pageQuery(query, { select, key: keyColumns, after: resume }), (row) =>
      row.map((value, index) => (value === null ? null : readers[index]!(value))),
    ),
    keyOf: (row) => {
      const parts = row.slice(columns.length);
      return parts.includes(null) ? undefined : (parts as readonly KeyPart[]);
    },
  };
};

/**
 * The key comes from the vendor. What the server does not write as it came is none of this key: MySQL makes a value of everything, `1` of
 * `1 or so` for example.
 */
const checkKey = async (
  session: MysqlSession,
  key: readonly MysqlKeyColumn[],
  after: readonly KeyPart[],
): Promise<void> => {
  const text = `select ${key.map(({ placeholderText }) => placeholderText).join(', ')}`;
  const { rows } = await session.run('the cursor', text);
  const written = rows[0]?.map((value) => value && utf8(value));
  if (after.every((part, index) => part === written?.[index])) return;
  throw new SourceError('cursor-invalid', 'the cursor does not fit the key of its query: begin the import again');
};
