import type { FieldPacket } from 'mysql2';
import type { KeyColumn } from './page-query.ts';

/** A column to page by, and how its value is written, so that equal values are one text. */
export interface MysqlKeyColumn extends KeyColumn {
  readonly text: string;
  /** The placeholder's value, written in the same way. */
  readonly placeholderText: string;
}

/** Numbers of types in MySQL's protocol (https://dev.mysql.com/doc/dev/mysql-server/latest/field__types_8h.html). */
const types = { date: 10, timestamp: 7, datetime: 12, bit: 16, varchar: 15, vector: 242, json: 245, string: 254 };
const integers: ReadonlySet<number> = new Set([1, 2, 3, 8, 9]);
const decimals: ReadonlySet<number> = new Set([0, 246]);
const dates: ReadonlySet<number> = new Set([types.date, types.timestamp, types.datetime]);
/** Texts and bytes, which differ by their character set alone; and geometries. */
const strings: ReadonlySet<number> = new Set([types.varchar, types.vector, 249, 250, 251, 252, 253, types.string, 255]);

const unsigned = 32;
const zerofill = 64;
const binary = 63;

const isBytes = ({ columnType, characterSet }: FieldPacket): boolean =>
  strings.has(columnType ?? 0) && characterSet === binary;

/**
 * How to read what the server wrote for a column: as text, which loses nothing. Bytes become `0x00FF`, as MySQL's own client shows them; a bit
 * field becomes its number; a date of nothing but zeros becomes null, which it stands for.
 */
export const readerOf = (field: FieldPacket): ((value: Buffer) => string | null) => {
  if (isBytes(field)) return (value) => `0x${value.toString('hex').toUpperCase()}`;
  if (field.columnType === types.bit) return (value) => String(BigInt(`0x${value.toString('hex') || '0'}`));
  if (dates.has(field.columnType ?? -1))
    return (value) => {
      const text = value.toString('latin1');
      return text.startsWith('0000-00-00') ? null : text;
    };
  return utf8;
};

/** The text of bytes in UTF-8. */
export const utf8 = (value: Buffer): string => value.toString();

/** No more of a text or of bytes is part of a key: what begins with the same so many is of one key. */
const keyCharacters = 250;

/**
 * How to page by a column. Whole and decimal numbers, dates and short bytes are compared as they are, and their indexes serve. Everything
 * else is ordered by the bytes of its text: a collation takes `a`, `A`, `á` and `a ` for one, and two floating-point numbers may be
 * written alike.
 *
 * @param after the text of the value to go on after, if there is one. It is written in hexadecimal: nothing of it is ever SQL
 */
export const keyColumnOf = (field: FieldPacket, after: string): MysqlKeyColumn => {
  const column = `page.\`${field.name.replaceAll('`', '``')}\``;
  const value = `convert(x'${Buffer.from(after).toString('hex')}' using utf8mb4)`;
  const as = (type: string): MysqlKeyColumn => same(column, `cast(${value} as ${type})`);
  const flags = Number(field.flags);
  const { columnType = -1, decimals: scale = 0 } = field;
  const whole = flags & unsigned ? 'unsigned' : 'signed';

  if (integers.has(columnType) && !(flags & zerofill)) return as(whole);
  if (columnType === types.bit) return same(`(${column} + 0)`, `cast(${value} as unsigned)`);
  if (decimals.has(columnType) && scale <= 30 && !(flags & zerofill)) return as(`decimal(65, ${scale})`);
  if (columnType === types.date) return as('date');
  if ((columnType === types.datetime || columnType === types.timestamp) && scale <= 6) return as(`datetime(${scale})`);
  if (isBytes(field) && columnType === types.string && Number(field.columnLength) <= keyCharacters)
    return { expression: column, text: `hex(${column})`, placeholder: `unhex(${value})`, placeholderText: value };
  const text = isBytes(field) ? `hex(${column})` : `convert(${column} using utf8mb4)`;
  return same(`cast(left(${text}, ${keyCharacters}) as binary)`, `cast(${value} as binary)`);
};

const same = (expression: string, placeholder: string): MysqlKeyColumn => ({
  expression,
  text: expression,
  placeholder,
  placeholderText: placeholder,
});
