import { Refusal } from '../stand-in.ts';

/** Rows from `startAt` on, `maxResults` at most: as Jira has pages. */
export interface OffsetPage<Row> {
  readonly startAt: number;
  readonly maxResults: number;
  readonly total: number;
  readonly isLast: boolean;
  readonly values: readonly Row[];
}

/**
 * One page.
 *
 * @param size how many rows there are without `maxResults`, and the most that there ever are
 */
export const offsetPage = <Row>(
  rows: readonly Row[],
  query: URLSearchParams,
  size: { readonly usual: number; readonly largest: number },
): OffsetPage<Row> => {
  const startAt = whole(query.get('startAt'), 0);
  const maxResults = Math.min(whole(query.get('maxResults'), size.usual), size.largest);
  const values = rows.slice(startAt, startAt + maxResults);
  return { startAt, maxResults, total: rows.length, isLast: startAt + values.length >= rows.length, values };
};

const whole = (text: string | null, usual: number): number => {
  const number = text === null ? usual : Number(text);
  if (!Number.isInteger(number) || number < 0) throw new Refusal(400, { errorMessages: ['CANARY no such page'] });
  return number;
};
