import { Refusal } from '../stand-in.ts';
import type { Call } from '../strict-routes.ts';

/** A page of version 1: from `start` on. There is no more when it is empty. */
export const startPage = <Row>(rows: readonly Row[], query: URLSearchParams, largest: number) => {
  const start = Number(query.get('start') ?? 0);
  const limit = Math.min(Number(query.get('limit') ?? 25), largest);
  const results = rows.slice(start, start + limit);
  return {
    results,
    start,
    limit,
    size: results.length,
    _links: { base: 'https://canary.example/wiki', context: '/wiki' },
  };
};

const cursorAt = (index: number): string => Buffer.from(JSON.stringify({ id: index })).toString('base64');

/** A page of version 2: by an opaque cursor, which the link to the next page holds. The link begins at the site, not at the API's host. */
export const cursorPage = <Row>(rows: readonly Row[], { query, request }: Call) => {
  const limit = Number(query.get('limit') ?? 25);
  if (!Number.isInteger(limit) || limit < 1 || limit > 250) throw refusal('limit must be from 1 to 250');
  const cursor = query.get('cursor');
  const from = cursor === null ? 0 : JSON.parse(Buffer.from(cursor, 'base64').toString()).id;
  if (cursor !== null && cursorAt(from) !== cursor) throw refusal('the cursor is not valid');
  const next = from + limit;
  const more = new URLSearchParams(query);
  more.set('cursor', cursorAt(next));
  const path = request.path.replace(/^.*?(?=\/wiki\/)/, '');
  return {
    results: rows.slice(from, next),
    _links: { base: 'https://canary.example/wiki', ...(next < rows.length && { next: `${path}?${more}` }) },
  };
};

const refusal = (detail: string): Refusal =>
  new Refusal(400, { errors: [{ status: 400, code: 'INVALID_REQUEST_PARAMETER', title: `CANARY ${detail}` }] });
