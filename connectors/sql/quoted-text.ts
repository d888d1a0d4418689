/** The kinds of database whose words differ where it matters here. */
export type Dialect = 'mysql' | 'postgres' | 'sqlite' | 'sqlserver';

const anyOf = (...patterns: readonly RegExp[]): RegExp =>
  new RegExp(patterns.map(({ source }) => source).join('|'), 'g');

const text = /'(?:[^']|'')*'/;
const name = /"(?:[^"]|"")*"/;
const backticks = /`(?:[^`]|``)*`/;
const brackets = /\[(?:[^\]]|\]\])*\]/;
const lineComment = /--[^\n]*/;
const comment = /\/\*[\s\S]*?\*\//;
// PostgreSQL and SQL Server take a comment within a comment for one; it is not closed for us, and nobody needs it.
const flatComment = /\/\*(?:(?!\/\*|\*\/)[\s\S])*\*\//;

/** Strings, quoted names and comments; the named group is one of their beginnings that nothing ends. */
const quoted: Readonly<Record<Dialect, RegExp>> = {
  mysql: anyOf(
    /'(?:[^'\\]|\\[\s\S]|'')*'/,
    /"(?:[^"\\]|\\[\s\S]|"")*"/,
    backticks,
    // Two hyphens begin a comment only before a blank: 1--1 is 2.
    /--(?=[\s\0]|$)[^\n]*/,
    /#[^\n]*/,
    // What is in /*! … */ and in MariaDB's /*M! … */ is run.
    /\/\*(?!M?!)[\s\S]*?\*\//,
    /(?<unclosed>['"`]|\/\*)/,
  ),
  postgres: anyOf(
    /(?<!\w)[eE]'(?:[^'\\]|\\[\s\S]|'')*'/,
    text,
    name,
    /(?<![\w$])\$([A-Za-z_]\w*)?\$[\s\S]*?\$\1\$/,
    lineComment,
    flatComment,
    /(?<unclosed>['"]|\/\*|(?<![\w$])\$(?:[A-Za-z_]\w*)?\$)/,
  ),
  sqlite: anyOf(text, name, backticks, /\[[^\]]*\]/, lineComment, comment, /(?<unclosed>['"`[]|\/\*)/),
  sqlserver: anyOf(text, name, brackets, lineComment, flatComment, /(?<unclosed>['"[]|\/\*)/),
};

/**
 * The query without what is quoted: blanks for each comment, `"…"` of its length for each string and quoted name, so that every place
 * of the rest is where it was. `undefined` if one of them is not closed.
 */
export const withoutQuotes = (query: string, dialect: Dialect): string | undefined => {
  for (const match of query.matchAll(quoted[dialect])) if (match.groups?.['unclosed']) return undefined;
  return query.replace(quoted[dialect], (found) =>
    /^(?:--|\/\*|#)/.test(found) ? ' '.repeat(found.length) : `"${'x'.repeat(found.length - 2)}"`,
  );
};
