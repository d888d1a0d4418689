import { writtenGuid } from './convert.ts';

/** What of the Tabular Data Stream a server sends: [MS-TDS] 2.2.7, https://learn.microsoft.com/openspecs/windows_protocols/ms-tds. */

const u16 = (value: number): Buffer => {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
};

const u32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};

const shortText = (text: string): Buffer => Buffer.concat([Buffer.from([text.length]), Buffer.from(text, 'utf16le')]);
const longText = (text: string): Buffer => Buffer.concat([u16(text.length), Buffer.from(text, 'utf16le')]);
const withLength = (token: number, body: Buffer): Buffer =>
  Buffer.concat([Buffer.from([token]), u16(body.length), body]);

/** An error as the server tells it. */
export interface TdsError {
  readonly number: number;
  readonly severity: number;
  readonly message: string;
}

export const errorToken = ({ number, severity, message }: TdsError): Buffer =>
  withLength(
    0xaa,
    Buffer.concat([
      u32(number),
      Buffer.from([1, severity]),
      longText(message),
      shortText('standin'),
      shortText(''),
      u32(1),
    ]),
  );

/** A log-in was accepted, by a SQL Server 2022. */
export const loginAck = (version: number): Buffer => {
  const number = Buffer.alloc(4);
  number.writeUInt32BE(version);
  return withLength(
    0xad,
    Buffer.concat([Buffer.from([1]), number, shortText('Microsoft SQL Server'), Buffer.from([16, 0, 0x10, 0])]),
  );
};

export const databaseChange = (database: string): Buffer =>
  withLength(0xe3, Buffer.concat([Buffer.from([1]), shortText(database), shortText('master')]));

/** A transaction has begun, by the number that requests within it must carry. */
export const transactionBegun = (descriptor: Buffer): Buffer =>
  withLength(0xe3, Buffer.concat([Buffer.from([8, 8]), descriptor, Buffer.from([0])]));

const doneBits = { final: 0, error: 2, count: 0x10, attention: 0x20 };

/** The end of an answer. */
export const done = (kind: keyof typeof doneBits, rows = 0, token = 0xfd): Buffer => {
  const bytes = Buffer.alloc(13);
  bytes[0] = token;
  bytes.writeUInt16LE(doneBits[kind] | (kind === 'error' ? doneBits.error : 0), 1);
  bytes.writeBigUInt64LE(BigInt(rows), 5);
  return bytes;
};

/** A type, as COLMETADATA describes it, and how one of its values is sent; absent where the connector must let the server write it. */
export interface TdsType {
  readonly info: Buffer;
  readonly write?: ((value: unknown) => Buffer) | undefined;
}

const collation = Buffer.from([0x09, 0x04, 0xd0, 0x00, 0x34]);
const none = Buffer.from([0]);
const sized = (bytes: Buffer): Buffer => Buffer.concat([Buffer.from([bytes.length]), bytes]);

const integer = (size: 1 | 2 | 4 | 8): TdsType => ({
  info: Buffer.from([0x26, size]),
  write: (value) => {
    if (value === null) return none;
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64LE(BigInt(value as number | bigint));
    return sized(bytes.subarray(0, size));
  },
});

const text = (token: number, encoding: 'utf16le' | 'latin1'): TdsType => ({
  info: Buffer.concat([Buffer.from([token]), u16(0xffff), collation]),
  // Of unknown length, in one piece (2.2.5.2.3).
  write: (value) => {
    if (value === null) return Buffer.alloc(8, 0xff);
    const bytes = Buffer.from(String(value), encoding);
    const whole = Buffer.alloc(8);
    whole.writeBigUInt64LE(BigInt(bytes.length));
    return Buffer.concat([whole, ...(bytes.length > 0 ? [u32(bytes.length), bytes] : []), u32(0)]);
  },
});

const plain = (...info: readonly number[]): TdsType => ({ info: Buffer.from(info) });

/** Groups of two digits of a GUID, as they lie in memory. */
const guidBytes = (value: string): Buffer => {
  const [a, b, c, d, e] = value.split('-').map((part) => Buffer.from(part, 'hex'));
  return Buffer.concat([a!.reverse(), b!.reverse(), c!.reverse(), d!, e!]);
};

/** The type of a declaration such as `decimal(9, 2)`. What a column can hold is sent only in types that lose nothing. */
export const typeOf = (declared: string): TdsType => {
  const [, name = '', first, second] = /^(\w+)(?:\(\s*(\w+)\s*(?:,\s*(\d+)\s*)?\))?/.exec(declared.toLowerCase()) ?? [];
  const scale = Number(first ?? 7);
  switch (name) {
    case 'tinyint':
      return integer(1);
    case 'smallint':
      return integer(2);
    case 'int':
      return integer(4);
    case 'bigint':
      return integer(8);
    case 'bit':
      return {
        info: Buffer.from([0x68, 1]),
        write: (value) => (value === null ? none : sized(Buffer.from([Number(value)]))),
      };
    case 'float':
      return {
        info: Buffer.from([0x6d, 8]),
        write: (value) => {
          if (value === null) return none;
          const bytes = Buffer.alloc(8);
          bytes.writeDoubleLE(Number(value));
          return sized(bytes);
        },
      };
    case 'uniqueidentifier':
      return {
        info: Buffer.from([0x24, 16]),
        write: (value) => (value === null ? none : sized(guidBytes(writtenGuid(String(value))))),
      };
    case 'decimal':
      return plain(0x6a, 17, Number(first ?? 18), Number(second ?? 0));
    case 'money':
      return plain(0x6e, 8);
    case 'date':
      return plain(0x28);
    case 'time':
      return plain(0x29, scale);
    case 'datetime2':
      return plain(0x2a, scale);
    case 'datetimeoffset':
      return plain(0x2b, scale);
    case 'datetime':
      return plain(0x6f, 8);
    case 'smalldatetime':
      return plain(0x6f, 4);
    case 'varbinary':
      return { info: Buffer.concat([Buffer.from([0xa5]), u16(8000)]) };
    case 'varchar':
    case 'char':
      return text(0xa7, 'latin1');
    case 'nvarchar':
    case 'nchar':
      return text(0xe7, 'utf16le');
    default:
      throw new RangeError(`the stand-in has no type ${declared}`);
  }
};

/** What the columns of an answer are. */
export const columnMetadata = (columns: readonly { readonly name: string; readonly type: TdsType }[]): Buffer =>
  Buffer.concat([
    Buffer.from([0x81]),
    u16(columns.length),
    ...columns.map(({ name, type }) => Buffer.concat([u32(0), u16(9), type.info, shortText(name)])),
  ]);

/** One row. @throws if a column's type must be written as text by the server */
export const rowToken = (types: readonly TdsType[], values: readonly unknown[]): Buffer =>
  Buffer.concat([
    Buffer.from([0xd1]),
    ...types.map((type, index) => {
      if (!type.write) throw new Error('a value was asked for in a type that a driver rounds');
      return type.write(values[index] ?? null);
    }),
  ]);
