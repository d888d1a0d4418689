import type { Item, LogLine } from '../item.ts';
import { InvalidRow, type MapRow, type Row } from './compile-mapping.ts';
import type { InvalidRowPolicy } from './mapping.ts';
import { invalidRow, leftOut } from './row-problem.ts';

/** How far a reader of rows has come. Both numbers count from the first row, over all pages. */
export interface RowCount {
  readonly row: number;
  readonly skipped: number;
}

/** Turns rows into items, keeps count, and does with invalid rows what the configuration says. */
export interface RowMapper {
  /** @throws SourceError `data-invalid`, which names the place, the row and the column */
  map(rows: readonly Row[]): Item[];
  readonly count: RowCount;
  /** What is to be said when all rows are read. */
  report(): readonly LogLine[];
}

/**
 * @param place what the rows are of, for messages, such as `query 2` or `./people.csv`
 * @param start the count of the pages before this one
 */
export const rowMapper = (
  mapRow: MapRow,
  place: string,
  onInvalidRow: InvalidRowPolicy,
  start: RowCount,
): RowMapper => {
  let { row, skipped } = start;

  const mapOne = (cells: Row): Item | undefined => {
    row++;
    try {
      return mapRow(cells);
    } catch (error) {
      if (!(error instanceof InvalidRow)) throw error;
      if (onInvalidRow === 'fail') throw invalidRow(place, row, error);
      skipped++;
      return undefined;
    }
  };

  return {
    map: (rows) => {
      const items: Item[] = [];
      for (const cells of rows) {
        const item = mapOne(cells);
        if (item) items.push(item);
      }
      return items;
    },
    get count() {
      return { row, skipped };
    },
    report: () => (skipped === 0 ? [] : [leftOut(place, skipped)]),
  };
};
