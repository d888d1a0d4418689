import { commonTables } from './common-tables.ts';
import { type Dialect, withoutQuotes } from './quoted-text.ts';

/**
 * Says what is wrong with a query of the configuration, or gives `undefined`.
 *
 * The query becomes the inside of `select … from (query) as page`, so it must be one SELECT or WITH statement with balanced
 * parentheses and without placeholders of its own. This finds mistakes early and by name; what keeps the source's data unharmed is
 * the transaction that only reads (with SQL Server, that is rolled back), and the rights of the role.
 *
 * @example queryProblem('select 1; drop table people', 'sqlite') // 'must be one statement …'
 */
export const queryProblem = (query: string, dialect: Dialect): string | undefined => {
  const bare = withoutQuotes(query, dialect);
  if (bare === undefined) return `has a quote or a comment that is not closed${alsoUnclosed[dialect]}`;
  if (!/^\s*(?:select|with|values)\b/i.test(bare)) return 'must begin with SELECT or WITH';
  if (bare.includes(';')) return 'must be one statement, without a semicolon';
  if (!isBalanced(bare)) return 'has a parenthesis too many or too few';
  if (placeholder[dialect].test(bare))
    return 'must have no placeholder: there is nothing that could be put in its place';
  if (dialect === 'sqlserver' && !commonTables(query))
    return 'must be WITH <name> AS (SELECT …), …, and then one SELECT and nothing else';
  return undefined;
};

/** What counts as not closed, besides. */
const alsoUnclosed: Readonly<Record<Dialect, string>> = {
  mysql: ', or a comment that is run (/*! … */)',
  postgres: ', or a comment within a comment',
  sqlite: '',
  sqlserver: ', or a comment within a comment',
};

/** PostgreSQL has `$1`; SQLite `?`, `?1`, `:name`, `@name` and `$name`; MySQL `?`; SQL Server `@name`, but `@@name` is its own. */
const placeholder: Readonly<Record<Dialect, RegExp>> = {
  mysql: /\?/,
  postgres: /(?<![\w$])\$\d/,
  sqlite: /[?@:]|(?<![\w$])\$\w/,
  sqlserver: /\?|(?<![\w@#$])@(?!@)/,
};

const isBalanced = (text: string): boolean => {
  let depth = 0;
  for (const character of text) {
    if (character === '(') depth++;
    if (character === ')' && --depth < 0) return false;
  }
  return depth === 0;
};
