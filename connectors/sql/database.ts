import type { Row } from '../mapping/compile-mapping.ts';

/** One value of a key, as a cursor carries it. Integers beyond 2^53 are text in an object: JSON would round them. */
export type KeyPart = string | number | { readonly integer: string };

/** The rows of one query from some key on, in the order of the key. */
export interface Page {
  readonly columns: readonly string[];
  /** Rows in portions of up to `rowsAtOnce`. A row may hold more values than there are columns. */
  readonly portions: AsyncIterable<readonly Row[]>;
  /** The key of a row; `undefined` if one of its values is null, after which nobody can go on. */
  keyOf(row: Row): readonly KeyPart[] | undefined;
}

/** What to read of a database. */
export interface PageRequest {
  /** What the query is called in messages, such as `query 2`. */
  readonly place: string;
  readonly query: string;
  /** Columns of the query to order by. */
  readonly key: readonly string[];
  /** The last key that was read before; absent at the beginning. */
  readonly after?: readonly KeyPart[] | undefined;
}

/** An open database, in a transaction that only reads and sees one state of the data. */
export interface Database extends AsyncDisposable {
  /** What the operator should know of this database, if anything. */
  readonly remark?: string | undefined;
  /**
   * Begins to read a query. Rows with a null in their key come before those without; no two rows that differ in their key are
   * taken as equal.
   *
   * @throws SourceError
   */
  page(request: PageRequest): Promise<Page>;
}

/** A portion is what one batch is made of: large enough for speed, small enough to stop soon. */
export const rowsAtOnce = 2_000;

/** Milliseconds that connecting, TLS and logging in may take. */
export const connectMilliseconds = 10_000;
