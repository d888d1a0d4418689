import { withoutQuotes } from './quoted-text.ts';

/** A query of SQL Server in two: what its WITH defines, if there is one, and its SELECT. */
export interface CommonTables {
  /** `with a as (…), …`, or nothing. */
  readonly tables: string;
  readonly select: string;
}

const word = String.raw`(?:"x*"|[\p{L}_][\p{L}\p{N}_@$#]*)`;
const table = String.raw`\s*${word}\s*(?:\(\)\s*)?as\s*\(\)\s*`;
const definitions = new RegExp(String.raw`^\s*with\b${table}(?:,${table})*$`, 'iu');

/**
 * SQL Server allows WITH at the beginning of a statement alone, and not where other databases do: in `from (with … select …)`. So what it
 * defines goes before the statement, which must be nothing but definitions.
 *
 * @returns `undefined` if what comes before the SELECT is anything else
 * @see https://learn.microsoft.com/sql/t-sql/queries/with-common-table-expression-transact-sql
 */
export const commonTables = (query: string): CommonTables | undefined => {
  const bare = withoutQuotes(query, 'sqlserver') ?? '';
  if (!/^\s*with\b/i.test(bare)) return { tables: '', select: query };
  const outside = withoutParentheses(bare);
  const start = /\bselect\b/i.exec(outside)?.index;
  if (start === undefined || !definitions.test(outside.slice(0, start).replaceAll(/\(\s*\)/g, '()'))) return undefined;
  return { tables: query.slice(0, start), select: query.slice(start) };
};

/** Blanks for all that stands in parentheses, so that every place of the rest is where it was. */
const withoutParentheses = (text: string): string => {
  let depth = 0;
  return text.replaceAll(/[\s\S]/g, (character) => {
    if (character === ')') depth--;
    const kept = depth > 0 ? ' ' : character;
    if (character === '(') depth++;
    return kept;
  });
};
