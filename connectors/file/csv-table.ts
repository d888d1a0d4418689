import { pipeline, Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import type { Row } from '../mapping/compile-mapping.ts';
import { SourceError } from '../source-error.ts';
import type { SourceFile } from './options.ts';
import { inPortions, longestRecord, type Table } from './table.ts';

/**
 * Reads CSV (RFC 4180, and other delimiters). Empty lines are passed over; every other line must have all columns.
 *
 * @throws SourceError `data-invalid` with the number of the line, now or while the rows are read
 */
export const openCsv = async (texts: AsyncIterable<string>, file: SourceFile): Promise<Table> => {
  const { delimiter, quote, columns: given } = file.csv;
  const parser = parse({ delimiter, quote, escape: quote, skip_empty_lines: true, max_record_size: longestRecord });
  // Its callback has nothing to do: an error of either end comes out of the parser's iterator.
  pipeline(Readable.from(texts), parser, () => {});
  const rows = readRows(parser, file.path);
  const first = given ? undefined : await rows.next();
  if (first?.done) throw new SourceError('data-invalid', `${file.path} is empty: its first line must name the columns`);
  const columns = given ?? first!.value;
  return {
    indexOf: (column) => columnIndex(columns, column, file),
    portions: inPortions(given ? ofLength(rows, given.length, file.path) : rows),
  };
};

async function* readRows(
  parser: AsyncIterable<readonly string[]>,
  path: string,
): AsyncGenerator<readonly string[], void> {
  try {
    yield* parser;
  } catch (error) {
    throw error instanceof CsvError ? csvError(error, path) : error;
  }
}

/** The parser sees to it that all lines are as long as the first; whether that fits the names is left to us. */
async function* ofLength(
  rows: AsyncIterable<readonly string[]>,
  length: number,
  path: string,
): AsyncGenerator<Row, void> {
  for await (const row of rows) {
    if (row.length !== length) {
      throw new SourceError(
        'data-invalid',
        `${path}: its lines have ${row.length} columns, but csv: columns: names ${length}`,
      );
    }
    yield row;
  }
}

// The names that are there are not listed: without a line of names the first line is data.
const columnIndex = (columns: readonly string[], column: string, { path, csv }: SourceFile): number => {
  const index = columns.indexOf(column);
  if (index >= 0 && columns.lastIndexOf(column) === index) return index;
  const where = csv.columns ? 'csv: columns:' : 'its first line';
  throw new SourceError(
    'configuration-invalid',
    `${path}: a column "${column}" is needed, which ${where} names ${index < 0 ? 'not at all' : 'twice'}`,
    { detail: { path, column } },
  );
};

const causes: Readonly<Record<string, string>> = {
  CSV_RECORD_INCONSISTENT_FIELDS_LENGTH: 'has more or fewer columns than the lines before it',
  CSV_QUOTE_NOT_CLOSED: 'is within a quote that is not closed before the end of the file',
  CSV_INVALID_CLOSING_QUOTE:
    'has a quote that is followed by neither a delimiter nor a line feed (double a quote within a value)',
  INVALID_OPENING_QUOTE: 'has a quote in the middle of a value (enclose the value in quotes, and double the quote)',
  CSV_MAX_RECORD_SIZE: `belongs to a record of more than ${longestRecord} characters (is a quote not closed?)`,
};

const csvError = (error: CsvError, path: string): SourceError => {
  const line = typeof error['lines'] === 'number' ? error['lines'] : 0;
  const sentence = causes[error.code] ?? 'is no CSV';
  return new SourceError('data-invalid', `${path}: line ${line} ${sentence}`, {
    detail: { path, line, code: error.code },
    cause: error,
  });
};
