import * as z from 'zod/mini';
import { type Cursors, cursorsOf } from '../cursor.ts';
import type { Batch, Json } from '../item.ts';
import { compileMapping, type Row } from '../mapping/compile-mapping.ts';
import { rowMapper } from '../mapping/row-mapper.ts';
import { SourceError } from '../source-error.ts';
import { columnIndex } from './column-index.ts';
import type { Database, Page } from './database.ts';
import type { SqlOptions, SqlQuery } from './options.ts';

const keyPart = z.union([
  z.string(),
  z.number(),
  z.strictObject({ integer: z.string().check(z.regex(/^-?\d{1,310}$/)) }),
]);

const count = z.int().check(z.minimum(0));

const positionSchema = z.strictObject({
  query: count,
  /** The key to go on after; absent at the beginning of the query. */
  after: z.optional(z.array(keyPart)),
  row: count,
  skipped: count,
});

type Position = z.output<typeof positionSchema>;

/** Checks the cursor that the vendor sent; the beginning if it sent none. */
export const startOf = (options: SqlOptions, cursor: Json | undefined): Position => {
  const position = positions(options).read(cursor) ?? { query: 0, row: 0, skipped: 0 };
  const query = options.queries[position.query];
  if (query && (!position.after || position.after.length === keyOf(query).length)) return position;
  throw new SourceError('cursor-invalid', 'the cursor fits no query of this source: begin the import again');
};

const positions = (options: SqlOptions): Cursors<Position> => cursorsOf(options, positionSchema);

/** Reads the queries one after the other, from a position on. */
export async function* readQueries(
  options: SqlOptions,
  database: Database,
  start: Position,
): AsyncGenerator<Batch, void> {
  for (let index = start.query; index < options.queries.length; index++) {
    const position = index === start.query ? start : { query: index, row: 0, skipped: 0 };
    yield* readQuery(options, database, position);
  }
}

async function* readQuery(options: SqlOptions, database: Database, start: Position): AsyncGenerator<Batch, void> {
  const query = options.queries[start.query]!;
  const place = `query ${start.query + 1}`;
  const page = await database.page({ place, query: query.query, key: keyOf(query), after: start.after });
  const mapRow = compileMapping(query, (column) => columnIndex(page.columns, column, place));
  const mapper = rowMapper(mapRow, place, options.onInvalidRow, start);
  const cursors = positions(options);

  for await (const { rows, after } of wholeKeys(page)) {
    const items = mapper.map(rows);
    yield { items, resume: after && cursors.write({ query: start.query, after: [...after], ...mapper.count }) };
  }
  const next = start.query + 1;
  const isLast = next === options.queries.length;
  yield { items: mapper.report(), resume: isLast ? undefined : cursors.write({ query: next, row: 0, skipped: 0 }) };
}

const keyOf = ({ key, entity, relationship }: SqlQuery): readonly string[] => {
  if (key) return key;
  return entity ? [entity.id] : [...new Set([relationship!.from.id, relationship!.to.id])];
};

interface Cut {
  readonly rows: readonly Row[];
  /** The key after which the rest comes; absent if it can not be told. */
  readonly after: ReturnType<Page['keyOf']>;
}

/**
 * Cuts the rows of a page only where the key changes, so that going on after a key neither loses nor repeats rows. The last rows with
 * one key wait for the next portion, unless they fill a whole portion: then they go without a place to go on after.
 */
async function* wholeKeys(page: Page): AsyncGenerator<Cut, void> {
  let held: readonly Row[] = [];
  for await (const portion of page.portions) {
    const rows = held.length > 0 ? [...held, ...portion] : portion;
    const cut = startOfLastKey(rows, page);
    held = rows.slice(cut || rows.length);
    yield cut === 0 ? { rows, after: undefined } : { rows: rows.slice(0, cut), after: page.keyOf(rows[cut - 1]!) };
  }
  if (held.length > 0) yield { rows: held, after: undefined };
}

const startOfLastKey = (rows: readonly Row[], page: Page): number => {
  const identity = (row: Row): string => JSON.stringify(page.keyOf(row) ?? null);
  let start = rows.length - 1;
  const last = identity(rows[start]!);
  while (start > 0 && identity(rows[start - 1]!) === last) start--;
  return start;
};
