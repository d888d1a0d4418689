import type { Call } from '../strict-routes.ts';
import { refuseAnthropic } from './anthropic-refusal.ts';

/** The parameters of lists by id. */
export const listed = ['limit', 'after_id', 'before_id'];

/** Lists by `after_id` and `before_id`. */
export const byId = <Row>({ query }: Call, rows: readonly Row[], idOf: (row: Row) => string): object => {
  const size = Number(query.get('limit') ?? 20);
  if (!Number.isInteger(size) || size < 1 || size > 100)
    refuseAnthropic(400, 'invalid_request_error', 'limit: Input should be less than or equal to 100');
  const after = query.get('after_id');
  const start = after === null ? 0 : rows.findIndex((row) => idOf(row) === after) + 1;
  if (after !== null && start === 0) refuseAnthropic(400, 'invalid_request_error', 'after_id: CANARY is unknown');
  const data = rows.slice(start, start + size);
  const ends = { first_id: data[0] ? idOf(data[0]) : null, last_id: data.length > 0 ? idOf(data.at(-1)!) : null };
  return { data, ...ends, has_more: start + size < rows.length };
};

/** Lists by an opaque token. */
export const byToken = ({ query }: Call, rows: readonly unknown[], largest: number, usual: number): object => {
  const size = Number(query.get('limit') ?? usual);
  if (!(size >= 1 && size <= largest)) refuseAnthropic(400, 'invalid_request_error', 'limit is out of range');
  const token = query.get('page');
  const start = token === null ? 0 : Number(Buffer.from(token.replace(/^page_/, ''), 'base64url').toString());
  if (!Number.isInteger(start)) refuseAnthropic(400, 'invalid_request_error', 'page: CANARY is invalid');
  const more = start + size < rows.length;
  const next_page = more ? `page_${Buffer.from(String(start + size)).toString('base64url')}` : null;
  return { data: rows.slice(start, start + size), has_more: more, next_page };
};
