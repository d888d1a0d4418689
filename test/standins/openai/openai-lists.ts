import type { Call } from '../strict-routes.ts';
import { refuseOpenAI } from './openai-refusal.ts';

/** The parameters of lists. */
export const listed = ['limit', 'after'];

/** A part of a list, by `limit` and `after`. */
export const part = <Row>({ query }: Call, rows: readonly Row[], idOf: (row: Row) => string) => {
  const size = Number(query.get('limit') ?? 20);
  if (!Number.isInteger(size) || size < 1 || size > 100) refuseOpenAI(400, 'limit must be between 1 and 100');
  const after = query.get('after');
  const start = after === null ? 0 : rows.findIndex((row) => idOf(row) === after) + 1;
  if (after !== null && start === 0) refuseOpenAI(400, 'CANARY after is unknown');
  const some = rows.slice(start, start + size);
  return { some, more: start + size < rows.length };
};

/** Lists that go on after their last id. */
export const byLastId = <Row extends { readonly id: string }>(call: Call, rows: readonly Row[]) => {
  const { some, more } = part(call, rows, ({ id }) => id);
  const ends = { first_id: some[0]?.id ?? null, last_id: some.at(-1)?.id ?? null };
  return { object: 'list', data: some, ...ends, has_more: more };
};

/** Lists that say where the next part begins. */
export const byNext = <Row>(call: Call, rows: readonly Row[], idOf: (row: Row) => string) => {
  const { some, more } = part(call, rows, idOf);
  return { object: 'list', data: some, has_more: more, next: more ? idOf(some.at(-1)!) : null };
};
