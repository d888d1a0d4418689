import { fieldReader } from '../../field-reader.ts';
import { SourceError } from '../../source-error.ts';
import type { List } from '../defined-source.ts';
import type { AskSource } from './ask-source.ts';
import { circleGuard } from './circle-guard.ts';
import type { ParentRow } from './list-reader.ts';
import { markOf, nextPlace, noProgress } from './next-place.ts';
import { pageRequest } from './page-request.ts';
import type { Place } from './place.ts';

/** One page of a list. */
export interface Page {
  readonly rows: readonly unknown[];
  /** Where it begins; absent for the first. */
  readonly at?: Place | undefined;
  /** Where the next one begins; absent after the last. */
  readonly next?: Place | undefined;
  /** On the last page: where the changes from then on are, if the list says it. */
  readonly mark?: Place | undefined;
}

/**
 * Reads the pages of a list. While one is worked on, the next is on its way: an import takes no longer than the pages alone.
 *
 * @param parent the row that it is read for, if it is
 * @param start where the first page begins
 * @throws SourceError
 */
export async function* readPages(
  ask: AskSource,
  list: List,
  parent: ParentRow | undefined,
  start: Place | undefined,
): AsyncGenerator<Page, void> {
  const variables = parent?.variables ?? {};
  const wasThere = circleGuard(start);
  const read = async (place: Place | undefined): Promise<Page> => {
    const isFirst = place === undefined;
    const asked = { place: list.name, of: !isFirst ? 'page' : parent ? 'row' : 'list' } as const;
    const answer = await ask(pageRequest(list, variables, place), asked);
    if (answer === 'absent') return { rows: [], at: place };
    const rows = rowsOf(list, answer.body);
    const next = nextPlace(list, variables, place, answer, rows);
    if (next && wasThere(next)) throw noProgress(list, 'leads from page to page in a circle');
    return { rows, at: place, next, ...(!next && !parent && { mark: markOf(list, answer) }) };
  };
  let page = await read(start);
  for (;;) {
    const { next } = page;
    const following = next && read(next);
    // Whoever waits for it hears of the failure; nobody may.
    following?.catch(() => undefined);
    yield page;
    if (!following) return;
    page = await following;
  }
}

const rowsOf = ({ name, rows: column }: List, body: unknown): readonly unknown[] => {
  if (column === '.' && typeof body === 'object' && body !== null && !Array.isArray(body)) return [body];
  const rows = column === undefined || typeof body !== 'object' || body === null ? body : fieldReader(column)(body);
  if (Array.isArray(rows)) return rows;
  // A list without rows is left out by some.
  if (column !== undefined && (rows === undefined || rows === null) && typeof body === 'object' && body !== null)
    return [];
  throw new SourceError('source-failed', `${name}: the answer has no list where one is expected`);
};
