/** One answer of the help desk. */
export interface Answer {
  readonly status: number;
  readonly value: unknown;
  readonly headers: Readonly<Record<string, string>>;
}

/** Where a list was asked for. */
export interface ListRequest {
  /** Of the list, without its query. */
  readonly url: string;
  readonly query: URLSearchParams;
  /** Things on a page, if the request does not say it. */
  readonly size: number;
}

/** One page of a list. Where the next one lies is told twice, as APIs do: in the body, and in the `Link` header (RFC 8288). */
export const pageOf = (things: readonly unknown[], { url, query, size }: ListRequest): Answer => {
  const page = Number(query.get('page') ?? 1);
  const perPage = Number(query.get('per_page') ?? size);
  const last = Math.max(1, Math.ceil(things.length / perPage));
  const linkTo = (number: number): string => {
    const changed = new URLSearchParams(query);
    changed.set('page', String(number));
    return `${url}?${changed}`;
  };
  const next = page < last ? linkTo(page + 1) : null;
  const links = [...(next ? [`<${next}>; rel="next"`] : []), `<${linkTo(last)}>; rel="last"`];
  return {
    status: 200,
    value: { data: things.slice((page - 1) * perPage, page * perPage), page: { number: page, of: last, next } },
    headers: { 'x-total-count': String(things.length), link: links.join(', ') },
  };
};
