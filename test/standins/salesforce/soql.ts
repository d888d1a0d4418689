import { refuse } from './salesforce-refusal.ts';
import type { Row, SalesforceOrg } from './salesforce-rows.ts';

type Value = Row[string] | undefined;

/** What a query gives: of which object, and the fields that it names. */
export interface QueryResult {
  readonly object: string;
  readonly records: readonly Row[];
}

const query = /^SELECT ([\w, ]+) FROM (\w+)(?: WHERE (.+?))?(?: ORDER BY (\w+))?$/;
const comparison = /^([\w.]+) (=|!=|>=|<) (\S+)$/;
const semiJoin = /^(\w+) IN \(SELECT (\w+) FROM (\w+)\)$/;

/**
 * Runs a query, as far as a connector needs SOQL: fields, conditions with AND, subqueries of ids
 * (developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl). What it does not know it refuses.
 */
export const runQuery = (org: SalesforceOrg, text: string): QueryResult => {
  const [, selected = '', object = '', where, order] = query.exec(text) ?? refuse(400, 'MALFORMED_QUERY');
  const rows = tableOf(org, object);
  const fields = selected.split(',').map((field) => field.trim());
  for (const field of order === undefined ? fields : [...fields, order]) checkField(rows, field);
  const conditions = (where === undefined ? [] : where.split(' AND ')).map((condition) =>
    conditionOf(org, rows, condition),
  );
  const found = rows.filter((row) => conditions.every((holds) => holds(row)));
  const sorted = order === undefined ? found : found.toSorted((a, b) => (String(a[order]) < String(b[order]) ? -1 : 1));
  return {
    object,
    records: sorted.map((row) => Object.fromEntries(fields.map((field) => [field, row[field]!]))),
  };
};

const tableOf = (org: SalesforceOrg, object: string): readonly Row[] =>
  (Object.hasOwn(org, object) ? org[object] : undefined) ?? refuse(400, 'INVALID_TYPE');

const checkField = (rows: readonly Row[], field: string): void => {
  if (!Object.hasOwn(rows[0] ?? {}, field)) refuse(400, 'INVALID_FIELD');
};

const conditionOf = (org: SalesforceOrg, rows: readonly Row[], text: string): ((row: Row) => boolean) => {
  const [, column, inner, other] = semiJoin.exec(text) ?? [];
  if (column !== undefined) {
    checkField(rows, column);
    const ids = new Set(tableOf(org, other!).map((row) => row[inner!]));
    return (row) => ids.has(row[column]!);
  }
  const [, path = '', operator, literal = ''] = comparison.exec(text) ?? refuse(400, 'MALFORMED_QUERY');
  const wanted = literalOf(literal);
  const read = reader(org, rows, path);
  return (row) => compare(read(row), operator!, wanted);
};

/** A field, or one of the row that a field leads to: `PermissionSet.IsOwnedByProfile`. */
const reader = (org: SalesforceOrg, rows: readonly Row[], path: string): ((row: Row) => Value) => {
  const [first = '', second] = path.split('.');
  if (second === undefined) {
    checkField(rows, first);
    return (row) => row[first];
  }
  const others = new Map(tableOf(org, first).map((row) => [row['Id'], row]));
  return (row) => others.get(row[`${first}Id`]!)?.[second];
};

const literalOf = (text: string): Value => {
  const known: Readonly<Record<string, Value>> = { null: null, true: true, false: false };
  if (Object.hasOwn(known, text)) return known[text];
  const [, quoted] = /^'([^']*)'$/.exec(text) ?? [];
  if (quoted !== undefined) return quoted;
  // Instants stand without quotes.
  return /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text) ? text : refuse(400, 'MALFORMED_QUERY');
};

const compare = (value: Value, operator: string, wanted: Value): boolean => {
  if (operator === '=') return value === wanted;
  if (operator === '!=') return value !== wanted;
  const [one, other] = [Date.parse(String(value)), Date.parse(String(wanted))];
  return operator === '<' ? one < other : one >= other;
};
