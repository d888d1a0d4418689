/** One column to page by. */
export interface KeyColumn {
  /** What to order and compare by. */
  readonly expression: string;
  /** What stands in the query for the value to go on after. */
  readonly placeholder: string;
}

/** What is read of a query, and in what order. */
export interface Reading {
  /** What to read of `page`. */
  readonly select: string;
  readonly key: readonly KeyColumn[];
  /** How the database says that nulls come first, where they do not by themselves. */
  readonly nulls?: '' | ' nulls first';
  /** The condition for what comes after a key: `afterRow` or `afterColumns`; absent at the beginning. */
  readonly after?: string | undefined;
}

/** A name of a column as PostgreSQL and SQLite quote it. */
export const quoteName = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** The statement that reads a query by key: `select … from (query) as page where … order by key`. */
export const pageQuery = (query: string, { select, key, nulls = '', after }: Reading): string => {
  const where = after === undefined ? '' : ` where ${after}`;
  const order = key.map(({ expression }) => expression + nulls).join(', ');
  // The line feed ends a comment on the query's last line.
  return `select ${select} from (\n${query}\n) as page${where} order by ${order}`;
};

/** What comes after a key, as rows are compared: `(a, b) > (?, ?)`. */
export const afterRow = (key: readonly KeyColumn[]): string =>
  `(${key.map(({ expression }) => expression).join(', ')}) > (${key.map(({ placeholder }) => placeholder).join(', ')})`;

/**
 * The same column by column, `(a > ? or (a = ? and b > ?))`: SQL Server does not compare rows, and MySQL uses no index when it does.
 */
export const afterColumns = (key: readonly KeyColumn[]): string => {
  const [first, ...rest] = key;
  if (!first) throw new RangeError('a key has at least one column');
  const { expression, placeholder } = first;
  if (rest.length === 0) return `${expression} > ${placeholder}`;
  return `(${expression} > ${placeholder} or (${expression} = ${placeholder} and ${afterColumns(rest)}))`;
};
