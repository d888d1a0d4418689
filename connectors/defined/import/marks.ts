import type { ImportContext } from '../../connector.ts';
import { SourceError } from '../../source-error.ts';
import type { ImportPlan, List } from '../defined-source.ts';
import type { AskSource } from './ask-source.ts';
import type { Place } from './place.ts';
import type { Mark, Marks } from './position.ts';
import { readPages } from './read-pages.ts';

/** Clocks differ, and a source may show a change later than it dates it: what is told twice does no harm. */
const overlap = 120_000;

/**
 * Where the changes of each list begin, taken before anything is read, so that none is missed. Lists whose last page says it come
 * later.
 */
export const firstMarks = async (
  { lists }: ImportPlan,
  ask: AskSource,
  { now }: Pick<ImportContext, 'now'>,
): Promise<Marks> => {
  const marks: Marks = {};
  for (const list of lists) {
    if (!list.changes) continue;
    if ('since' in list.changes) marks[list.name] = { since: now() - overlap };
    else if (list.changes.request) marks[list.name] = await askedMark(list, list.changes.request, ask);
  }
  return marks;
};

const askedMark = async (
  list: List,
  { path, query }: Pick<List['request'], 'path' | 'query'>,
  ask: AskSource,
): Promise<Mark> => {
  const asked = { ...list, request: { ...list.request, path, query } };
  for await (const { mark } of readPages(ask, asked, undefined, undefined)) if (mark && 'link' in mark) return mark;
  throw new SourceError('source-failed', `${list.name}: the source does not say where its changes begin`);
};

/** A list as it is read for changes, and where its first page begins. Without a mark it is read whole. */
export const changedList = (
  list: List,
  mark: Mark | undefined,
): { readonly list: List; readonly place: Place | undefined } => {
  if (!mark || !list.changes) return { list, place: undefined };
  if ('link' in mark) return { list, place: mark };
  if (!('since' in list.changes)) return { list, place: undefined };
  const time = written(mark.since, list.changes.format);
  const changed = Object.entries(list.changes.since).map(([name, text]) => [name, text.replaceAll('{since}', time)]);
  return {
    list: { ...list, request: { ...list.request, query: { ...list.request.query, ...Object.fromEntries(changed) } } },
    place: undefined,
  };
};

const written = (time: number, format: 'iso' | 'sql' | 'epochSeconds'): string => {
  if (format === 'epochSeconds') return String(Math.floor(time / 1_000));
  const text = new Date(time).toISOString();
  return format === 'sql' ? text.slice(0, 19).replace('T', ' ') : text;
};
