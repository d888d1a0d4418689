import { fieldReader } from '../../field-reader.ts';
import { SourceError } from '../../source-error.ts';
import type { List } from '../defined-source.ts';
import type { AskSource } from './ask-source.ts';
import { circleGuard } from './circle-guard.ts';
import type { ParentRow } from './list-reader.ts';
import { markOf, nextPlace, noProgress, placeOfLink } from './next-place.ts';
import { pageRequest } from './page-request.ts';
import { isSamePlace, type Place } from './place.ts';

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

/** A page on its way. */
interface ComingPage {
  readonly page: Promise<Page>;
  /** Where the next one seems to begin: known as soon as the answer begins, or when it is there. Never rejects. */
  readonly next: Promise<Place | undefined>;
}

/**
 * Reads the pages of a list. The next is asked for as soon as its address is known, and is on its way while one is worked on: an import
 * takes no longer than the pages alone.
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
  const link = typeof list.paging === 'object' && 'link' in list.paging ? list.paging.link : undefined;

  const readPage = async (place: Place | undefined, heard: (link: string) => void): Promise<Page> => {
    const isFirst = place === undefined;
    const of = !isFirst ? 'page' : parent ? 'row' : 'list';
    const asked = { place: list.name, of, ...(link !== undefined && { ahead: { link, heard } }) } as const;
    const answer = await ask(pageRequest(list, variables, place), asked);
    if (answer === 'absent') return { rows: [], at: place };
    const rows = rowsOf(list, answer.body);
    const next = nextPlace(list, variables, place, answer, rows);
    return { rows, at: place, next, ...(!next && !parent && { mark: markOf(list, answer) }) };
  };

  const read = (place: Place | undefined): ComingPage => {
    const { promise: next, resolve } = Promise.withResolvers<Place | undefined>();
    const heard = (to: string) => {
      const found = placeOfLink(list, variables, place, to);
      if (found) resolve(found);
    };
    const page = readPage(place, heard);
    // Whoever waits for the page hears of the failure; nobody may.
    page.then(
      (found) => resolve(found.next),
      () => resolve(undefined),
    );
    return { page, next };
  };

  let coming = read(start);
  for (;;) {
    const seeming = await coming.next;
    let following = seeming && read(seeming);
    const page = await coming.page;
    // Here and not above: a page that was asked for in vain is none of the way.
    if (page.next && wasThere(page.next)) throw noProgress(list, 'leads from page to page in a circle');
    if (!isSamePlace(page.next, seeming)) following = page.next && read(page.next);
    yield page;
    if (!following) return;
    coming = following;
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
