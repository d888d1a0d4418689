import type { List } from '../../../../connectors/defined/defined-source.ts';
import { readPages } from '../../../../connectors/defined/import/read-pages.ts';
import type { HttpOptions } from '../../../../connectors/destinations/http/options.ts';
import { nextLink } from '../../../../connectors/http/link-relations.ts';
import { SourceError } from '../../../../connectors/source-error.ts';
import { type AskJson, unwanted } from '../ask-json.ts';
import { DestinationError } from '../destination-error.ts';
import { filledTexts } from './filled-request.ts';
import { type FoundRecord, foundRecord } from './user-record.ts';

/**
 * Everybody of an API who has a key, page by page, as the lists of sources are read.
 *
 * @param address of the API, without a slash at its end
 */
export async function* listUsers(
  ask: AskJson,
  address: string,
  options: HttpOptions,
  signal: AbortSignal,
): AsyncGenerator<readonly FoundRecord[], void, undefined> {
  const list = listOf(options, address);
  const { name } = list;
  const pages = readPages(
    async ({ url, headers }) => {
      const answer = await ask({ name, method: 'GET', url: url.href, headers, reads: 'json' }, signal);
      if (answer.status !== 200) throw unwanted(name, answer.status, 'are baseUrl, users and list right?');
      return { body: answer.body, link: nextLink(answer.headers.get('link')), url };
    },
    list,
    undefined,
    undefined,
  );
  try {
    for await (const { rows } of pages) yield rows.flatMap((row) => foundRecord(row, options, name) ?? []);
  } catch (error) {
    if (!(error instanceof SourceError) || error.code !== 'source-failed') throw error;
    // A list that can not be read to its end is told of in the words of sources.
    throw new DestinationError('destination-unexpected', error.message, { cause: error });
  }
}

const listOf = ({ list, users }: HttpOptions, address: string): List => {
  const path = list?.path ?? users;
  return {
    name: `GET ${path}`,
    isRead: true,
    variables: {},
    request: {
      method: 'GET',
      server: address,
      path,
      query: filledTexts(list?.query, {}),
      headers: filledTexts(list?.headers, {}),
    },
    // An answer that is the list itself has no place for it.
    ...(list?.rows && { rows: list.rows }),
    paging: list?.paging ?? 'none',
    items: [],
  };
};
