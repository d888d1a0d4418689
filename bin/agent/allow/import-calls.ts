import type { List } from '../../../connectors/defined/defined-source.ts';
import { requestName } from '../../../connectors/definition/request-name.ts';
import { isNeeded } from '../../../connectors/scim/list-reader.ts';
import type { ScimOptions } from '../../../connectors/scim/options.ts';
import { type CallParts, type SourceCall, sourceCall } from './source-call.ts';

/** What is called to read the lists of a source: their pages, and what has changed. */
export const listCalls = (lists: readonly List[]): readonly SourceCall[] =>
  lists.flatMap((list) => [firstCall(list), ...nextCalls(list), ...changeCalls(list)].map(sourceCall));

const firstCall = ({ request: { method, server, path, query, headers } }: List): CallParts => ({
  methods: [method],
  server,
  path,
  query: Object.keys(query),
  headers: Object.keys(headers),
});

const nextCalls = (list: List): readonly CallParts[] => {
  const { path, query } = list.request;
  return pagingCalls(list.paging, path, Object.keys(query)).map((next) => ({ ...firstCall(list), ...next }));
};

/**
 * How calls for further pages differ from the one for the first.
 *
 * @param path of the first
 * @param query its parameters
 */
export const pagingCalls = (
  paging: List['paging'],
  path: string,
  query: readonly string[],
): readonly Partial<Pick<CallParts, 'methods' | 'path' | 'query'>>[] => {
  if (paging === 'none' || 'whole' in paging) return [];
  // The source says the address of the next page, and nobody knows its parameters before.
  if ('link' in paging)
    return [path, ...(paging.paths ?? [])].map((each) => ({ methods: ['GET'], path: each, query: 'any' }));
  if ('offset' in paging) return [{ query: [...query, paging.offset] }];
  if ('page' in paging) return [{ query: [...query, paging.page] }];
  if ('after' in paging) return [{ query: [...query, paging.parameter] }];
  const isQuery = paging.in === 'query';
  if (paging.request === undefined) return isQuery ? [{ query: [...query, paging.parameter] }] : [];
  const { method, path: next } = requestName(paging.request);
  return [{ methods: [method], path: next, query: isQuery ? [paging.parameter] : [] }];
};

const changeCalls = (list: List): readonly CallParts[] => {
  const first = firstCall(list);
  const { changes } = list;
  if (!changes) return [];
  if ('since' in changes)
    return [{ ...first, query: [...Object.keys(list.request.query), ...Object.keys(changes.since)] }];
  return [{ ...first, methods: ['GET'], path: changes.request?.path ?? list.request.path, query: 'any' }];
};

/** What is called of a SCIM service (RFC 7644, section 3.4.2; RFC 9865). */
export const scimCalls = (options: ScimOptions): readonly SourceCall[] => {
  const { baseUrl, select, paging } = options;
  const server = baseUrl.replace(/\/+$/, '');
  const query = [
    ...(select === 'attributes' || select === 'excludedAttributes' ? [select] : []),
    'count',
    ...(paging === 'cursor' ? [] : ['startIndex']),
    ...(paging === 'index' ? [] : ['cursor']),
  ];
  const lists = [
    ...(isNeeded(options, 'users') ? ['/Users'] : []),
    ...(isNeeded(options, 'groups') ? ['/Groups'] : []),
  ].map((path) => sourceCall({ methods: ['GET'], server, path, query }));
  const asksItself = paging !== 'cursor' && paging !== 'index';
  return [...lists, ...(asksItself ? [sourceCall({ methods: ['GET'], server, path: '/ServiceProviderConfig' })] : [])];
};
