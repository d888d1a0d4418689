import { fieldReader } from '../../field-reader.ts';
import type { Item, LogLine } from '../../item.ts';
import { InvalidRow } from '../../mapping/compile-mapping.ts';
import type { InvalidRowPolicy } from '../../mapping/mapping.ts';
import { looksOf, readText } from '../../mapping/read-value.ts';
import type { RowCount } from '../../mapping/row-mapper.ts';
import { invalidRow, leftOut } from '../../mapping/row-problem.ts';
import type { List } from '../defined-source.ts';
import { compileItems, type EntityKey } from './compile-items.ts';

/** A row that other lists are read for: what fills in their requests, and which entity it is. */
export interface ParentRow {
  readonly variables: Readonly<Record<string, string>>;
  readonly type?: string | undefined;
  readonly id?: string | undefined;
}

/** Turns the rows of one list into items, and keeps count. */
export interface ListReader {
  /** @throws SourceError `data-invalid` */
  map(rows: readonly unknown[], parent?: ParentRow): Item[];
  /**
   * The rows for which lists with these variables can be read.
   *
   * @throws SourceError `data-invalid`
   */
  parents(rows: readonly unknown[], variables: Readonly<Record<string, string>>): readonly ParentRow[];
  readonly count: RowCount;
  /** What is to be said when all rows are read. */
  report(): readonly LogLine[];
}

/** How the rows of a list are read. */
export interface ListReaderOptions {
  readonly onInvalidRow: InvalidRowPolicy;
  /** What was counted before. */
  readonly start: RowCount;
  /** Whether rows that are gone are told, instead of passed over. */
  readonly tellsRemoved: boolean;
}

/** Reads the rows of a list. */
export const listReader = (list: List, { onInvalidRow, start, tellsRemoved }: ListReaderOptions): ListReader => {
  const { map, keyOf, isGone } = compileItems(list);
  let { row: count, skipped } = start;

  // A row may be invalid twice: as items, and as what other lists are read for.
  const leftOutRows = new WeakSet<object>();

  const readBy = <Result>(read: () => Result, row: unknown, number: number): Result | undefined => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof InvalidRow)) throw error;
      if (onInvalidRow === 'fail') throw invalidRow(list.name, number, error);
      const key = Object(row);
      if (!leftOutRows.has(key)) skipped++;
      leftOutRows.add(key);
      return undefined;
    }
  };
  const itemsOf = (row: unknown, parent: EntityKey | undefined): readonly Item[] => {
    count++;
    return readBy(() => map({ row, parent, tellsRemoved }), row, count) ?? [];
  };

  return {
    map: (rows, parent) => {
      const key = parent && { type: parent.type, id: parent.id };
      const items: Item[] = [];
      for (const row of rows) for (const item of itemsOf(row, key)) items.push(item);
      return items;
    },
    parents: (rows, variables) =>
      rows.flatMap((row, at) => {
        if (isGone(row)) return [];
        // Rows of a list that is read have been counted.
        const number = list.isRead ? count - rows.length + at + 1 : at + 1;
        return readBy(() => parentRow(row, keyOf(row), variables), row, number) ?? [];
      }),
    get count() {
      return { row: count, skipped };
    },
    report: () => (skipped === 0 ? [] : [leftOut(list.name, skipped)]),
  };
};

/** A row without one of the variables is none: there would be no address to ask at. */
const parentRow = (
  row: unknown,
  key: EntityKey | undefined,
  columns: Readonly<Record<string, string>>,
): ParentRow | undefined => {
  if (typeof row !== 'object' || row === null) return undefined;
  const variables: Record<string, string> = {};
  for (const [name, column] of Object.entries(columns)) {
    const value = fieldReader(column)(row);
    if (value === undefined || value === null || value === '') return undefined;
    variables[name] = variableOf(value, column);
  }
  const type = typeof key?.type === 'string' ? key.type : undefined;
  const id = readText(key?.id);
  return { variables, ...(type && { type }), ...(id && { id }) };
};

/** The longest id that is asked for, in letters. */
const longestId = 2_048;

/** Text that can stand in an address. A number whose last digits are lost would be somebody else's. */
const variableOf = (value: unknown, column: string): string => {
  const text = readText(value);
  if (text === undefined) throw new InvalidRow(column, `is not ${looksOf.string}`);
  if (text === '.' || text === '..' || text.length > longestId || !text.isWellFormed())
    throw new InvalidRow(column, 'can not stand in an address');
  return text;
};
