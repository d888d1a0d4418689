import type { Batch } from '../../item.ts';
import type { ListReader, ParentRow } from './list-reader.ts';

/** Rows that become items at once. What is made of a page as a whole lives long enough to be moved by the collector: that costs a third more. */
const rowsAtOnce = 100;

/** The items of a page, in batches. */
export function* mapped(reader: ListReader, rows: readonly unknown[], parent?: ParentRow): Generator<Batch, void> {
  for (let start = 0; start < rows.length; start += rowsAtOnce)
    yield { items: reader.map(rows.slice(start, start + rowsAtOnce), parent) };
}
