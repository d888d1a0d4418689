/** A statement that the real server would refuse, with its number and severity. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly number: number;
  readonly severity: number;

  constructor(number: number, message: string, severity = 16) {
    super(message);
    this.number = number;
    this.severity = severity;
  }
}

/** The styles in which a type is written without loss; the server takes others too, and rounds. */
const styles: Readonly<Record<string, number>> = {
  date: 23,
  ...{ datetime: 121, smalldatetime: 121, datetime2: 121, datetimeoffset: 121, time: 121 },
  ...{ money: 2, float: 2 },
};

/** The order of the bytes of a GUID: the last group first ([SqlGuid.CompareTo]). Stored values are texts in that order. */
const guidOrder = [10, 11, 12, 13, 14, 15, 8, 9, 6, 7, 4, 5, 0, 1, 2, 3];

/** A GUID, as the stand-in keeps it: so that it is ordered as the server orders it. */
export const keptGuid = (text: string): string => {
  const bytes = Buffer.from(text.replaceAll('-', ''), 'hex');
  return guidOrder.map((index) => bytes.subarray(index, index + 1).toString('hex')).join('');
};

/** A GUID as the server writes it. */
export const writtenGuid = (kept: string): string => {
  const bytes = Buffer.alloc(16);
  Buffer.from(kept, 'hex').forEach((byte, index) => {
    bytes[guidOrder[index]!] = byte;
  });
  const hex = bytes.toString('hex').toUpperCase();
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
};

type Value = string | number | bigint | Uint8Array | null;

const baseOf = (type: string): string => /^\w+/.exec(type.toLowerCase())?.[0] ?? '';

/** What CONVERT writes of a value of a type. */
const write = (value: NonNullable<Value>, from: string, style: number): string => {
  const base = baseOf(from);
  if (styles[base] !== undefined && style !== styles[base]) throw new Refused(281, `style ${style} rounds a ${base}`);
  if (value instanceof Uint8Array) {
    const hex = Buffer.from(value).toString('hex').toUpperCase();
    if (style === 0) throw new Refused(9999, 'bytes that are no characters');
    return style === 1 ? `0x${hex}` : hex;
  }
  if (base === 'uniqueidentifier') return writtenGuid(String(value));
  if (base === 'decimal') return Number(value).toFixed(Number(/,\s*(\d+)/.exec(from)?.[1] ?? 0));
  if (base === 'money') return Number(value).toFixed(4);
  if (base === 'float') return Number(value).toExponential(15);
  return String(value);
};

const ranges: Readonly<Record<string, readonly [bigint, bigint]>> = {
  bit: [0n, 1n],
  tinyint: [0n, 255n],
  smallint: [-(2n ** 15n), 2n ** 15n - 1n],
  int: [-(2n ** 31n), 2n ** 31n - 1n],
  bigint: [-(2n ** 63n), 2n ** 63n - 1n],
};

const shapes: Readonly<Record<string, RegExp>> = {
  date: /^\d{4}-\d\d-\d\d$/,
  datetime: /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,3})?$/,
  smalldatetime: /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,3})?$/,
  datetime2: /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,7})?$/,
  time: /^\d\d:\d\d:\d\d(\.\d{1,7})?$/,
};

const notOf = (type: string): Refused => new Refused(8114, `Error converting data type nvarchar to ${type}.`);

/** What CONVERT reads of a text as a value of a type. */
const read = (text: string, type: string): Value => {
  const base = baseOf(type);
  const range = ranges[base];
  if (range) {
    if (!/^\s*[+-]?\d+\s*$/.test(text)) throw notOf(base);
    const value = BigInt(text.trim());
    if (value < range[0] || value > range[1]) throw new Refused(248, `The conversion overflowed an ${base} column.`);
    return value;
  }
  if (base === 'decimal' || base === 'money') {
    if (!/^\s*[+-]?(\d+\.?\d*|\.\d+)\s*$/.test(text)) throw notOf(base);
    return Number(text);
  }
  if (base === 'uniqueidentifier') {
    if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/i.test(text)) throw new Refused(8169, 'not a uniqueidentifier');
    return keptGuid(text.slice(0, 36));
  }
  if (!shapes[base]?.test(text) || (base !== 'time' && Number.isNaN(Date.parse(text.slice(0, 10))))) throw notOf(base);
  return text;
};

/** CONVERT ( type, value, style ), as far as the connector has to do with it; `from` is the type of the value. */
export const convert = (type: string, from: string, value: Value, style: number): Value => {
  if (value === null) return null;
  const base = baseOf(type);
  const size = /\((\w+)/.exec(type)?.[1];
  const cut = <Long extends string | Uint8Array>(long: Long): Long =>
    (size === 'max' || size === undefined ? long : long.slice(0, Number(size))) as Long;
  if (base === 'varchar' || base === 'nvarchar') return cut(write(value, from, style));
  if (base === 'varbinary') return cut(value as Uint8Array);
  return read(String(value), type);
};
