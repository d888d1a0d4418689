import { SourceError } from '../source-error.ts';

/**
 * Where a query gives a column.
 *
 * @throws SourceError `configuration-invalid` if it does not, or gives two of that name; the message lists those it gives
 */
export const columnIndex = (columns: readonly string[], column: string, place: string): number => {
  const index = columns.indexOf(column);
  if (index >= 0 && columns.lastIndexOf(column) === index) return index;
  throw new SourceError(
    'configuration-invalid',
    `${place}: a column "${column}" is needed, which the query gives ${index < 0 ? 'not at all' : 'twice'}. ` +
      `It gives: ${columns.join(', ')}`,
    { detail: { place, column } },
  );
};
