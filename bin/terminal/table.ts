/** Columns of a table: their titles, and whether their cells are numbers. */
export interface Column {
  readonly title: string;
  readonly numeric?: boolean;
}

/**
 * Rows as aligned text, numbers to the right.
 *
 * @example table([{ title: 'source' }, { title: 'entities', numeric: true }], [['people', '100,000']])
 */
export const table = (columns: readonly Column[], rows: readonly (readonly string[])[]): string => {
  const lines = [columns.map(({ title }) => title), ...rows];
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => line[index]!.length)));
  const pad = (cell: string, index: number) =>
    columns[index]!.numeric ? cell.padStart(widths[index]!) : cell.padEnd(widths[index]!);
  return lines.map((line) => `  ${line.map(pad).join('   ').trimEnd()}`).join('\n');
};

/** A whole number with separators. */
export const count = (value: number): string => value.toLocaleString('en-US');

/** Bytes in the largest unit that leaves at least one before the point. */
export const size = (bytes: number): string => {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  let [value, unit] = [bytes, 0];
  // As it will be written: 999,950 bytes are 1.0 MB and not 1000.0 KB.
  while (Number(value.toFixed(1)) >= 1_000 && unit < units.length - 1) [value, unit] = [value / 1_000, unit + 1];
  return `${value.toFixed(unit === 0 ? 0 : 1)} ${units[unit]}`;
};
