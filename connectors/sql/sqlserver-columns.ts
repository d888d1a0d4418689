import type { KeyColumn } from './page-query.ts';

/** A column as the server describes it, in tedious's words. */
export interface SqlserverColumn {
  readonly colName: string;
  readonly type: { readonly name: string };
  readonly dataLength: number | undefined;
  readonly precision: number | undefined;
  readonly scale: number | undefined;
}

/** A column to page by, and how its value is written, so that equal values are one text. */
export interface SqlserverKeyColumn extends KeyColumn {
  readonly text: string;
  /** The placeholder's value, written in the same way; null if it is none of the column's type. */
  readonly placeholderText: string;
}

/** A type whose values are exact and in one order everywhere, and the style in which CONVERT writes and reads them. */
interface ExactType {
  readonly name: string;
  readonly style: number;
}

const byLength = (lengths: Readonly<Record<number, string>>, style: number) => (column: SqlserverColumn) => ({
  name: lengths[column.dataLength ?? 0] ?? lengths[8]!,
  style,
});
const decimal = ({ precision = 38, scale = 0 }: SqlserverColumn): ExactType => ({
  name: `decimal(${precision}, ${scale})`,
  style: 0,
});
const integer = byLength({ 1: 'tinyint', 2: 'smallint', 4: 'int', 8: 'bigint' }, 0);
const named = (name: string, style: number) => (): ExactType => ({ name, style });
const scaled =
  (name: string) =>
  ({ scale = 7 }: SqlserverColumn): ExactType => ({ name: `${name}(${scale})`, style: 121 });

/** By tedious's names of types; those in `N` may be null, and have their size apart. */
const exactTypes: Readonly<Record<string, (column: SqlserverColumn) => ExactType>> = {
  TinyInt: named('tinyint', 0),
  SmallInt: named('smallint', 0),
  Int: named('int', 0),
  BigInt: named('bigint', 0),
  IntN: integer,
  Bit: named('bit', 0),
  BitN: named('bit', 0),
  Decimal: decimal,
  DecimalN: decimal,
  Numeric: decimal,
  NumericN: decimal,
  Money: named('money', 2),
  SmallMoney: named('money', 2),
  MoneyN: named('money', 2),
  Date: named('date', 23),
  DateTime: named('datetime', 121),
  SmallDateTime: named('smalldatetime', 121),
  DateTimeN: byLength({ 4: 'smalldatetime', 8: 'datetime' }, 121),
  DateTime2: scaled('datetime2'),
  Time: scaled('time'),
  UniqueIdentifier: named('uniqueidentifier', 0),
};

const bytes: ReadonlySet<string> = new Set(['Binary', 'VarBinary', 'Image']);
/** What tedious gives as it is, and loses nothing: whole numbers, texts, identifiers. Floating-point numbers are those of JavaScript. */
const asTheyAre: ReadonlySet<string> = new Set([
  ...['TinyInt', 'SmallInt', 'Int', 'BigInt', 'IntN', 'Bit', 'BitN', 'Real', 'Float', 'FloatN', 'UniqueIdentifier'],
  ...['Char', 'VarChar', 'NChar', 'NVarChar', 'Text', 'NText', 'Xml'],
]);

/** A name as SQL Server quotes it. */
const quote = (name: string): string => `page.[${name.replaceAll(']', ']]')}]`;

/**
 * What to select for a column. The driver would make a rounded number of a decimal and a date of milliseconds of every time: the server writes
 * those as text. Bytes become `0x00FF`, as its own clients show them.
 *
 * @see https://learn.microsoft.com/sql/t-sql/functions/cast-and-convert-transact-sql
 */
export const selected = (column: SqlserverColumn): string => {
  const value = quote(column.colName);
  if (asTheyAre.has(column.type.name)) return value;
  const exact = exactTypes[column.type.name]?.(column);
  if (exact) return `convert(varchar(60), ${value}, ${exact.style})`;
  if (bytes.has(column.type.name)) return `convert(varchar(max), convert(varbinary(max), ${value}), 1)`;
  if (column.type.name === 'DateTimeOffset') return `convert(varchar(60), ${value}, 121)`;
  return `convert(nvarchar(${column.type.name === 'Variant' ? '4000' : 'max'}), ${value})`;
};

/**
 * How to page by a column. What is exact is compared as it is, in the server's own order (which for uniqueidentifier is nobody else's), and
 * its indexes serve. Everything else is ordered by the code points of its text: a collation takes `a`, `A` and `á` for one. No
 * collation of SQL Server tells `a` from `a ` either; hence the full stop at the end.
 *
 * @param parameter the parameter with the value to go on after, such as `@k1`
 */
export const keyColumnOf = (column: SqlserverColumn, parameter: string): SqlserverKeyColumn => {
  const value = quote(column.colName);
  const exact = exactTypes[column.type.name]?.(column);
  if (!exact) {
    const text = keyText(column.type.name, value);
    return {
      expression: ordered(text),
      text,
      placeholder: ordered(parameter),
      placeholderText: parameter,
    };
  }
  const { name, style } = exact;
  return {
    expression: value,
    text: `convert(varchar(60), ${value}, ${style})`,
    placeholder: `convert(${name}, ${parameter}, ${style})`,
    placeholderText: `convert(varchar(60), try_convert(${name}, ${parameter}, ${style}), ${style})`,
  };
};

const ordered = (text: string): string => `(${text} + N'.') collate Latin1_General_100_BIN2`;

/** No more of a text or of bytes is part of a key: what begins with the same so many is of one key. */
const keyText = (type: string, value: string): string => {
  if (bytes.has(type)) return `convert(nvarchar(900), convert(varbinary(450), ${value}), 2)`;
  if (['Real', 'Float', 'FloatN'].includes(type)) return `convert(nvarchar(60), ${value}, 2)`;
  if (type === 'DateTimeOffset') return `convert(nvarchar(60), ${value}, 121)`;
  return `convert(nvarchar(450), ${value})`;
};
