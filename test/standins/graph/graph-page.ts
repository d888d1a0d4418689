import type { RouteCall } from '../scoped-routes.ts';
import type { GraphRow } from './directory-rows.ts';
import { refuse } from './graph-refusal.ts';

/** Rows by their place, so that a million of them need no memory. */
export interface Feed {
  readonly count: number;
  /** `undefined` where there is none. */
  row(index: number): GraphRow | undefined;
}

/** A list as a feed. */
export const feedOf = (rows: readonly GraphRow[]): Feed => ({ count: rows.length, row: (index) => rows[index] });

/** What a list gives of a row, and how many at once. */
export interface PageOptions {
  /** Fields that a row has where $select does not name others. @default - all */
  readonly fields?: readonly string[];
  /** Rows of a page where $top does not say otherwise. */
  readonly top: number;
  /** Rows of a page at most, whatever $top says. */
  readonly atMost: number;
  /** Where the API is, as it stands in links. */
  readonly server: string;
  /** How the path stands in links. @default - as it was called */
  readonly linkPath?: string;
  /** Parameters of the request that its links repeat. @default - all */
  readonly repeated?: readonly string[];
  /** What pages are counted by in links. */
  readonly by?: '$skiptoken' | '$skip';
}

/** The fields of a row that were asked for. */
export const selected = (row: GraphRow, select: string | null, fields?: readonly string[]): GraphRow => {
  const names = select?.split(',') ?? fields;
  if (!names) return row;
  const wanted: Record<string, unknown> = {};
  for (const name of names) {
    if (!(name in row)) refuse(400, 'BadRequest', `Could not find a property named '${name}'`);
    wanted[name] = row[name];
  }
  return {
    ...(typeof row['@odata.type'] === 'string' && { '@odata.type': row['@odata.type'] }),
    ...wanted,
    id: row['id'],
  };
};

/** A token that says where a page begins, and, as those of Graph do, at whom. It is good for its path only. */
export const pageToken = (path: string, from: number): string =>
  Buffer.from(JSON.stringify([path, from, 'CANARY:ada@acme.example'])).toString('base64url');

/** Where the page of a token begins. */
export const startOfPage = (token: string | null, path: string): number => {
  if (token === null) return 0;
  const [of, from] = JSON.parse(Buffer.from(token, 'base64url').toString() || '[]') as [string, number];
  return of === path ? from : refuse(400, 'Directory_ExpiredPageToken', 'The specified page token value has expired.');
};

/** The path of a request below its host and version. */
export const pathOf = (call: RouteCall<unknown>): string =>
  decodeURIComponent(call.request.path).replace(/^\/[^/]+\/[^/]+/, '');

/** One page of a list, with a link to the next (learn.microsoft.com/graph/paging). */
export const pageOf = (call: RouteCall<unknown>, feed: Feed, options: PageOptions): GraphRow => {
  const { query } = call;
  const path = pathOf(call);
  const by = options.by ?? '$skiptoken';
  const top = Math.min(Number(query.get('$top') ?? options.top), options.atMost);
  const start = by === '$skip' ? Number(query.get('$skip') ?? 0) : startOfPage(query.get('$skiptoken'), path);
  const value: GraphRow[] = [];
  let index = start;
  for (; index < feed.count && value.length < top; index++) {
    const row = feed.row(index);
    if (row) value.push(selected(row, query.get('$select'), options.fields));
  }
  if (index >= feed.count) return { '@odata.context': `${options.server}/$metadata#CANARY`, value };
  const repeated = [...query].filter(([name]) => name !== by && (options.repeated?.includes(name) ?? true));
  const next = new URLSearchParams([...repeated, [by, by === '$skip' ? String(index) : pageToken(path, index)]]);
  return {
    '@odata.context': `${options.server}/$metadata#CANARY`,
    '@odata.nextLink': `${options.server}${options.linkPath ?? path}?${next}`,
    value,
  };
};

/** What parameters of OData look like. */
export const odata = {
  select: /[A-Za-z_@.]+(,[A-Za-z_@.]+)*/,
  top: (maximum: number): RegExp => new RegExp(String.raw`(?!0+$)\d{1,${String(maximum).length}}`),
  token: /[\w-]+/,
  /** Of delta queries. */
  state: /latest|[\w-]+\.[\w,]*/,
  skip: /\d{1,7}/,
} as const;
