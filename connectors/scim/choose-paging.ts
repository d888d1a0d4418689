import { SourceError } from '../source-error.ts';
import { member } from './attribute-path.ts';
import type { ScimClient } from './client.ts';
import type { ScimOptions } from './options.ts';
import type { PageStart } from './read-pages.ts';

/** How a service is to be paged through. */
export interface Paging {
  readonly start: PageStart;
  readonly count: number;
}

const byIndex: PageStart = { index: 1 };
const byCursor: PageStart = { cursor: '' };

/**
 * Chooses how to page: as the options say, or as the service says of itself in `pagination` of its ServiceProviderConfig (RFC 9865,
 * section 4). A cursor is preferred, because pages by index shift when a resource comes or goes on the way. A service that has no
 * ServiceProviderConfig, or does not show it, is paged by index.
 */
export const choosePaging = async (options: ScimOptions, client: ScimClient): Promise<Paging> => {
  if (options.paging !== 'auto')
    return { start: options.paging === 'cursor' ? byCursor : byIndex, count: options.pageSize };
  const pagination = member(await readConfig(client), 'pagination');
  const most = member(pagination, 'maxPageSize');
  return {
    start: member(pagination, 'cursor') === true ? byCursor : byIndex,
    count: typeof most === 'number' && most >= 1 ? Math.min(options.pageSize, Math.floor(most)) : options.pageSize,
  };
};

const readConfig = async (client: ScimClient): Promise<unknown> => {
  try {
    return await client.get('ServiceProviderConfig');
  } catch (error) {
    const isShown = !(error instanceof SourceError) || !notShown.has(Number(error.detail['status']));
    if (isShown) throw error;
    return undefined;
  }
};

const notShown: ReadonlySet<number> = new Set([400, 403, 404, 405, 406, 501]);
