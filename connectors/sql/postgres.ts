import pg from 'pg';
import type { ImportContext } from '../connector.ts';
import type { Row } from '../mapping/compile-mapping.ts';
import { SourceError } from '../source-error.ts';
import { columnIndex } from './column-index.ts';
import { type Database, type KeyPart, type Page, type PageRequest, rowsAtOnce } from './database.ts';
import { afterRow, type KeyColumn, pageQuery, quoteName } from './page-query.ts';
import { connectionConfig } from './postgres-connection.ts';
import type { PostgresOptions } from './postgres-options.ts';
import { PostgresSession } from './postgres-session.ts';

/**
 * Opens a PostgreSQL database: one read-only transaction that sees one state of the data, and a cursor in the server for each query,
 * so that memory does not grow with the rows. The cursor is SQL's own (DECLARE, FETCH): between two portions the session is idle
 * in its transaction, and the server can end it if the caller never comes back.
 *
 * @param signal when it is aborted, the query under way is cancelled in the server and the connection is closed
 * @throws SourceError
 */
export const openPostgres = async (
  options: PostgresOptions,
  context: ImportContext,
  signal: AbortSignal,
): Promise<Database> => {
  const config = await connectionConfig(options, context);
  const { Client } = pg;
  const session = new PostgresSession(new Client(config), signal);
  try {
    await session.begin(options.timeout);
  } catch (error) {
    await session.end(() => new Client(config));
    throw error;
  }
  return {
    page: (request) => openPage(session, request),
    [Symbol.asyncDispose]: () => session.end(() => new Client(config)),
  };
};

const openPage = async (session: PostgresSession, { place, query, key, after }: PageRequest): Promise<Page> => {
  const { fields } = await session.run(place, `select * from (\n${query}\n) as page limit 0`);
  const columns = fields.map(({ name }) => name);
  const keyColumns = key.map((column, index) => {
    const type = fields[columnIndex(columns, column, place)]!.dataTypeID;
    return keyColumn(column, type, `$${index + 1}`);
  });
  if (after) await checkKey(session, keyColumns, after);
  const select = ['page.*', ...keyColumns.map(({ expression }) => expression)].join(', ');
  const resume = after && afterRow(keyColumns);
  const text = pageQuery(query, { select, key: keyColumns, nulls: ' nulls first', after: resume });
  await session.run(place, `declare page no scroll cursor for ${text}`, after?.map(String));
  return {
    columns,
    portions: portions(session, place),
    keyOf: (row) => {
      const parts = row.slice(columns.length);
      return parts.includes(null) ? undefined : (parts as readonly KeyPart[]);
    },
  };
};

/** Types (by OID) whose order is the same everywhere, whose equal values have equal texts, and whose indexes are worth using. */
const orderedTypes: ReadonlyMap<number, string> = new Map([
  [20, 'int8'],
  [21, 'int2'],
  [23, 'int4'],
  [26, 'oid'],
  [1082, 'date'],
  [1114, 'timestamp'],
  [1184, 'timestamptz'],
  [2950, 'uuid'],
]);

/**
 * Everything else is ordered by the bytes of its text. A database's own collation may take different texts as equal, or order
 * them otherwise after an update of the operating system; `numeric` takes 1.0 and 1.00 as equal.
 */
const keyColumn = (column: string, type: number, placeholder: string): KeyColumn => {
  const expression = `page.${quoteName(column)}`;
  const cast = orderedTypes.get(type);
  if (cast) return { expression, placeholder: `${placeholder}::${cast}` };
  return { expression: `${expression}::text collate "C"`, placeholder: `${placeholder}::text` };
};

/** The key comes from the vendor: one that is not of the key's types is refused by name, before it is part of a query. */
const checkKey = async (
  session: PostgresSession,
  key: readonly KeyColumn[],
  after: readonly KeyPart[],
): Promise<void> => {
  try {
    await session.run(
      'the cursor',
      `select ${key.map(({ placeholder }) => placeholder).join(', ')}`,
      after.map(String),
    );
  } catch (error) {
    const isDataException = error instanceof SourceError && String(error.detail['sqlstate']).startsWith('22');
    if (!isDataException) throw error;
    throw new SourceError('cursor-invalid', 'the cursor does not fit the key of its query: begin the import again', {
      cause: error,
    });
  }
};

async function* portions(session: PostgresSession, place: string): AsyncGenerator<readonly Row[], void> {
  for (;;) {
    const { rows } = await session.run(place, `fetch ${rowsAtOnce} from page`);
    if (rows.length > 0) yield rows;
    if (rows.length < rowsAtOnce) break;
  }
  await session.run(place, 'close page');
}
