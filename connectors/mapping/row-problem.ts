import type { LogLine } from '../item.ts';
import { SourceError } from '../source-error.ts';
import type { InvalidRow } from './compile-mapping.ts';

/** The error of a row that can not be mapped, for operators: the place, the row and the column, never a value. */
export const invalidRow = (place: string, row: number, { column, message }: InvalidRow): SourceError =>
  new SourceError(
    'data-invalid',
    `${place}: row ${row}: column "${column}" ${message}. Correct the data, or set onInvalidRow: skip to leave such rows out`,
    { detail: { place, row, column } },
  );

/** What is said of rows that were left out. */
export const leftOut = (place: string, skipped: number): LogLine => ({
  kind: 'log',
  level: 'alert',
  message: `${place}: ${skipped} ${skipped === 1 ? 'row was' : 'rows were'} left out because of an empty id or a value that is not of its type.`,
});
