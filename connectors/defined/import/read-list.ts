import type { Batch, Item, Json } from '../../item.ts';
import type { ImportPlan, List } from '../defined-source.ts';
import type { AskSource } from './ask-source.ts';
import type { ListReader, ParentRow } from './list-reader.ts';
import { changedList } from './marks.ts';
import type { Place } from './place.ts';
import type { Marks, Position } from './position.ts';
import { readAhead } from './read-ahead.ts';
import { readPages } from './read-pages.ts';

/** Rows that become items at once. What is made of a page as a whole lives long enough to be moved by the collector: that costs a third more. */
const rowsAtOnce = 100;

/** What one import reads with. */
export interface Reading {
  readonly plan: ImportPlan;
  readonly ask: AskSource;
  readonly readers: ReadonlyMap<string, ListReader>;
  /** Where changes are read from, in an import of changes. */
  readonly from: Marks | undefined;
  /** Where the changes after this import begin: filled in as it is known. */
  readonly marks: Marks | undefined;
  cursor(position: Position): Json;
}

/**
 * Reads one list, and after each of its pages the lists that are read for its rows.
 *
 * @param start where in it
 * @param following the list that comes after it
 */
export async function* readList(
  reading: Reading,
  list: List,
  start: Position,
  following: List | undefined,
): AsyncGenerator<Batch, void> {
  const { plan, ask, cursor, marks, from } = reading;
  const reader = reading.readers.get(list.name)!;
  const inner = plan.lists.filter((each) => each.for === list.name);
  const names = [list, ...inner].map(({ name }) => name);
  const counts = () => Object.fromEntries(names.map((name) => [name, reading.readers.get(name)!.count]));
  const after = (page: Place | undefined): Position | undefined => {
    if (page) return { list: list.name, page, counts: counts() };
    return following && { list: following.name, counts: {} };
  };
  const end = (): readonly Item[] => names.flatMap((name) => reading.readers.get(name)!.report());
  const rest = (rows: readonly ParentRow[], page: Place | undefined, at?: Position) =>
    readInner({ ...reading, inner, counts, rows, page, list, at, after, end });

  const page = start.page === 'end' ? undefined : start.page;
  if (start.rows) {
    yield* rest(start.rows, page, start);
    if (!page) return;
  }
  const changed = changedList(list, from?.[list.name]);
  for await (const { rows, next, mark } of readPages(ask, changed.list, undefined, page ?? changed.place)) {
    if (marks && mark && 'link' in mark) marks[list.name] = mark;
    if (list.isRead) yield* mapped(reader, rows);
    const parents = inner.length > 0 ? reader.parents(rows, variablesOf(inner)) : [];
    if (parents.length > 0) {
      const resume = cursor({ list: list.name, page: next ?? 'end', rows: [...parents], counts: counts() });
      yield { items: [], resume };
      yield* rest(parents, next);
    } else {
      const position = after(next);
      yield { items: next ? [] : end(), resume: position && cursor(position) };
    }
  }
}

const variablesOf = (lists: readonly List[]): Readonly<Record<string, string>> =>
  Object.assign({}, ...lists.map(({ variables }) => variables));

interface InnerReading extends Reading {
  readonly inner: readonly List[];
  readonly rows: readonly ParentRow[];
  /** The page of the outer list after these rows. */
  readonly page: Place | undefined;
  readonly list: List;
  /** Where it goes on, if it does. */
  readonly at: Position | undefined;
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

async function* readInner(reading: InnerReading): AsyncGenerator<Batch, void> {
  const { ask, plan, readers, rows, page, list, cursor } = reading;
  const tasks = tasksOf(reading);
  const open = ({ row, list: of, start }: Task) => readPages(ask, of, rows[row], start);
  const position = (row: number, inner?: string, innerPage?: Place): Position | undefined => {
    if (row === rows.length) return reading.after(page);
    return {
      list: list.name,
      page: page ?? 'end',
      rows: rows.slice(row),
      ...(inner !== undefined && { inner }),
      ...(innerPage && { innerPage }),
      counts: reading.counts(),
    };
  };
  let index = 0;
  for await (const pages of readAhead(tasks, open, plan.rateLimits.parallel)) {
    const { row, list: of } = tasks[index++]!;
    const following = tasks[index];
    for await (const { rows: found, next } of pages) {
      yield* mapped(readers.get(of.name)!, found, rows[row]);
      const isEnd = !next && !following && !page;
      const at = next
        ? position(row, of.name, next)
        : position(following?.row ?? rows.length, following?.row === row ? following.list.name : undefined);
      yield { items: isEnd ? reading.end() : [], resume: at && cursor(at) };
    }
  }
}

const tasksOf = ({ rows, inner, at }: InnerReading): readonly Task[] => {
  const all = rows.flatMap((_, row) => inner.map((list): Task => ({ row, list, start: undefined })));
  const first = at?.inner === undefined ? 0 : inner.findIndex(({ name }) => name === at.inner);
  return all.slice(first).map((task, index) => (index === 0 ? { ...task, start: at?.innerPage } : task));
};

function* mapped(reader: ListReader, rows: readonly unknown[], parent?: ParentRow): Generator<Batch, void> {
  for (let start = 0; start < rows.length; start += rowsAtOnce)
    yield { items: reader.map(rows.slice(start, start + rowsAtOnce), parent) };
}
