import { fieldReader } from '../field-reader.ts';
import type { Row } from '../mapping/compile-mapping.ts';
import { SourceError } from '../source-error.ts';
import type { SourceFile } from './options.ts';
import { splitArray } from './split-array.ts';
import { splitLines } from './split-lines.ts';
import { inPortions, type Table } from './table.ts';

/**
 * Reads JSON objects: one a line (https://github.com/ndjson/ndjson-spec), or the elements of one array. A column is a name of a field,
 * or a JSON Pointer; a field that a record does not have is empty.
 */
export const openJson = (texts: AsyncIterable<string>, { path }: SourceFile, format: 'json' | 'ndjson'): Table => {
  const columns: string[] = [];
  const records = format === 'json' ? splitArray(texts, path) : splitLines(texts, path);
  return {
    indexOf: (column) => {
      if (!columns.includes(column)) columns.push(column);
      return columns.indexOf(column);
    },
    portions: inPortions(readRows(records, columns, path)),
  };
};

async function* readRows(
  records: AsyncIterable<string>,
  columns: readonly string[],
  path: string,
): AsyncGenerator<Row, void> {
  const readers = columns.map(fieldReader);
  let number = 0;
  for await (const text of records) {
    const record = parse(text, path, ++number);
    yield readers.map((read) => read(record));
  }
}

const parse = (text: string, path: string, number: number): object => {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch {
    // The error's text quotes the record, so it goes no further than this.
  }
  throw new SourceError('data-invalid', `${path}: record ${number} is no JSON object`, {
    detail: { path, record: number },
  });
};
