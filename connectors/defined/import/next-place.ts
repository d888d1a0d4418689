import { fieldReader } from '../../field-reader.ts';
import { SourceError } from '../../source-error.ts';
import type { List } from '../defined-source.ts';
import type { SourceAnswer } from './ask-source.ts';
import { linkedUrl, pageRequest } from './page-request.ts';
import { isSamePlace, longestPlace, type Place } from './place.ts';

/**
 * Where the next page begins, or `undefined` after the last.
 *
 * @param place where this one began
 * @throws SourceError `source-failed` if the list can not be read to its end: an import that looks complete must be complete
 */
export const nextPlace = (
  list: List,
  variables: Readonly<Record<string, string>>,
  place: Place | undefined,
  answer: SourceAnswer,
  rows: readonly unknown[],
): Place | undefined => {
  const step = stepFrom(list, place, answer, rows);
  if (!step) return undefined;
  const next = 'link' in step ? { link: relative(linkOf(list, variables, step.link, answer)) } : step;
  if ('link' in next ? next.link.length > longestPlace : 'token' in next && next.token.length > longestPlace)
    throw unreadable(list.name);
  if (isSamePlace(next, place)) throw noProgress(list, 'says that the next page is the one that it just sent');
  return next;
};

const stepFrom = (
  { name, paging }: List,
  place: Place | undefined,
  { body, link }: SourceAnswer,
  rows: readonly unknown[],
): Place | undefined => {
  if (paging === 'none') return undefined;
  const read = (column: string | undefined): unknown =>
    column === undefined || typeof body !== 'object' || body === null ? undefined : fieldReader(column)(body);
  if ('whole' in paging) {
    const total = read(paging.whole);
    if (typeof total === 'number' && rows.length < total)
      throw noProgress({ name }, `has ${total} rows, but sends ${rows.length} alone`);
    return undefined;
  }
  if ('link' in paging) {
    const found = paging.link === 'header' ? link : read(paging.link);
    if (isNone(found)) return undefined;
    if (typeof found !== 'string') throw unreadable(name);
    return { link: found };
  }
  if ('token' in paging) {
    if (paging.more !== undefined && read(paging.more) !== true) return undefined;
    if (read(paging.last) === true) return undefined;
    const found = read(paging.token);
    if (!isNone(found)) return { token: tokenOf(name, found) };
    if (paging.more === undefined) return undefined;
    throw noProgress({ name }, 'has more rows, but not where they begin');
  }
  if ('after' in paging) {
    const last = rows.at(-1);
    if (last === undefined || (paging.more !== undefined && read(paging.more) !== true)) return undefined;
    const found = typeof last === 'object' && last !== null ? fieldReader(paging.after)(last) : undefined;
    if (isNone(found)) throw noProgress({ name }, 'has more rows, but not where they begin');
    return { token: tokenOf(name, found) };
  }
  if (rows.length === 0 || read(paging.last) === true) return undefined;
  const at = place && 'number' in place ? place.number : paging.from;
  const total = totalOf(read(paging.total));
  if ('offset' in paging) {
    const next = at + rows.length;
    return next - paging.from >= total ? undefined : { number: next };
  }
  return at - paging.from + 1 >= total ? undefined : { number: at + 1 };
};

/** How sources write that there is no next page. */
const isNone = (value: unknown): boolean => value === undefined || value === null || value === '' || value === false;

/** A token may be a number; one with so many digits that the last are lost would lead elsewhere. */
const tokenOf = (name: string, value: unknown): string => {
  if (typeof value === 'string') return value;
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw unreadable(name);
  return String(value);
};

/** Where a source does not know, or says a number that can not be, the list ends with its first page without rows. */
const totalOf = (value: unknown): number => {
  const total = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  return typeof total === 'number' && total > 0 ? total : Number.POSITIVE_INFINITY;
};

const linkOf = (
  list: List,
  variables: Readonly<Record<string, string>>,
  link: string,
  { url }: Pick<SourceAnswer, 'url'>,
): URL => {
  const { paging, request } = list;
  const isBelow = typeof paging === 'object' && 'link' in paging && paging.from === 'server' && /^\/(?!\/)/.test(link);
  try {
    return linkedUrl(list, variables, URL.parse(isBelow ? request.server + link : link, url.href)?.href ?? '');
  } catch {
    throw noProgress(list, 'leads to another place for its next page');
  }
};

/**
 * Where a page begins that the beginning of an answer leads to, if it can be one of this list; what is wrong with it is told when the whole
 * answer is there.
 *
 * @param place where the page of that answer began
 */
export const placeOfLink = (
  list: List,
  variables: Readonly<Record<string, string>>,
  place: Place | undefined,
  link: string,
): Place | undefined => {
  try {
    const next = { link: relative(linkOf(list, variables, link, pageRequest(list, variables, place))) };
    return next.link.length > longestPlace || isSamePlace(next, place) ? undefined : next;
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    return undefined;
  }
};

/**
 * Where the changes of a list will be, as its last page says it.
 *
 * @throws SourceError `source-failed` for an address that is none of this list
 */
export const markOf = (list: List, answer: SourceAnswer): Place | undefined => {
  const { changes } = list;
  const { body } = answer;
  if (!changes || !('link' in changes) || typeof body !== 'object' || body === null) return undefined;
  const link = fieldReader(changes.link)(body);
  return typeof link === 'string' && link !== '' ? { link: relative(linkOf(list, {}, link, answer)) } : undefined;
};

/** Without the origin, which the configuration knows. */
const relative = ({ pathname, search }: URL): string => pathname + search;

const unreadable = (name: string): SourceError =>
  noProgress({ name }, 'says in a form that is not known here where the next page begins');

/** The error of a list whose end can not be reached: it must not look complete. */
export const noProgress = ({ name }: Pick<List, 'name'>, what: string): SourceError =>
  new SourceError('source-failed', `${name}: the source ${what}, so it can not be read to the end`);
