import { setImmediate as turn } from 'node:timers/promises';
import type { Batch } from '../../item.ts';
import type { ListReader, ParentRow } from './list-reader.ts';

/** Rows that become items at once. What is made of a page as a whole lives long enough to be moved by the collector: that costs a third more. */
const rowsAtOnce = 100;

/**
 * The items of rows, in batches. The event loop turns between them: without that, the request for the next page would wait for the last row of this
 * one, and so would every other call.
 */
export async function* mapped(
  reader: ListReader,
  rows: readonly unknown[],
  parent?: ParentRow,
): AsyncGenerator<Batch, void> {
  for (let start = 0; start < rows.length; start += rowsAtOnce) {
    if (rows.length > rowsAtOnce) await turn();
    yield { items: reader.map(rows.slice(start, start + rowsAtOnce), parent) };
  }
}
