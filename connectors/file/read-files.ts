import * as z from 'zod/mini';
import type { ImportContext } from '../connector.ts';
import { type Cursors, cursorsOf } from '../cursor.ts';
import type { Batch } from '../item.ts';
import { compileMapping, type Row } from '../mapping/compile-mapping.ts';
import { rowMapper } from '../mapping/row-mapper.ts';
import { SourceError } from '../source-error.ts';
import { openCsv } from './csv-table.ts';
import { formatOf } from './format.ts';
import { openJson } from './json-table.ts';
import { type OpenText, openText } from './open-text.ts';
import type { FileOptions, SourceFile } from './options.ts';
import type { Table } from './table.ts';

const count = z.int().check(z.minimum(0));

const positionSchema = z.strictObject({
  file: count,
  /** Of the content that the rows were counted in; absent at the beginning of a file. */
  version: z.optional(z.string().check(z.maxLength(1024))),
  row: count,
  skipped: count,
});

type Position = z.output<typeof positionSchema>;

const beginningOf = (file: number): Position => ({ file, row: 0, skipped: 0 });

/**
 * Reads the files one after the other, from the context's cursor on. To go on, a file is read again up to the row that was reached, so its
 * content must be the same.
 *
 * @throws SourceError
 */
export async function* readFiles(
  options: FileOptions,
  context: ImportContext,
  signal: AbortSignal,
): AsyncGenerator<Batch, void> {
  const cursors = cursorsOf(options, positionSchema);
  const start = cursors.read(context.cursor) ?? beginningOf(0);
  if (start.file >= options.files.length) {
    throw new SourceError('cursor-invalid', 'the cursor fits no file of this source: begin the import again');
  }
  for (let index = start.file; index < options.files.length; index++) {
    const file = options.files[index]!;
    const text = await openText(file, context, signal);
    try {
      yield* readFile(options, text, index === start.file ? start : beginningOf(index), cursors);
    } finally {
      text.close();
    }
  }
}

async function* readFile(
  options: FileOptions,
  { texts, version }: OpenText,
  start: Position,
  cursors: Cursors<Position>,
): AsyncGenerator<Batch, void> {
  const file = options.files[start.file]!;
  if (start.version !== undefined && start.version !== version) {
    throw new SourceError('data-changed', `${file.path} has changed since the import began: begin it again`);
  }
  const table = await openTable(texts, file);
  const mapRow = compileMapping(file, (column) => table.indexOf(column));
  const mapper = rowMapper(mapRow, file.path, options.onInvalidRow, start);
  for await (const rows of without(table.portions, start.row)) {
    yield { items: mapper.map(rows), resume: cursors.write({ file: start.file, version, ...mapper.count }) };
  }
  const next = start.file + 1;
  const isLast = next === options.files.length;
  yield { items: mapper.report(), resume: isLast ? undefined : cursors.write(beginningOf(next)) };
}

const openTable = (texts: AsyncIterable<string>, file: SourceFile): Promise<Table> | Table => {
  const format = file.format ?? formatOf(file.path);
  if (format === undefined) throw new RangeError('a file has a format');
  return format === 'csv' ? openCsv(texts, file) : openJson(texts, file, format);
};

async function* without(portions: AsyncIterable<readonly Row[]>, first: number): AsyncGenerator<readonly Row[], void> {
  let left = first;
  for await (const portion of portions) {
    if (left < portion.length) yield left === 0 ? portion : portion.slice(left);
    left = Math.max(0, left - portion.length);
  }
}
