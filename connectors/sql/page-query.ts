/** One column to page by. */
export interface KeyColumn {
  /** What to order and compare by. */
  readonly expression: string;
  /** What stands in the query for the value to go on after. */
  readonly placeholder: string;
}

/** A name of a column as both databases quote it. */
export const quoteName = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/**
 * The statement that reads a query by key: `select … from (query) as page where (key) > (?) order by key`.
 *
 * @param select what to read of `page`
 * @param nullsFirst how the database says that nulls come first, if it must be told
 * @param resumes whether there is a key to go on after
 */
export const pageQuery = (
  query: string,
  select: string,
  key: readonly KeyColumn[],
  nullsFirst: '' | ' nulls first',
  resumes: boolean,
): string => {
  const expressions = key.map(({ expression }) => expression);
  const placeholders = key.map(({ placeholder }) => placeholder);
  const where = resumes ? ` where (${expressions.join(', ')}) > (${placeholders.join(', ')})` : '';
  const order = expressions.map((expression) => expression + nullsFirst).join(', ');
  // The line feed ends a comment on the query's last line.
  return `select ${select} from (\n${query}\n) as page${where} order by ${order}`;
};
