/** The kinds of database whose words differ where it matters here. */
export type Dialect = 'sqlite' | 'postgres';

/**
 * Says what is wrong with a query of the configuration, or gives `undefined`.
 *
 * The query becomes the inside of `select … from (query) as page`, so it must be one SELECT or WITH statement with balanced
 * parentheses and without placeholders of its own. This finds mistakes early and by name; what keeps the source's data unharmed is
 * the read-only transaction.
 *
 * @example queryProblem('select 1; drop table people', 'sqlite') // 'is more than one statement …'
 */
export const queryProblem = (query: string, dialect: Dialect): string | undefined => {
  const bare = withoutQuotes(query, dialect);
  if (bare === undefined) return 'has a quote or a comment that is not closed';
  if (!/^\s*(?:select|with|values)\b/i.test(bare)) return 'must begin with SELECT or WITH';
  if (bare.includes(';')) return 'must be one statement, without a semicolon';
  if (!isBalanced(bare)) return 'has a parenthesis too many or too few';
  if (placeholder[dialect].test(bare))
    return 'must have no placeholder: there is nothing that could be put in its place';
  return undefined;
};

/** PostgreSQL has `$1`; SQLite has `?`, `?1`, `:name`, `@name` and `$name`. */
const placeholder: Readonly<Record<Dialect, RegExp>> = {
  postgres: /(?<![\w$])\$\d/,
  sqlite: /[?@:]|(?<![\w$])\$\w/,
};

const anyOf = (...patterns: readonly RegExp[]): RegExp =>
  new RegExp(patterns.map(({ source }) => source).join('|'), 'g');

/** Strings, quoted names and comments; the named group is one of their beginnings that nothing ends. */
const quoted: Readonly<Record<Dialect, RegExp>> = {
  postgres: anyOf(
    /(?<!\w)[eE]'(?:[^'\\]|\\[\s\S]|'')*'/,
    /'(?:[^']|'')*'/,
    /"(?:[^"]|"")*"/,
    /(?<![\w$])\$([A-Za-z_]\w*)?\$[\s\S]*?\$\1\$/,
    /--[^\n]*/,
    /\/\*[\s\S]*?\*\//,
    /(?<unclosed>['"]|\/\*|(?<![\w$])\$(?:[A-Za-z_]\w*)?\$)/,
  ),
  sqlite: anyOf(
    /'(?:[^']|'')*'/,
    /"(?:[^"]|"")*"/,
    /`(?:[^`]|``)*`/,
    /\[[^\]]*\]/,
    /--[^\n]*/,
    /\/\*[\s\S]*?\*\//,
    /(?<unclosed>['"`[]|\/\*)/,
  ),
};

/** The query with a blank for each comment and `""` for each string and quoted name, or `undefined` if one is not closed. */
const withoutQuotes = (query: string, dialect: Dialect): string | undefined => {
  for (const match of query.matchAll(quoted[dialect])) if (match.groups?.unclosed) return undefined;
  return query.replace(quoted[dialect], (text) => (text.startsWith('--') || text.startsWith('/*') ? ' ' : '""'));
};

const isBalanced = (text: string): boolean => {
  let depth = 0;
  for (const character of text) {
    if (character === '(') depth++;
    if (character === ')' && --depth < 0) return false;
  }
  return depth === 0;
};
