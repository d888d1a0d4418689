import type { Batch, Item } from '../../item.ts';
import type { List } from '../defined-source.ts';
import type { ParentRow } from './list-reader.ts';
import { mapped } from './mapped.ts';
import type { Place } from './place.ts';
import type { Further, Position } from './position.ts';
import { readAhead } from './read-ahead.ts';
import { readPages } from './read-pages.ts';
import type { Reading } from './reading.ts';

/** Bytes of rows in a cursor, some hundreds of them: it is sealed anew for each list, and comes back in a request of at most 1 MiB. */
const mostBytes = 65_536;

/** What lists for the rows of a page are read with. */
export interface InnerReading extends Reading {
  readonly list: List;
  readonly inner: readonly List[];
  readonly rows: readonly ParentRow[];
  /** Where the page of these rows begins; absent for the first. */
  readonly at?: Place | undefined;
  /** Where the next page begins, if there is one. */
  readonly page: Place | undefined;
  /** Where further rows of the page are, if these are not all. */
  readonly further?: Further | undefined;
  /** Where it goes on, if it does. */
  readonly start?: Position | undefined;
  counts(): Position['counts'];
  after(page: Place | undefined): Position | undefined;
  end(): readonly Item[];
}

/** One list for one row. */
interface Task {
  readonly row: number;
  readonly list: List;
  readonly start: Place | undefined;
}

/** Reads the lists that are read for rows, row by row, several at the same time. */
export async function* readInner(reading: InnerReading): AsyncGenerator<Batch, void> {
  const { ask, plan, readers, rows, page, further, list, cursor } = reading;
  const tasks = tasksOf(reading);
  const open = ({ row, list: of, start }: Task) => readPages(ask, of, rows[row], start);
  const position = (row: number, inner?: string, innerPage?: Place): Position | undefined => {
    if (row === rows.length && !further) return reading.after(page);
    return {
      list: list.name,
      page: page ?? 'end',
      ...heldRows(reading, row),
      ...(inner !== undefined && { inner }),
      ...(innerPage && { innerPage }),
      counts: reading.counts(),
    };
  };
  // The rows themselves have become items: from here on they need not be read again.
  if (!reading.start) yield { items: [], resume: cursor(position(0)!) };
  let index = 0;
  for await (const pages of readAhead(tasks, open, plan.rateLimits.parallel)) {
    const { row, list: of } = tasks[index++]!;
    const following = tasks[index];
    for await (const { rows: found, next } of pages) {
      yield* mapped(readers.get(of.name)!, found, rows[row]);
      const isEnd = !next && !following && !page && !further;
      const at = next
        ? position(row, of.name, next)
        : position(following?.row ?? rows.length, following?.row === row ? following.list.name : undefined);
      yield { items: isEnd ? reading.end() : [], resume: at && cursor(at) };
    }
  }
}

/** The rows from one on, as many as a cursor can hold, and where the others are: their page is read again then. */
const heldRows = ({ rows, at, further }: InnerReading, first: number): Pick<Position, 'rows' | 'further'> => {
  let end = first;
  for (let bytes = 0; end < rows.length; end++) {
    bytes += Buffer.byteLength(JSON.stringify(rows[end]));
    if (bytes > mostBytes && end > first) break;
  }
  const others = end < rows.length ? { ...(at && { page: at }), row: rows[end]! } : further;
  return { ...(end > first && { rows: rows.slice(first, end) }), ...(others && { further: others }) };
};

const tasksOf = ({ rows, inner, start: at }: InnerReading): readonly Task[] => {
  const all = rows.flatMap((_, row) => inner.map((list): Task => ({ row, list, start: undefined })));
  const first = at?.inner === undefined ? 0 : inner.findIndex(({ name }) => name === at.inner);
  return all.slice(first).map((task, index) => (index === 0 ? { ...task, start: at?.innerPage } : task));
};
