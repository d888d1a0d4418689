import type { Row } from '../../mapping/compile-mapping.ts';
import type { EntityMapping, ValueType } from '../../mapping/mapping.ts';
import type { Directory } from '../directory.ts';
import type { LdapEntry } from '../wire/entry.ts';
import { fileTimeText, generalizedTimeText, guidText, sidText } from './values.ts';

/** The columns that a mapping names: what to ask for, and how entries become rows. */
export interface Columns {
  /** Attributes to ask for. */
  readonly attributes: readonly string[];
  /** Where a row holds a column. */
  indexOf(column: string): number;
  rowOf(entry: LdapEntry): Row;
}

/**
 * The first value of an attribute, in the server's order, is its cell; bytes that are no text stay bytes. GUIDs, SIDs and moments as Windows counts
 * them are known by the names of their attributes, other moments by the type that the mapping says.
 */
export const columnsOf = (mapping: EntityMapping, { account }: Pick<Directory, 'account'>): Columns => {
  const types = new Map<string, ValueType>();
  const named = (column: string | undefined, type: ValueType = 'string') => {
    // A moment that is also wanted as text is written in the same way there.
    if (column !== undefined && (!types.has(column) || type !== 'string')) types.set(column, type);
  };
  named(mapping.id);
  named(mapping.name);
  if (typeof mapping.type === 'object') named(mapping.type.column);
  for (const from of Object.values(mapping.attributes))
    typeof from === 'string' ? named(from) : named(from.column, from.type);
  const names = [...types.keys()];
  const readers = names.map((name) => readerOf(name, types.get(name)!, account));
  return {
    attributes: [...new Set(readers.flatMap(({ attribute }) => attribute ?? []))],
    indexOf: (column) => names.indexOf(column),
    rowOf: (entry) => readers.map(({ read }) => read(entry)),
  };
};

interface Reader {
  /** What it asks for. @default - nothing */
  readonly attribute?: string | undefined;
  read(entry: LdapEntry): unknown;
}

const readerOf = (column: string, type: ValueType, account: Directory['account']): Reader => {
  if (column === 'entry.dn') return { read: ({ dn }) => dn };
  if (column === 'account.enabled') return enabledReader(account);
  const cellOf = binary[column.toLowerCase()] ?? textCell(column, type);
  return {
    attribute: column,
    read: (entry) => {
      const value = entry.values(column)[0];
      // What is not of the form that its name promises is told as what it is: bytes.
      return value === undefined ? null : cellOf(value);
    },
  };
};

type Cell = (value: Buffer) => unknown;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const text = (value: Buffer): string | Buffer => {
  try {
    return utf8.decode(value);
  } catch {
    return value;
  }
};

const binary: Readonly<Record<string, Cell>> = {
  __proto__: null as never,
  objectguid: (value) => guidText(value) ?? value,
  'ms-ds-consistencyguid': (value) => guidText(value) ?? value,
  objectsid: (value) => sidText(value) ?? value,
  sidhistory: (value) => sidText(value) ?? value,
};

/** https://learn.microsoft.com/windows/win32/adschema/attributes-all: those of syntax Interval that are moments. */
const fileTimes = new Set([
  'accountexpires',
  'badpasswordtime',
  'lastlogoff',
  'lastlogon',
  'lastlogontimestamp',
  'lockouttime',
  'pwdlastset',
  'msds-userpasswordexpirytimecomputed',
  'msds-lastsuccessfulinteractivelogontime',
]);

const textCell = (column: string, type: ValueType): Cell => {
  const isMoment = type === 'date' || type === 'dateTime';
  const fromText = fileTimes.has(column.toLowerCase()) ? fileTimeText : isMoment ? generalizedTimeText : undefined;
  return (value) => {
    const found = text(value);
    if (!fromText || typeof found !== 'string') return found;
    const moment = fromText(found);
    if (moment === undefined || moment === null) return moment === null ? null : found;
    return type === 'date' ? moment.slice(0, 10) : moment;
  };
};

const disabledBit = 2;

const enabledReader = (account: Directory['account']): Reader => {
  if (account === undefined) return { read: () => null };
  if (account !== 'userAccountControl') {
    const { attribute, disabled } = account;
    const isDisabled = (value: Buffer) => value.toString('utf8').toLowerCase() === disabled.toLowerCase();
    return { attribute, read: (entry) => !entry.values(attribute).some(isDisabled) };
  }
  return {
    attribute: account,
    read: (entry) => {
      const flags = entry.values(account)[0]?.toString('latin1');
      return flags !== undefined && /^-?\d+$/.test(flags) ? (Number(flags) & disabledBit) === 0 : null;
    },
  };
};
