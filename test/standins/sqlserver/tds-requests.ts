/** What of the Tabular Data Stream a client sends: [MS-TDS] 2.2.6. */

/** Who logs in, and to what. */
export interface Login {
  readonly version: number;
  readonly user: string;
  readonly password: string;
  readonly application: string;
  readonly database: string;
  readonly readOnly: boolean;
}

/** 2.2.6.4. Passwords are swapped and XORed with 0xA5, so nobody may send one outside of TLS. */
export const readLogin = (body: Buffer): Login => {
  if (body.readUInt32LE(0) !== body.length) throw new Error('LOGIN7 does not say its own length');
  const field = (at: number): Buffer =>
    body.subarray(body.readUInt16LE(at), body.readUInt16LE(at) + body.readUInt16LE(at + 2) * 2);
  const text = (at: number): string => field(at).toString('utf16le');
  const password = Buffer.from(field(44).map((byte) => ((byte ^ 0xa5) >> 4) | (((byte ^ 0xa5) & 0xf) << 4)));
  return {
    version: body.readUInt32LE(4),
    user: text(40),
    password: password.toString('utf16le'),
    application: text(48),
    database: text(68),
    readOnly: (body[26]! & 0x20) !== 0,
  };
};

/** A statement, with the values of its parameters if it is a call of sp_executesql. */
export interface Statement {
  readonly text: string;
  readonly parameters: Readonly<Record<string, string | null>>;
  readonly isCall: boolean;
  /** The transaction that it says it is in: all zeros outside of one. */
  readonly transaction: Buffer;
}

/** 2.2.5.3: headers, of which the one of transactions must be there. */
const headersOf = (body: Buffer): { readonly transaction: Buffer; readonly rest: Buffer } => {
  const length = body.readUInt32LE(0);
  if (body.readUInt16LE(8) !== 2) throw new Error('the request has no transaction descriptor header');
  return { transaction: Buffer.from(body.subarray(10, 18)), rest: body.subarray(length) };
};

export const readBatch = (body: Buffer): Statement => {
  const { transaction, rest } = headersOf(body);
  return { text: rest.toString('utf16le'), parameters: {}, isCall: false, transaction };
};

const executeSql = 10;

export const readCall = (body: Buffer): Statement => {
  const { transaction, rest } = headersOf(body);
  const named = rest.readUInt16LE(0) !== 0xffff;
  const name = named ? rest.subarray(2, 2 + rest.readUInt16LE(0) * 2).toString('utf16le') : rest.readUInt16LE(2);
  if (name !== executeSql && name !== 'sp_executesql') throw new Error(`the connector calls ${name}`);
  let at = named ? 2 + rest.readUInt16LE(0) * 2 : 4;
  at += 2;
  const values: [string, string | null][] = [];
  while (at < rest.length) {
    const nameLength = rest[at]!;
    const parameter = rest.subarray(at + 1, at + 1 + nameLength * 2).toString('utf16le');
    at += 1 + nameLength * 2 + 1;
    if (rest[at] !== 0xe7)
      throw new Error(`a parameter of type ${rest[at]?.toString(16)}: the connector sends texts alone`);
    const isMax = rest.readUInt16LE(at + 1) === 0xffff;
    at += 8;
    const [value, next] = isMax ? pieces(rest, at) : sizedValue(rest, at);
    values.push([parameter, value]);
    at = next;
  }
  const [statement, , ...rows] = values;
  return { text: statement?.[1] ?? '', parameters: Object.fromEntries(rows), isCall: true, transaction };
};

const sizedValue = (bytes: Buffer, at: number): [string | null, number] => {
  const length = bytes.readUInt16LE(at);
  if (length === 0xffff) return [null, at + 2];
  return [bytes.subarray(at + 2, at + 2 + length).toString('utf16le'), at + 2 + length];
};

const pieces = (bytes: Buffer, start: number): [string | null, number] => {
  if (bytes.readBigUInt64LE(start) === 0xffff_ffff_ffff_ffffn) return [null, start + 8];
  const parts: Buffer[] = [];
  let at = start + 8;
  for (;;) {
    const length = bytes.readUInt32LE(at);
    at += 4;
    if (length === 0) return [Buffer.concat(parts).toString('utf16le'), at];
    parts.push(bytes.subarray(at, at + length));
    at += length;
  }
};
