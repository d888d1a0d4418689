import { DatabaseSync, type SQLInputValue, type SQLOutputValue, type StatementSync } from 'node:sqlite';
import { setImmediate } from 'node:timers/promises';
import type { Row } from '../mapping/compile-mapping.ts';
import { SourceError } from '../source-error.ts';
import { columnIndex } from './column-index.ts';
import { type Database, type KeyPart, type Page, type PageRequest, rowsAtOnce } from './database.ts';
import { afterRow, type KeyColumn, pageQuery, quoteName } from './page-query.ts';
import { sqliteError } from './sqlite-error.ts';

/**
 * Opens a SQLite file with the driver that is part of Node. Nothing is written, not even a journal: a file in WAL mode must
 * lie in a folder that may be written to, or be set back with `pragma journal_mode = delete`.
 *
 * The driver is synchronous. Between two portions the event loop gets its turn; a query that takes long until its first row does not
 * let go before, so sort by columns that have an index.
 *
 * @param path absolute
 * @throws SourceError
 */
export const openSqlite = async (path: string): Promise<Database> => {
  const database = orSourceError('the database file', () => {
    const opened = new DatabaseSync(path, { readOnly: true, timeout: 2_000 });
    // One transaction over all queries: one state of the data. It locks nobody out until something is read.
    opened.exec('pragma query_only = on; begin');
    return opened;
  });
  return {
    page: async (request) => openPage(database, request),
    [Symbol.asyncDispose]: async () => database.close(),
  };
};

const openPage = (database: DatabaseSync, { place, query, key, after }: PageRequest): Page => {
  const prepare = (text: string): StatementSync => orSourceError(place, () => database.prepare(text));
  const columns = namesOf(prepare(`select * from (\n${query}\n) as page`));
  const indexes = key.map((column) => columnIndex(columns, column, place));

  const keyColumns = key.map(keyColumn);
  const statement = prepare(
    pageQuery(query, { select: 'page.*', key: keyColumns, after: after && afterRow(keyColumns) }),
  );
  statement.setReturnArrays(true);
  // Without it an integer beyond 2^53 is an error; it costs nothing that can be measured.
  statement.setReadBigInts(true);
  return {
    columns,
    portions: portions(statement, after?.map(fromKeyPart) ?? [], place),
    keyOf: (row) => {
      const parts = indexes.map((index) => toKeyPart(row[index], place));
      return parts.includes(undefined) ? undefined : (parts as readonly KeyPart[]);
    },
  };
};

const namesOf = (statement: StatementSync): readonly string[] => statement.columns().map(({ name }) => name);

// The binary collation, because a column's own (NOCASE) may take different keys as equal, and a page could end between them.
const keyColumn = (column: string): KeyColumn => ({
  expression: `page.${quoteName(column)} collate binary`,
  placeholder: '?',
});

async function* portions(
  statement: StatementSync,
  after: SQLInputValue[],
  place: string,
): AsyncGenerator<readonly Row[], void> {
  const rows = orSourceError(place, () => statement.iterate(...after)) as Iterator<unknown> as Iterator<Row>;
  for (;;) {
    const portion = orSourceError(place, () => take(rows, rowsAtOnce));
    if (portion.length > 0) yield portion;
    if (portion.length < rowsAtOnce) return;
    await setImmediate();
  }
}

const take = (rows: Iterator<Row>, count: number): readonly Row[] => {
  const taken: Row[] = [];
  while (taken.length < count) {
    const next = rows.next();
    if (next.done) break;
    taken.push(next.value);
  }
  return taken;
};

/** SQLite takes 1 and 1.0 as equal, so they are one key part too. */
const toKeyPart = (value: unknown, place: string): KeyPart | undefined => {
  const cell = value as SQLOutputValue;
  if (cell === null) return undefined;
  if (typeof cell === 'string') return cell;
  if (cell instanceof Uint8Array) throw new SourceError('configuration-invalid', `${place}: ${binaryKey}`);
  if (Number.isSafeInteger(Number(cell))) return Number(cell);
  if (typeof cell === 'bigint') return { integer: String(cell) };
  if (!Number.isFinite(cell)) return undefined;
  return Number.isInteger(cell) ? { integer: String(BigInt(cell)) } : cell;
};

const binaryKey = 'a column that the query is paged by holds bytes: name another one under key, or select its hex(…)';

const fromKeyPart = (part: KeyPart): SQLInputValue => {
  if (typeof part !== 'object') return part;
  const integer = BigInt(part.integer);
  // What SQLite holds beyond its 64-bit integers is a floating-point number.
  return BigInt.asIntN(64, integer) === integer ? integer : Number(integer);
};

const orSourceError = <Result>(place: string, act: () => Result): Result => {
  try {
    return act();
  } catch (error) {
    throw sqliteError(error, place);
  }
};
