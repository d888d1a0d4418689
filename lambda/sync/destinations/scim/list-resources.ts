import { member } from '../../../../connectors/scim/attribute-path.ts';
import { DestinationError } from '../destination-error.ts';
import type { Abilities } from './discover.ts';
import { bodyRead, type ScimService } from './scim-service.ts';

type Query = Readonly<Record<string, string>>;

/**
 * All resources of a kind, in pages, each once. Services cap pages, send fewer than they could, and count wrongly: a list ends where a
 * page brings nothing new.
 *
 * @param path `Users`
 * @throws DestinationError also if the same page comes again before the end
 */
export async function* listResources(
  service: ScimService,
  abilities: Abilities,
  path: string,
  signal: AbortSignal,
  query: Query = {},
): AsyncGenerator<readonly unknown[], void, undefined> {
  const seen = new Set<string>();
  const asked = { ...query, count: String(abilities.page) };
  let cursor: string | undefined = abilities.cursor ? '' : undefined;
  let total = Number.POSITIVE_INFINITY;
  for (let index = 1; ; ) {
    const place: Query = cursor === undefined ? { startIndex: String(index), ...sorted(abilities) } : { cursor };
    const page = await readPage(service, path, signal, { ...asked, ...place }, index > total);
    total = page.total;
    const fresh = page.resources.filter((resource) => isNew(resource, seen));
    if (fresh.length > 0) yield fresh;
    index += page.resources.length;
    if (cursor !== undefined) {
      if (page.cursor === undefined) return;
      if (page.cursor === cursor) throw sameAgain(path);
      cursor = page.cursor;
    } else if (fresh.length === 0) {
      if (page.resources.length === 0 || index > total) return;
      throw sameAgain(path);
    }
  }
}

/** By what never changes, so that nobody moves from page to page. */
const sorted = ({ sort }: Abilities): Query => (sort ? { sortBy: 'id' } : {});

const isNew = (resource: unknown, seen: Set<string>): boolean => {
  const id = member(resource, 'id');
  if (typeof id !== 'string' || id === '')
    throw new DestinationError('destination-unexpected', 'the service lists something that has no id: ask who runs it');
  if (seen.has(id)) return false;
  seen.add(id);
  return true;
};

interface Page {
  readonly resources: readonly unknown[];
  readonly total: number;
  readonly cursor: string | undefined;
}

const noMore: Page = { resources: [], total: 0, cursor: undefined };

/** Some services refuse an index behind the last one. */
const readPage = async (
  service: ScimService,
  path: string,
  signal: AbortSignal,
  query: Query,
  isBehind: boolean,
): Promise<Page> => {
  const answer = await service.send('GET', path, signal, { query });
  const isRefused = answer.status === 400 || answer.status === 404;
  if (isRefused && isBehind) return noMore;
  if (isRefused && query['sortBy'] !== undefined) {
    const { sortBy: _, ...unsorted } = query;
    return pageOf(await service.read(path, signal, unsorted), path);
  }
  return pageOf(bodyRead(answer, path), path);
};

/**
 * The resources of a list (RFC 7644, section 3.4.2), which may be left out if there are none.
 *
 * @throws DestinationError if it is no list
 */
export const resourcesIn = (list: unknown, path: string): readonly unknown[] => {
  const resources = member(list, 'Resources') ?? [];
  if (Array.isArray(resources) && (resources.length > 0 || typeof member(list, 'totalResults') === 'number'))
    return resources;
  if (Array.isArray(resources) && Array.isArray(member(list, 'schemas'))) return resources;
  throw new DestinationError('destination-unexpected', `GET /${path}: the answer is no SCIM list: check baseUrl`);
};

const pageOf = (list: unknown, path: string): Page => {
  const [total, cursor] = [member(list, 'totalResults'), member(list, 'nextCursor')];
  return {
    resources: resourcesIn(list, path),
    total: typeof total === 'number' ? total : 0,
    cursor: typeof cursor === 'string' && cursor !== '' ? cursor : undefined,
  };
};

const sameAgain = (path: string): DestinationError =>
  new DestinationError(
    'destination-unexpected',
    `GET /${path}: the service sends the same page again, so the list can not be read to its end: set paging, or ask who runs it`,
  );
