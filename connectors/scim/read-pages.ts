import { SourceError } from '../source-error.ts';
import { member } from './attribute-path.ts';
import type { ScimClient } from './client.ts';

/** Where a page begins: at an index (RFC 7644, section 3.4.2.4) or at a cursor (RFC 9865); the first cursor is empty. */
export type PageStart = { readonly index: number } | { readonly cursor: string };

/** One page of a list. */
export interface ScimPage {
  readonly resources: readonly unknown[];
  /** Absent after the last page. */
  readonly next?: PageStart | undefined;
  /** The id of the first resource (of an earlier page, if this one is empty), by which a page that comes again is known. */
  readonly firstId?: string | undefined;
}

/** Which list is read, and in pages of how many resources. */
export interface PageRequest {
  /** `Users` or `Groups`. */
  readonly path: string;
  readonly count: number;
  /** What is asked for beside the page. */
  readonly query: Readonly<Record<string, string>>;
}

/**
 * Reads the pages of a list, from one on. A service may send fewer resources than were asked for, and its total may change on the way;
 * what it may not do is to come to a stop before its total, or to send a page twice: that would be an import that looks complete and
 * is not.
 *
 * @param previousId the `firstId` of the page before `start`, if there was one
 * @throws SourceError
 */
export async function* readPages(
  client: ScimClient,
  request: PageRequest,
  start: PageStart,
  previousId: string | undefined,
): AsyncGenerator<ScimPage, void> {
  let [at, firstId]: [PageStart | undefined, string | undefined] = [start, previousId];
  while (at) {
    const page = await readPage(client, request, at);
    if (page.firstId !== undefined && page.firstId === firstId)
      throw noProgress(request.path, 'sends the same page again');
    firstId = page.firstId ?? firstId;
    yield { ...page, firstId };
    at = page.next;
  }
}

const readPage = async (client: ScimClient, { path, count, query }: PageRequest, at: PageStart): Promise<ScimPage> => {
  const place = 'index' in at ? { startIndex: String(at.index) } : { cursor: at.cursor };
  const list = await client.get(path, { ...query, count: String(count), ...place });
  const { resources, total } = readList(list, path);
  const id = member(resources[0], 'id');
  return {
    resources,
    firstId: typeof id === 'string' && id !== '' ? id : undefined,
    next: 'index' in at ? nextIndex(at.index, resources.length, total, path) : nextCursor(at.cursor, list, path),
  };
};

const readList = (list: unknown, path: string): { resources: readonly unknown[]; total: number | undefined } => {
  const resources = member(list, 'Resources');
  const total = member(list, 'totalResults');
  const isTotal = typeof total === 'number' && Number.isSafeInteger(total) && total >= 0;
  if (Array.isArray(resources)) return { resources, total: isTotal ? total : undefined };
  // Without results the list may be left out (RFC 7644, section 3.4.2).
  if (resources === undefined && isTotal) return { resources: [], total };
  throw new SourceError('source-failed', `${path}: the answer is no SCIM list: check baseUrl`);
};

const nextIndex = (index: number, length: number, total: number | undefined, path: string): PageStart | undefined => {
  const next = index + length;
  if (length > 0) return total === undefined || next <= total ? { index: next } : undefined;
  if (total !== undefined && index <= total)
    throw noProgress(path, `has ${total} resources, but sends none from ${index} on`);
  return undefined;
};

const nextCursor = (cursor: string, list: unknown, path: string): PageStart | undefined => {
  const next = member(list, 'nextCursor');
  if (typeof next === 'string' && next !== '') {
    if (next === cursor) throw noProgress(path, 'gives the same cursor again');
    return { cursor: next };
  }
  const { resources, total } = readList(list, path);
  // The first page is the only one whose place in the whole is known: it tells a service that pages, but not by cursor.
  if (cursor === '' && total !== undefined && resources.length < total) {
    throw noProgress(path, `sends ${resources.length} of ${total} resources and no cursor (set paging: index)`);
  }
  return undefined;
};

const noProgress = (path: string, what: string): SourceError =>
  new SourceError('source-failed', `${path}: the service ${what}, so it can not be read to the end: ask who runs it`);
