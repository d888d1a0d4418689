import type { Batch, Item } from '../../item.ts';
import { SourceError } from '../../source-error.ts';
import type { List } from '../defined-source.ts';
import type { ParentRow } from './list-reader.ts';
import { mapped } from './mapped.ts';
import { changedList } from './marks.ts';
import type { Place } from './place.ts';
import type { Further, Position } from './position.ts';
import { readInner } from './read-inner.ts';
import { readPages } from './read-pages.ts';
import type { Reading } from './reading.ts';

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
  const common = { ...reading, list, inner, counts, after, end };

  const page = start.page === 'end' ? undefined : start.page;
  let { further } = start;
  if (start.rows) yield* readInner({ ...common, rows: start.rows, page, further, start });
  if (start.rows && !further && !page) return;
  const changed = changedList(list, from?.[list.name]);
  const place = further ? further.page : (page ?? changed.place);
  for await (const { rows, at, next, mark } of readPages(ask, changed.list, undefined, place)) {
    if (marks && mark && 'link' in mark) marks[list.name] = mark;
    if (list.isRead && !further) yield* mapped(reader, rows);
    const all = inner.length > 0 ? reader.parents(rows, variablesOf(inner)) : [];
    const parents = further ? rowsFrom(further, all, list) : all;
    further = undefined;
    if (parents.length > 0) {
      yield* readInner({ ...common, rows: parents, at, page: next });
    } else {
      const position = after(next);
      yield { items: next ? [] : end(), resume: position && cursor(position) };
    }
  }
}

const variablesOf = (lists: readonly List[]): Readonly<Record<string, string>> =>
  Object.assign({}, ...lists.map(({ variables }) => variables));

/** The rows of a page that is read again, from one on. Without that one, nobody knows which were read for and which were not. */
const rowsFrom = ({ row }: Further, rows: readonly ParentRow[], { name }: List): readonly ParentRow[] => {
  const first = JSON.stringify(row);
  const index = rows.findIndex((each) => JSON.stringify(each) === first);
  if (index >= 0) return rows.slice(index);
  throw new SourceError('data-changed', `${name}: a row has gone since the import was broken off: begin it again`);
};
