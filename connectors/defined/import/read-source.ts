import type { ImportContext } from '../../connector.ts';
import { cursorsOf } from '../../cursor.ts';
import type { Batch, Item, Json } from '../../item.ts';
import { SourceError } from '../../source-error.ts';
import type { ImportPlan, List } from '../defined-source.ts';
import { type AskSource, askSource } from './ask-source.ts';
import { type ListReader, listReader, type ParentRow } from './list-reader.ts';
import type { Place } from './place.ts';
import { beginning, type Position, positionSchema } from './position.ts';
import { readAhead } from './read-ahead.ts';
import { readPages } from './read-pages.ts';

/** Items of one batch at most. */
const itemsAtOnce = 5_000;
/** After so many rows that lists were read for, the import says where it can go on: that costs what the rest of the rows is long. */
const rowsBetweenCursors = 16;

/**
 * Reads what the plan says, from the context's cursor on: list by list, page by page, and after each page the lists that are read for
 * its rows.
 *
 * @throws SourceError
 */
export async function* readSource(
  plan: ImportPlan,
  context: ImportContext,
  signal: AbortSignal,
): AsyncGenerator<Batch, void> {
  const cursors = cursorsOf(plan, positionSchema);
  const start = cursors.read(context.cursor) ?? beginning(plan);
  const reading: Reading = {
    plan,
    ask: askSource(plan, context, signal),
    readers: new Map(
      plan.lists.map((list) => [list.name, listReader(list, plan.onInvalidRow, start.counts[list.name] ?? none)]),
    ),
    cursor: (position) => cursors.write(position),
  };
  const outer = plan.lists.filter((list) => list.for === undefined);
  const first = outer.findIndex(({ name }) => name === start.list);
  if (first < 0 || !isOf(plan, start))
    throw new SourceError('cursor-invalid', 'the cursor is none of this source: begin the import again');
  for (const [index, list] of outer.entries()) {
    if (index < first) continue;
    yield* readList(reading, list, index === first ? start : { list: list.name, counts: {} }, outer[index + 1]);
  }
}

interface Reading {
  readonly plan: ImportPlan;
  readonly ask: AskSource;
  readonly readers: ReadonlyMap<string, ListReader>;
  cursor(position: Position): Json;
}

const none = { row: 0, skipped: 0 };

const isOf = ({ lists }: ImportPlan, { list, inner }: Position): boolean =>
  inner === undefined || lists.some((each) => each.name === inner && each.for === list);

async function* readList(
  reading: Reading,
  list: List,
  start: Position,
  following: List | undefined,
): AsyncGenerator<Batch, void> {
  const { plan, ask, cursor } = reading;
  const reader = reading.readers.get(list.name)!;
  const inner = plan.lists.filter((each) => each.for === list.name);
  const names = [list, ...inner].map(({ name }) => name);
  const counts = () => Object.fromEntries(names.map((name) => [name, reading.readers.get(name)!.count]));
  const after = (page: Place | undefined): Position | undefined => {
    if (page) return { list: list.name, page, counts: counts() };
    return following && { list: following.name, counts: {} };
  };
  const end = (): readonly Item[] => names.flatMap((name) => reading.readers.get(name)!.report());
  const rest = async function* (rows: readonly ParentRow[], page: Place | undefined, at?: Position) {
    yield* readInner({ ...reading, inner, counts, rows, page, list, at, after, end });
  };

  if (start.rows) {
    const page = start.page === 'end' ? undefined : start.page;
    yield* rest(start.rows, page, start);
    if (!page) return;
  }
  const place = start.page === 'end' ? undefined : start.page;
  for await (const { rows, next } of readPages(ask, list, undefined, place)) {
    const items = list.isRead ? reader.map(rows) : [];
    const parents = inner.length > 0 ? reader.parents(rows, variablesOf(inner)) : [];
    if (parents.length > 0) {
      yield* inBatches(items, cursor({ list: list.name, page: next ?? 'end', rows: [...parents], counts: counts() }));
      yield* rest(parents, next);
    } else {
      const position = after(next);
      yield* inBatches(next ? items : [...items, ...end()], position && cursor(position));
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
    const isLast = following === undefined;
    for await (const { rows: found, next } of pages) {
      const items = readers.get(of.name)!.map(found, rows[row]);
      const isEnd = !next && isLast && !page;
      const at = next
        ? position(row, of.name, next)
        : position(following?.row ?? rows.length, following?.row === row ? following.list.name : undefined);
      const says = next !== undefined || isLast || index % rowsBetweenCursors === 0;
      yield* inBatches(isEnd ? [...items, ...reading.end()] : items, says && at ? cursor(at) : undefined);
    }
  }
}

const tasksOf = ({ rows, inner, at }: InnerReading): readonly Task[] => {
  const all = rows.flatMap((_, row) => inner.map((list): Task => ({ row, list, start: undefined })));
  const first = at?.inner === undefined ? 0 : inner.findIndex(({ name }) => name === at.inner);
  return all.slice(first).map((task, index) => (index === 0 ? { ...task, start: at?.innerPage } : task));
};

function* inBatches(items: readonly Item[], resume: Json | undefined): Generator<Batch, void> {
  let start = 0;
  for (; items.length - start > itemsAtOnce; start += itemsAtOnce)
    yield { items: items.slice(start, start + itemsAtOnce) };
  yield { items: start === 0 ? items : items.slice(start), resume };
}
