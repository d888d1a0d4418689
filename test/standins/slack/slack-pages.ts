import { refuse } from './slack-refusal.ts';

export interface PageOptions {
  readonly limit: string | null;
  /** The largest page, whatever is asked for: Slack may always give fewer rows than that. */
  readonly largest: number;
}

/** How many rows a page may have. */
const sizeOf = ({ limit, largest }: PageOptions): number => {
  const wanted = limit === null ? 100 : Number(limit);
  if (!Number.isInteger(wanted) || wanted < 1 || wanted > 1_000) refuse('invalid_limit');
  return Math.min(wanted, largest);
};

/** A page by a cursor (docs.slack.dev/apis/web-api/pagination): opaque, and empty when there is no more. */
export const cursorPage = <Row>(rows: readonly Row[], cursor: string | null, options: PageOptions) => {
  const size = sizeOf(options);
  const [, from = '0'] = cursor ? (/^at:(\d+)$/.exec(Buffer.from(cursor, 'base64').toString()) ?? []) : ['', '0'];
  if (cursor && Buffer.from(`at:${from}`).toString('base64') !== cursor) refuse('invalid_cursor');
  const next = Number(from) + size;
  const next_cursor = next < rows.length ? Buffer.from(`at:${next}`).toString('base64') : '';
  return { rows: rows.slice(Number(from), next), response_metadata: { next_cursor } };
};

/** A page of the Discovery API: the answer says the offset of the next one, which is that of its first row. */
export const offsetPage = <Row>(
  rows: readonly Row[],
  keyOf: (row: Row) => string,
  offset: string | null,
  options: PageOptions,
) => {
  const from = offset === null ? 0 : rows.findIndex((row) => keyOf(row) === offset);
  if (from < 0) refuse('invalid_offset');
  const next = rows[from + sizeOf(options)];
  return { rows: rows.slice(from, from + sizeOf(options)), ...(next !== undefined && { offset: keyOf(next) }) };
};
