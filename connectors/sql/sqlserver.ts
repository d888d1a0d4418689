import tedious from 'tedious';
import type { ImportContext } from '../connector.ts';
import { SourceError } from '../source-error.ts';
import { columnIndex } from './column-index.ts';
import { commonTables } from './common-tables.ts';
import type { Database, KeyPart, Page, PageRequest } from './database.ts';
import { afterColumns, pageQuery } from './page-query.ts';
import { keyColumnOf, type SqlserverKeyColumn, selected } from './sqlserver-columns.ts';
import { connectionConfiguration } from './sqlserver-connection.ts';
import type { SqlserverOptions } from './sqlserver-options.ts';
import { SqlserverSession } from './sqlserver-session.ts';

/**
 * Opens a database of SQL Server: one transaction, which is never committed, and for each query one answer that is read as fast as its rows
 * are asked for, so that memory does not grow with them. It sees one state of the data if the database allows snapshots.
 *
 * @param signal when it is aborted, the query under way is cancelled in the server and the connection is closed
 * @throws SourceError
 */
export const openSqlserver = async (
  options: SqlserverOptions,
  context: ImportContext,
  signal: AbortSignal,
): Promise<Database> => {
  const configuration = await connectionConfiguration(options, context);
  const session = new SqlserverSession(tedious, configuration, options.timeout, signal);
  try {
    const isSnapshot = await session.begin();
    return {
      remark: isSnapshot ? undefined : noSnapshot,
      page: (request) => openPage(session, request),
      [Symbol.asyncDispose]: () => session.end(),
    };
  } catch (error) {
    await session.end();
    throw error;
  }
};

const noSnapshot =
  'the database allows no snapshots: rows that change during an import may be read twice or not at all. ' +
  'Let its administrator run: alter database current set allow_snapshot_isolation on';

const openPage = async (session: SqlserverSession, { place, query, key, after }: PageRequest): Promise<Page> => {
  const { tables, select } = commonTables(query)!;
  const described = await session.run(place, `${tables}select * from (\n${select}\n) as page where 1 = 0`, []);
  const columns = described.columns.map(({ colName }) => colName);
  const keyColumns = key.map((column, index) =>
    keyColumnOf(described.columns[columnIndex(columns, column, place)]!, `@k${index + 1}`),
  );
  const values = after?.map(String) ?? [];
  if (after) await checkKey(session, keyColumns, after);
  // Nulls come first by themselves.
  const text = pageQuery(select, {
    select: [...described.columns.map(selected), ...keyColumns.map((each) => each.text)].join(', '),
    key: keyColumns,
    after: after && afterColumns(keyColumns),
  });
  return {
    columns,
    portions: session.stream(place, tables + text, values),
    keyOf: (row) => {
      const parts = row.slice(columns.length);
      return parts.includes(null) ? undefined : (parts as readonly KeyPart[]);
    },
  };
};

/** The key comes from the vendor. What the server does not write as it came is none of this key. */
const checkKey = async (
  session: SqlserverSession,
  key: readonly SqlserverKeyColumn[],
  after: readonly KeyPart[],
): Promise<void> => {
  const text = `select ${key.map(({ placeholderText }) => placeholderText).join(', ')}`;
  const { rows } = await session.run('the cursor', text, after.map(String));
  if (after.every((part, index) => part === rows[0]?.[index])) return;
  throw new SourceError('cursor-invalid', 'the cursor does not fit the key of its query: begin the import again');
};
